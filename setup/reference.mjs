// npm run -s reference: writes the tables of docs/reference.md from the types in provider/resources and their comments.
// The text around the tables is written by hand.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { listArguments, listOutputs } from "./arguments.mjs";
import { root } from "./paths.mjs";

const page = join(root, "docs", "reference.md");
const place = /<!-- table: (\w+) -->\n[^]*?<!-- end -->/g;

/** Tells whether a program writes values of a type, rather than reads them. */
const isInput = (name) => /(Args|Server|KeaRelationship)$/.test(name);

const cell = (text) => text.replaceAll("|", "\\|");
const code = (text) => (text.includes("`") ? text : `\`${text}\``);

/** Returns a default for a table: a value as code, a description of one as text. */
const defaultText = (text) => (/^("[^"]*"|[\d,]+|true|false)$/.test(text) ? code(text) : text);

/** Returns the table of one type: its members with type, default and description. */
function tableOf({ name, members }) {
  const required = (member) => (isInput(name) && member.isRequired ? ", required" : "");
  const hasDefaults = members.some((member) => member.default !== undefined);
  const columns = ["name", "type", ...(hasDefaults ? ["default"] : []), "meaning"];
  const rows = members.map((member) => [
    code(member.name) + required(member),
    code(cell(member.type)),
    ...(hasDefaults ? [cell(defaultText(member.default ?? ""))] : []),
    cell([member.description, ...(member.members ?? []).map(innerText)].join(" ").trim()),
  ]);
  return [columns, columns.map(() => "---"), ...rows]
    .map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n");
}

/** Returns the description of a member of a type that is written out in place. */
const innerText = ({ name, description }) => (description ? `${code(name)}: ${description}` : "");

/** Returns the page with its tables made anew. */
export function referenceText() {
  const types = new Map([...listArguments(), ...listOutputs()].map((type) => [type.name, type]));
  return readFileSync(page, "utf8").replace(place, (_, name) => {
    const type = types.get(name);
    if (type === undefined) throw new Error(`docs/reference.md names ${name}: no type is public.`);
    return `<!-- table: ${name} -->\n\n${tableOf(type)}\n\n<!-- end -->`;
  });
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href)
  writeFileSync(page, referenceText());
