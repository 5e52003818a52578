// Which words each release of Kea takes in a file: the table that files are written by, held against `kea-dhcp4 -t`.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

import { releaseNamed } from "../../provider/drivers/kea/model/index.js";
import {
  keywordSpans,
  acceptsKeyword,
  type KeywordContext,
  type Release,
} from "../../provider/drivers/kea/model/keywords.js";
import { again, repeats } from "../parts.js";
import { keaSays } from "../helpers/kea/judge.js";
import { versions, withKea } from "../helpers/kea/versions.js";

const data = join(import.meta.dirname, "../data/kea-doc/kea4");

/** Every word of the files that hold all of them, and every word of the table. */
const words = [
  ...new Set([
    ...["all-keys.json", "all-keys-netconf.json"].flatMap((file) =>
      [...readFileSync(join(data, file), "utf8").matchAll(/"([a-z0-9-]+)"\s*:/g)].map(
        ([, word]) => word!,
      ),
    ),
    ...Object.values(keywordSpans).flatMap((table) => [...table.keys()]),
  ]),
];

const subnet = { id: 1, subnet: "10.0.0.0/24" };

/** A configuration with a map of each kind, and in it these words of any value: the grammar is asked before the value. */
const around: Readonly<Record<KeywordContext, (words: object) => object>> = {
  server: (more) => more,
  network: (more) => ({ "shared-networks": [{ name: "n", ...more }] }),
  subnet: (more) => ({ subnet4: [{ ...subnet, ...more }] }),
  range: (more) => ({
    subnet4: [{ ...subnet, pools: [{ pool: "10.0.0.1 - 10.0.0.2", ...more }] }],
  }),
  reservation: (more) => ({
    subnet4: [{ ...subnet, reservations: [{ "hw-address": "02:00:00:00:00:01", ...more }] }],
  }),
  class: (more) => ({ "client-classes": [{ name: "c", ...more }] }),
  definition: (more) => ({ "option-def": [{ name: "o", code: 250, type: "string", ...more }] }),
  option: (more) => ({ "option-data": [{ code: 6, ...more }] }),
  compatibility: (more) => ({ compatibility: more }),
  "dhcp-ddns": (more) => ({ "dhcp-ddns": { "enable-updates": false, ...more } }),
};

const own = {
  "interfaces-config": { interfaces: [] },
  "lease-database": { type: "memfile", persist: false },
};

/** Returns true where a release's grammar has a word there. */
async function measured(
  version: (typeof versions)[number],
  place: KeywordContext,
  word: string,
): Promise<boolean> {
  const { text } = await keaSays(version, { Dhcp4: { ...own, ...around[place]({ [word]: 0 }) } });
  return !new RegExp(`got unexpected (keyword|constant string) "?${word}"?`).test(text);
}

for (const version of repeats(versions)) {
  const release = releaseNamed(version) as Release;
  withKea(version)(`Kea ${version}`, () => {
    it.each(Object.keys(keywordSpans) as KeywordContext[])(
      "takes in a %s the properties that the table has for it, and no other of the table",
      async (place) => {
        for (const word of keywordSpans[place].keys())
          expect([word, await measured(version, place, word)]).toEqual([
            word,
            acceptsKeyword(release, place, word),
          ]);
      },
    );
  });
}

again(() => {
  withKea("2.2.0")("every property in Kea's files of all properties", () => {
    it.each(Object.keys(keywordSpans) as KeywordContext[])(
      "is taken by all releases in a %s, or is in the table",
      async (place) => {
        for (const word of words.filter((one) => !keywordSpans[place].has(one) && !(one in own))) {
          const answers = new Set(
            await Promise.all(versions.map((version) => measured(version, place, word))),
          );
          expect([place, word, answers.size]).toEqual([place, word, 1]);
        }
      },
    );
  });
});
