// HTML as values: what is text stays text.
import { replaceUnprintable } from "../../core/printable.js";

/** Markup that a page may hold as it is. Only `html` makes it. */
export interface Html {
  readonly markup: string;
}

type Part = string | number | Html | readonly Html[] | undefined;

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Returns a text that a browser shows as it is, in an element and in a quoted attribute. */
const escapeText = (text: string): string =>
  replaceUnprintable(text).replace(/[&<>"']/g, (character) => entities[character]!);

/** Makes markup of a template. Texts and numbers in it are escaped, nothing is left out for `undefined`. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return { markup: String.raw({ raw: strings }, ...parts.map(toMarkup)) };
}

function toMarkup(part: Part): string {
  if (part === undefined) return "";
  if (typeof part === "string" || typeof part === "number") return escapeText(String(part));
  if ("markup" in part) return part.markup;
  return part.map(({ markup }) => markup).join("");
}

/**
 * Makes an element with content that must not be escaped: a style or a script. It may hold no end
 * tag, so only texts of this program belong here.
 */
export const rawElement = (name: "style" | "script", content: string): Html => ({
  markup: `<${name}>${content}</${name}>`,
});
