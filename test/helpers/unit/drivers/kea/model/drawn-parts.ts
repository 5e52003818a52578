// Values, options, ranges and reservations as fast-check draws them, and configurations with one part changed.
import fc from "../../../../draws.js";
import type {
  Configuration,
  Json,
  ConfigObject,
  Tree,
} from "../../../../../../provider/core/model.js";

/** A changed configuration, and what of Kea's JSON may look another way for it. */
export interface Drawn {
  readonly title: string;
  readonly desired: Configuration;
  /** Places of the JSON, as `pieces` names them; * stands for anything. */
  readonly touches: readonly string[];
  /** The place where the change asks for a value: it must be there in the end. */
  readonly asks?: readonly [
    part: (configuration: Configuration) => ConfigObject | undefined,
    path: readonly string[],
    value: Json,
  ];
}

export type Draw = fc.Arbitrary<Drawn>;

export const word = fc.stringMatching(/^[a-z]{1,6}$/);
export const number = fc.integer({ min: 1, max: 99999 });
export const address = fc.integer({ min: 1, max: 254 }).map((n) => `203.0.113.${n}`);
export const picked = <T>(of: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...of);

/** Values that are handed down, and Kea's names for them. */
export const values: Readonly<
  Record<string, readonly [arbitrary: fc.Arbitrary<Json>, keys: readonly string[]]>
> = {
  leaseDuration: [number, ["valid-lifetime", "min-valid-lifetime", "max-valid-lifetime"]],
  minimumLeaseDuration: [number, ["min-valid-lifetime"]],
  maximumLeaseDuration: [number, ["max-valid-lifetime"]],
  renewalTime: [number, ["renew-timer"]],
  nextServer: [address, ["next-server"]],
  bootFileName: [word, ["boot-file-name"]],
  "match-client-id": [fc.boolean(), ["match-client-id"]],
  "t1-percent": [picked([0.25, 0.5, 0.6]), ["t1-percent"]],
  "ddns-qualifying-suffix": [word, ["ddns-qualifying-suffix"]],
  "ddns-conflict-resolution-mode": [
    picked(["check-with-dhcid", "no-check-with-dhcid"]),
    ["ddns-conflict-resolution-mode", "ddns-use-conflict-resolution"],
  ],
  "reservations-global": [fc.boolean(), ["reservations-global", "reservation-mode"]],
};

export const option = fc.record(
  { value: address, "always-send": fc.constant(true) },
  { requiredKeys: ["value"] },
) as fc.Arbitrary<Tree>;
export const optionKey = picked(["dhcp4:3", "dhcp4:6", "dhcp4:42", "dhcp4:28"]);
export const range = fc.record(
  {
    "client-classes": fc.constant(["KNOWN"]),
    "user-context": fc.record({ note: word }),
    options: fc.constant({ "dhcp4:6": { value: "10.0.0.1" } }),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<Tree>;
export const client = fc.oneof(
  fc
    .integer({ min: 0, max: 255 })
    .map((n) => `hw:0a-0b-0c-0d-0e-${n.toString(16).padStart(2, "0")}`),
  fc.integer({ min: 128, max: 255 }).map((n) => `flex-id:${n.toString(16)}`),
  fc.stringMatching(/^[a-z]{1,4}$/).map((letters) => `flex-id:'${letters}'`),
);
export const reservation = fc.record(
  {
    client,
    name: word,
    nextServer: address,
    "client-classes": fc.constant(["b", "a"]),
    options: fc.constant({ "dhcp4:3": { value: "10.0.0.1" } }),
  },
  { requiredKeys: ["client", "name"] },
) as fc.Arbitrary<Tree>;

/** A property of a part put in, changed or taken out. */
export function withProperty(
  part: ConfigObject,
  name: string,
  value: Json | undefined,
): ConfigObject {
  const { [name]: _, ...rest } = part.properties;
  return {
    ...part,
    properties: value === undefined ? rest : { ...rest, [name]: value },
    inherited: part.inherited.filter((other) => other !== name),
  };
}

/** A member of a collection put in, changed or taken out. */
export function withMember(
  part: ConfigObject,
  collection: string,
  key: string,
  member: Json | undefined,
): ConfigObject {
  const { [key]: _, ...rest } = (part.properties[collection] as Tree | undefined) ?? {};
  const next = member === undefined ? rest : { ...rest, [key]: member };
  return withProperty(part, collection, Object.keys(next).length === 0 ? undefined : next);
}

export const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined });
export const keysOf = (part: ConfigObject, collection: string): readonly string[] =>
  Object.keys((part.properties[collection] as Tree | undefined) ?? {});
export const withScope = (from: Configuration, id: string, part: ConfigObject): Configuration => ({
  ...from,
  scopes: { ...from.scopes, [id]: part },
});
export const without = <T>(parts: Readonly<Record<string, T>>, key: string): Record<string, T> =>
  Object.fromEntries(Object.entries(parts).filter(([other]) => other !== key));
