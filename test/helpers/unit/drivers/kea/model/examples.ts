// Kea's own example configurations: as files (test/data/kea-doc), and as what real servers returned that ran them (test/data/kea).
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Json } from "../../../../../../provider/core/model.js";
import { parseDocument } from "../../../../../../provider/drivers/kea/dialect/document.js";
import type { Document } from "../../../../../../provider/drivers/kea/model/index.js";
import { readText } from "../../../../../../provider/storage/files.js";

const data = join(import.meta.dirname, "../../../../../data");
const recordings = (release: string) => join(data, "kea", `config-get-${release}`);
const namesIn = (release: string) =>
  readdirSync(recordings(release)).map((name) => name.replace(".config-get.json", ""));

/** All 27. */
export const examples = namesIn("2.2.0");

/** Those that servers of later releases ran too. */
export const examplesOfAllReleases = namesIn("3.0.3");

/** Returns the answer of config-get: the document around `Dhcp4`. */
export const recorded = (example: string, release = "2.2.0"): Document =>
  JSON.parse(readFileSync(join(recordings(release), `${example}.config-get.json`), "utf8"));

/** The file as ISC ships it. */
export function written(example: string): Document {
  const path = [
    join(data, "kea-doc", "kea4", `${example}.json`),
    join(data, "kea-doc", "template-power-user-home", `${example}.conf`),
  ].find((one) => existsSync(one))!;
  return parseDocument(path, readText).value as unknown as Document;
}

/** A document with these subnets, and with this beside them. */
export const documentOf = (
  subnets: readonly Json[],
  rest: Readonly<Record<string, Json>> = {},
): Document => ({ Dhcp4: { ...rest, subnet4: subnets } });
