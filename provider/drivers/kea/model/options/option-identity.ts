// The identity of an option in a list: `space:code`, with the vendor of 124 and 125 after a slash,
// and the classes that it is for after an @.
import type { Json, Tree } from "../../../../core/model.js";
import { keywords } from "../../names.js";

/** The parts of an option's identity. */
export interface OptionKeyParts {
  /** `space:code`. */
  readonly option: string;
  readonly space: string;
  readonly code: number;
  readonly classes: readonly string[];
}

export function optionIdentity(key: string): OptionKeyParts {
  const [, space, code, classes] = /^(.*?):(\d+)(?:\/\d+)?(?:@(.*))?$/s.exec(key)!;
  return {
    option: `${space}:${code}`,
    space: space!,
    code: Number(code),
    classes: (classes?.match(/"(?:\\.|[^"\\])*"|[^,]+/g) ?? []).map((name) =>
      name.startsWith('"') ? (JSON.parse(name) as string) : name,
    ),
  };
}

/**
 * Returns the identity of an option. The manual: 124 and 125 "are identified by the pair of code
 * point and vendor identifier".
 */
export function identifyOption(option: string, member: Tree, classes: Json | undefined): string {
  const vendor = option === "dhcp4:124" || option === "dhcp4:125" ? readVendor(member) : undefined;
  const ofVendor = vendor === undefined ? option : `${option}/${vendor}`;
  if (!Array.isArray(classes) || classes.length === 0) return ofVendor;
  return `${ofVendor}@${[...new Set(classes.map(quoteClass))].sort().join(",")}`;
}

function readVendor({ value, [keywords.csvFormat]: format }: Tree): number | undefined {
  const text = String(value ?? "");
  const number =
    format === false ? parseInt(text.slice(0, 8), 16) : Number(text.split(",")[0]!.trim() || NaN);
  return Number.isInteger(number) && number >= 0 ? number : undefined;
}

/** Returns a class in an option's identity: without quotes where that is clear. */
const quoteClass = (name: Json): string =>
  typeof name === "string" && /^[^\s",@]+$/.test(name) ? name : JSON.stringify(name);
