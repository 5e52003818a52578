// What would be sent to a server that has told what it holds: all of it, and of what its subnets inherit nothing as their own.
import { describe, expect, it } from "vitest";
import { isMap } from "../../../../provider/core/canonical.js";
import type { Configuration, Json } from "../../../../provider/core/model.js";
import {
  planEdits,
  parseConfiguration,
  withoutInherited,
  type Document,
  type KeaMap,
} from "../../../../provider/drivers/kea/model/index.js";
import { isValueAt, valuesAt } from "../../../../provider/drivers/kea/model/parse/inheritance.js";
import { indexConfiguration } from "../../../../provider/drivers/kea/model/parse/config-index.js";
import { networkKey } from "../../../../provider/drivers/kea/model/parse/references.js";
import { encodeField } from "../../../../provider/drivers/kea/model/target.js";
import {
  examples,
  examplesOfAllReleases,
  recorded,
  written,
} from "../../../helpers/unit/drivers/kea/model/examples.js";

const releases = [
  ["2.2.0", "2.2", examples],
  ["2.6.3", "2.6", examplesOfAllReleases],
  ["3.0.3", "3.0", examplesOfAllReleases],
] as const;
const answers = releases.flatMap(([version, release, names]) =>
  names.map((example) => ({ example, version, release, answer: recorded(example, version) })),
);

/** A subnet or shared network of an answer, and what stands around it, innermost first. */
interface Place {
  readonly raw: KeaMap;
  readonly outer: readonly KeaMap[];
}

/** Subnets and shared networks by where they stand. */
function places({ Dhcp4 }: Document): ReadonlyMap<string, Place> {
  const found = new Map<string, Place>();
  const server = Dhcp4 as KeaMap;
  const add = (list: Json | undefined, path: string, outer: readonly KeaMap[]) =>
    (list as readonly KeaMap[] | undefined)?.forEach((raw, i) => {
      found.set(`${path}.${i}`, { raw, outer });
      add(raw.subnet4, `${path}.${i}.subnet4`, [raw, ...outer]);
    });
  add(server.subnet4, "Dhcp4.subnet4", [server]);
  add(server["shared-networks"], "Dhcp4.shared-networks", [server]);
  return found;
}

/**
 * Returns the contents of one document that the other lacks, by place. Contents of both that differ
 * are among them, and new ones.
 */
function missing(
  before: Json | undefined,
  after: Json | undefined,
  path: readonly string[] = [],
): readonly (readonly [place: string, key: string])[] {
  const inner =
    [before, after].every((value) => isMap(value)) ||
    [before, after].every((value) => Array.isArray(value));
  if (!inner) return before === after ? [] : [[path.slice(0, -1).join("."), path.at(-1)!]];
  const [left, right] = [before, after] as readonly KeaMap[];
  return [...new Set([...Object.keys(left!), ...Object.keys(right!)])].flatMap((key) =>
    missing(left![key], right![key], [...path, key]),
  );
}

const bounds = ["min-valid-lifetime", "max-valid-lifetime"];
/** Kea's INHERIT_TO_SUBNET4: what servers tell of every subnet and shared network, whoever says it. All else they tell only where it is said. */
const toldUnasked = [
  ...bounds,
  "valid-lifetime",
  "renew-timer",
  "rebind-timer",
  "calculate-tee-times",
  "t1-percent",
  "t2-percent",
  "store-extended-info",
  "cache-threshold",
  "cache-max-age",
  "relay",
  "allocator",
  "offer-lifetime",
];
/**
 * Returns the value that a place would have if it did not state it, in Kea's words. Bounds that
 * nobody states are the lease duration.
 */
function unsaid(key: string, { raw, outer }: Place): Json | undefined {
  const workedOut = (around: KeaMap) =>
    bounds.includes(key) && around[key] === around["valid-lifetime"];
  const says = outer.find((around) => around[key] !== undefined && !workedOut(around));
  const said = says?.[key];
  if (said !== undefined && said !== null) return said;
  if (bounds.includes(key)) return raw["valid-lifetime"];
  return key === "relay" ? { "ip-addresses": [] } : undefined;
}

