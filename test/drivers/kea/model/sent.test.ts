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

/** The level that values come from: a shared network, by its name, or the server. */
const levelOf = (network: string | undefined) => (network === undefined ? "server" : "network");
const propertiesOf = ({ settings, shared }: Configuration, network: string | undefined) =>
  (network === undefined ? settings : shared[networkKey(network)]!).properties;

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

  /** A subnet with its part of the configuration, and below the server its shared network with that one's. */
  const levelsBelow = (outer: string | undefined, id: string) => {
    const subnet = subnets.get(id)!;
    const own = [subnet, configuration.scopes[id]!] as const;
    if (outer !== undefined || subnet.network === undefined) return [own];
    const shared = configuration.shared[networkKey(subnet.network)]!;
    return [own, [networks.get(subnet.network)!, shared] as const];
  };

  /**
   * Tells whether a subnet inherits another value that a shared network, or the server, states.
   * Where the file says what would be in force anyway, an answer may not tell that it does.
   */
  const resultIn = (
    id: string,
    outer: string | undefined,
    name: string,
  ): "inherits" | "keeps" | undefined => {
    if (outer !== undefined && subnets.get(id)!.network !== outer) return "keeps";
    const speaking = levelsBelow(outer, id).filter(
      ([{ explicit: own }]) => own[name] !== undefined,
    );
    if (speaking.length === 0) return "inherits";
    return speaking.some(([, { inherited }]) => !inherited.includes(name)) ? "keeps" : undefined;
  };
  const target = {
    release,
    possible: [release],
    isRunning: true,
    preferred: new Set<string>(),
  };

  /** Expects of each subnet what it has of a property whose value the server, or a shared network, changes. */
  const expectOneChange = (name: string, outer: string | undefined): void => {
    const before = propertiesOf(configuration, outer)[name];
    const value = another(name, before);
    const kind = levelOf(outer);
    const word = encodeField({ kind, name, value, target });
    if (word === undefined) return; // the release does not know it
    const network = outer === undefined ? undefined : [...networks.keys()].indexOf(outer);
    const after = parseConfiguration(saying(sent, network, word), release).configuration;
    const said = propertiesOf(after, outer)[name];
    expect(said, name).not.toEqual(before);

    for (const [id, part] of Object.entries(configuration.scopes)) {
      const result = resultIn(id, outer, name);
      const expected = { inherits: said, keeps: part.properties[name] };
      if (result)
        expect(after.scopes[id]!.properties[name], `${id} ${name}`).toEqual(expected[result]);
    }
  };

  it.each(["the server", ...networks.keys()])(
    "makes no value explicit that subnets inherit from %s",
    (who) => {
      const outer = networks.has(who) ? who : undefined;
      for (const { name } of valuesAt("network"))
        if (isValueAt(levelOf(outer), name)) expectOneChange(name, outer);
    },
  );
});
