// Kea's own 27 example configurations, as files and as what a real 2.2.0 returned when it ran them.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Json } from "../../../../provider/core/model.js";

const data = join(import.meta.dirname, "../../../data");
const recordings = join(data, "kea/config-get-2.2.0");

export const examples = readdirSync(recordings).filter((name) => name.endsWith(".json")).map((name) => name.replace(".config-get.json", ""));

/** What config-get returned: the document around `Dhcp4`. */
export const recorded = (example: string): { readonly Dhcp4: Json } => JSON.parse(readFileSync(join(recordings, `${example}.config-get.json`), "utf8"));

/** The file as ISC ships it. */
export function written(example: string): { readonly Dhcp4: Json } {
  const text = readFileSync(join(data, "kea-doc", example.startsWith("kea-dhcp4-") ? `template-power-user-home/${example}.conf` : `kea4/${example}.json`), "utf8");
  return JSON.parse(strict(text));
}

/** Kea's relaxed JSON as JSON: comments and commas too many taken out, `.5` made 0.5. */
function strict(text: string): string {
  const tokens = text.match(/"(?:[^"\\]|\\.)*"|\/\*[^]*?\*\/|(?:\/\/|#)[^\n]*|[^"/#]+|\//g) ?? [];
  return tokens
    .filter((token) => !/^(\/\*|\/\/|#)/.test(token))
    .map((token) => (token.startsWith('"') ? token : token.replace(/([:,[\s])\.(\d)/g, "$10.$2")))
    .join("")
    .replace(/"(?:[^"\\]|\\.)*"|,(\s*[}\]])/g, (whole, end?: string) => end ?? whole);
}