/** Another value for each that is handed down: one that no example has, or the opposite. */
const others: Readonly<Record<string, Json>> = {
  "t1-percent": 0.25,
  "t2-percent": 0.625,
  "cache-threshold": 0.125,
  nextServer: "192.0.2.99",
  serverHostname: "another",
  bootFileName: "another",
  relays: ["192.0.2.99"],
  allocator: "random",
  "ddns-replace-client-name": "always",
  "ddns-generated-prefix": "another",
  "ddns-qualifying-suffix": "another",
  "ddns-conflict-resolution-mode": "no-check-with-dhcid",
  "hostname-char-set": "[^a-z]",
  "hostname-char-replacement": "-",
};
const another = (name: string, now: Json | undefined): Json =>
  others[name] ?? (typeof now === "boolean" ? !now : 12345);

/** The same document in which the server, or the shared network at this index, says something else. */
function saying(
  { Dhcp4 }: Document,
  network: number | undefined,
  [key, value]: readonly [string, Json],
): Json {
  const server = Dhcp4 as KeaMap;
  if (network === undefined) return { ...server, [key]: value };
  return {
    ...server,
    "shared-networks": (server["shared-networks"] as KeaMap[]).map((raw, i) =>
      i === network ? { ...raw, [key]: value } : raw,
    ),
  };
}

describe.each(answers)("$example, as $version told it", ({ example, release, answer }) => {
  const sent = withoutInherited(answer, release);
  const { configuration } = parseConfiguration(answer.Dhcp4, release);
  const { subnets, networks } = indexConfiguration(written(example).Dhcp4);
  const left = missing(answer as unknown as Json, sent as unknown as Json);

  it("is sent whole", () => {
    expect(parseConfiguration(sent.Dhcp4, release)).toEqual(
      parseConfiguration(answer.Dhcp4, release),
    );
    expect(planEdits(sent, configuration, configuration, { release })).toEqual({
      root: sent,
      configuration,
      edits: [],
      unsupported: [],
    });
  });

  it("lacks nothing but what it inherits", () => {
    const parts = places(answer);
    for (const [where, key] of left) {
      expect(parts.has(where), `${where} ${key}`).toBe(true);
      expect(unsaid(key, parts.get(where)!), `${where} ${key}`).toEqual(parts.get(where)!.raw[key]);
    }
  });

  it("lacks nothing but the defaults that servers add", () => {
    expect(left.filter(([, key]) => !toldUnasked.includes(key))).toEqual([]);
  });

  it.each(["the server", ...networks.keys()])(
    "makes no value explicit that subnets inherit from %s",
    (who) => {
      const network = networks.has(who) ? [...networks.keys()].indexOf(who) : undefined;
      const level = network === undefined ? "server" : "network";
      const outer = ({ settings, shared }: Configuration) =>
        (network === undefined ? settings : shared[networkKey(who)]!).properties;
      for (const { name } of valuesAt("network").filter(({ name: property }) =>
        isValueAt(level, property),
      )) {
        const word = encodeField({
          kind: level,
          name,
          value: another(name, outer(configuration)[name]),
          target: {
            release,
            possible: [release],
            isRunning: true,
            preferred: new Set<string>(),
          },
        });
        if (word === undefined) continue; // the release does not know it
        const after = parseConfiguration(saying(sent, network, word), release).configuration;
        const said = outer(after)[name];
        expect(said, name).not.toEqual(outer(configuration)[name]);

        for (const [id, part] of Object.entries(configuration.scopes)) {
          const subnet = subnets.get(id)!;
          const between =
            network === undefined && subnet.network !== undefined
              ? [
                  [
                    networks.get(subnet.network)!,
                    configuration.shared[networkKey(subnet.network)]!,
                  ] as const,
                ]
              : [];
          const speaking = [[subnet, part] as const, ...between].filter(
            ([{ explicit: own }]) => own[name] !== undefined,
          );
          const heard = network === undefined || subnet.network === who;
          if (heard && speaking.length === 0)
            expect(after.scopes[id]!.properties[name], `${id} ${name}`).toEqual(said);
          // Where the file says what would be in force anyway, an answer may not tell that it does.
          else if (!heard || speaking.some(([, { inherited }]) => !inherited.includes(name)))
            expect(after.scopes[id]!.properties[name], `${id} ${name}`).toEqual(
              part.properties[name],
            );
        }
      }
    },
  );
});
