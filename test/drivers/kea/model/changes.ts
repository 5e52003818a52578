// One change to a configuration as fast-check draws it: something comes, changes or goes, in any kind of place.
import fc from "fast-check";
import { parseSharedName } from "../../../../provider/core/apply.js";
import type { Configuration, Json, ConfigObject, Tree } from "../../../../provider/core/model.js";
import { formatSegment } from "../../../../provider/core/paths.js";

/** A changed configuration, and what of Kea's JSON may look another way for it. */
export interface Drawn {
  readonly title: string;
  readonly desired: Configuration;
  /** Places of the JSON, as `pieces` names them; * stands for anything. */
  readonly touches: readonly string[];
  /** Where the change asks for a value: it must be there in the end. */
  readonly asks?: readonly [
    part: (configuration: Configuration) => ConfigObject | undefined,
    path: readonly string[],
    value: Json,
  ];
}

type Draw = fc.Arbitrary<Drawn>;

const word = fc.stringMatching(/^[a-z]{1,6}$/);
const number = fc.integer({ min: 1, max: 99999 });
const address = fc.integer({ min: 1, max: 254 }).map((n) => `203.0.113.${n}`);
const picked = <T>(of: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...of);

/** Values that are handed down, and Kea's names for them. */
const values: Readonly<
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

const option = fc.record(
  { value: address, "always-send": fc.constant(true) },
  { requiredKeys: ["value"] },
) as fc.Arbitrary<Tree>;
const optionKey = picked(["dhcp4:3", "dhcp4:6", "dhcp4:42", "dhcp4:28"]);
const range = fc.record(
  {
    "client-classes": fc.constant(["KNOWN"]),
    "user-context": fc.record({ note: word }),
    options: fc.constant({ "dhcp4:6": { value: "10.0.0.1" } }),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<Tree>;
const client = fc.oneof(
  fc
    .integer({ min: 0, max: 255 })
    .map((n) => `hw:0a-0b-0c-0d-0e-${n.toString(16).padStart(2, "0")}`),
  fc.integer({ min: 128, max: 255 }).map((n) => `flex-id:${n.toString(16)}`),
  fc.stringMatching(/^[a-z]{1,4}$/).map((word) => `flex-id:'${word}'`),
);
const reservation = fc.record(
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
function withProperty(part: ConfigObject, name: string, value: Json | undefined): ConfigObject {
  const { [name]: _, ...rest } = part.properties;
  return {
    ...part,
    properties: value === undefined ? rest : { ...rest, [name]: value },
    inherited: part.inherited.filter((other) => other !== name),
  };
}

/** A member of a collection put in, changed or taken out. */
function withMember(
  part: ConfigObject,
  collection: string,
  key: string,
  member: Json | undefined,
): ConfigObject {
  const { [key]: _, ...rest } = (part.properties[collection] as Tree | undefined) ?? {};
  const next = member === undefined ? rest : { ...rest, [key]: member };
  return withProperty(part, collection, Object.keys(next).length === 0 ? undefined : next);
}

const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined });
const keysOf = (part: ConfigObject, collection: string): readonly string[] =>
  Object.keys((part.properties[collection] as Tree | undefined) ?? {});
const withScope = (from: Configuration, id: string, part: ConfigObject): Configuration => ({
  ...from,
  scopes: { ...from.scopes, [id]: part },
});
const without = <T>(parts: Readonly<Record<string, T>>, key: string): Record<string, T> =>
  Object.fromEntries(Object.entries(parts).filter(([other]) => other !== key));

/** One change to `from`. */
export function change(from: Configuration): Draw {
  const ids = Object.keys(from.scopes);
  const shared = (prefix: string) =>
    Object.keys(from.shared).filter((key) => key.startsWith(`${prefix}.`));
  const draws: Draw[] = [
    serverValue(from),
    serverOption(from),
    serverReservation(from),
    newScope(from),
    newClass(from),
    newDefinition(from),
    newNetwork(from),
  ];
  if (ids.length > 0)
    draws.push(
      ...[scopeValue, scopeMember, scopeOther, scopeId, goneScope].map((draw) => draw(from, ids)),
    );
  if (ids.length > 0) draws.push(movedScope(from, ids));
  if (shared("sharedNetworks").length > 0)
    draws.push(
      networkValue(from, shared("sharedNetworks")),
      goneNetwork(from, shared("sharedNetworks")),
    );
  if (shared("classes").length > 0)
    draws.push(
      classProperty(from, shared("classes")),
      goneClass(from, shared("classes")),
      orderOfClasses(from),
    );
  if (shared("optionDefinitions").length > 0)
    draws.push(definitionName(from, shared("optionDefinitions")));
  return fc.oneof(...draws);
}

const scopeValue = (from: Configuration, ids: readonly string[]): Draw =>
  fc.tuple(picked(ids), picked(Object.keys(values))).chain(([id, name]) =>
    maybe(values[name]![0]).map((value) => ({
      title: `${id} ${name} ${String(value)}`,
      desired: withScope(from, id, withProperty(from.scopes[id]!, name, value)),
      touches: values[name]![1].map((key) => `subnet ${id} ${key}`).concat(
        name === "reservations-global" ? [`subnet ${id} reservations-*`] : [],
      ),
      ...(value !== undefined && {
        asks: [({ scopes }) => scopes[id], [name], value] as Drawn["asks"],
      }),
    })),
  );

const scopeOther = (from: Configuration, ids: readonly string[]): Draw =>
  fc.oneof(
    fc.tuple(picked(ids), maybe(word)).map(([id, value]) => ({
      title: `${id} unheard-of ${String(value)}`,
      desired: withScope(from, id, withProperty(from.scopes[id]!, "unheard-of", value)),
      touches: [`subnet ${id} unheard-of`],
    })),
    fc
      .tuple(
        picked(ids),
        maybe(fc.record({ comment: word, "any thing": number }, { requiredKeys: ["any thing"] })),
      )
      .map(([id, value]) => ({
        title: `${id} user-context`,
        desired: withScope(from, id, withProperty(from.scopes[id]!, "user-context", value)),
        touches: [`subnet ${id} user-context`, `subnet ${id} comment`],
      })),
    fc
      .tuple(picked(ids), maybe(fc.uniqueArray(word, { minLength: 1, maxLength: 2 })))
      .map(([id, value]) => ({
        title: `${id} classes`,
        desired: withScope(
          from,
          id,
          withProperty(from.scopes[id]!, "client-classes", value && [...value].sort()),
        ),
        touches: [`subnet ${id} client-class*`],
      })),
    fc
      .tuple(picked(ids), maybe(fc.uniqueArray(word, { minLength: 1, maxLength: 2 })))
      .map(([id, value]) => ({
        title: `${id} additional`,
        desired: withScope(
          from,
          id,
          withProperty(from.scopes[id]!, "evaluate-additional-classes", value),
        ),
        touches: [
          `subnet ${id} require-client-classes`,
          `subnet ${id} evaluate-additional-classes`,
        ],
      })),
    fc.tuple(picked(ids), fc.uniqueArray(address, { maxLength: 3 })).map(([id, value]) => ({
      title: `${id} relays`,
      desired: withScope(from, id, withProperty(from.scopes[id]!, "relays", [...value].sort())),
      touches: [`subnet ${id} relay`],
    })),
  );

const scopeMember = (from: Configuration, ids: readonly string[]): Draw =>
  fc.tuple(picked(ids), picked(["options", "ranges", "reservations"])).chain(([id, collection]) => {
    const part = from.scopes[id]!;
    const standing = keysOf(part, collection);
    const list = { options: "option-data", ranges: "pools", reservations: "reservations" }[
      collection
    ]!;
    const drawn = (key: string, member: Json | undefined): Drawn => ({
      title: `${id} ${collection} ${key} ${JSON.stringify(member)}`,
      desired: withScope(from, id, withMember(part, collection, key, member)),
      touches: [`subnet ${id} ${list}`],
      ...(member !== undefined && {
        asks: [({ scopes }) => scopes[id], [collection, key], member] as Drawn["asks"],
      }),
    });
    const fresh: Draw =
      collection === "options"
        ? fc.tuple(optionKey, option).map(([key, member]) => drawn(key, member))
        : collection === "ranges"
          ? fc.tuple(address, range).map(([one, member]) => drawn(`${one}-${one}`, member))
          : fc
              .tuple(
                maybe(address),
                reservation.filter(
                  ({ client }) =>
                    !Object.values(
                      (part.properties.reservations as Record<string, Tree>) ?? {},
                    ).some((other) => other.client === client),
                ),
              )
              .map(([key, member]) => drawn(key ?? String(member.client), member));
    if (standing.length === 0) return fresh;
    const changed: Draw =
      collection === "options"
        ? fc.tuple(picked(standing), word).map(([key, note]) =>
            drawn(key, {
              ...(part.properties.options as Record<string, Tree>)[key],
              "user-context": { note },
            }),
          )
        : collection === "ranges"
          ? fc.tuple(picked(standing), range).map(([key, member]) => drawn(key, member))
          : fc.tuple(picked(standing), word).map(([key, name]) =>
              drawn(key, {
                ...(part.properties.reservations as Record<string, Tree>)[key],
                name,
              }),
            );
    return fc.oneof(
      fresh,
      changed,
      picked(standing).map((key) => drawn(key, undefined)),
    );
  });

const scopeId = (from: Configuration, ids: readonly string[]): Draw =>
  fc.tuple(picked(ids), fc.integer({ min: 100_000, max: 200_000 })).map(([id, value]) => ({
    title: `${id} id ${value}`,
    desired: withScope(from, id, withProperty(from.scopes[id]!, "id", value)),
    touches: ["subnet * id"],
  }));

const goneScope = (from: Configuration, ids: readonly string[]): Draw =>
  picked(ids).map((id) => ({
    title: `${id} goes`,
    desired: { ...from, scopes: without(from.scopes, id) },
    touches: [`subnet ${id} *`, "subnet * id"],
  }));

const newScope = (from: Configuration): Draw =>
  fc
    .record({
      id: fc.integer({ min: 100_000, max: 200_000 }),
      lease: maybe(number),
      range: maybe(range),
      reservation: maybe(reservation),
      option: maybe(option),
      network: picked([
        undefined,
        ...Object.keys(from.shared).filter((key) => key.startsWith("sharedNetworks.")),
      ]),
    })
    .map(({ id, lease, range, reservation, option, network }) => {
      const properties: Record<string, Json> = { id };
      if (lease !== undefined) properties.leaseDuration = lease;
      if (range) properties.ranges = { "203.0.113.10-203.0.113.20": range };
      if (reservation) properties.reservations = { "203.0.113.99": reservation };
      if (option) properties.options = { "dhcp4:3": option };
      if (network !== undefined) properties.sharedNetwork = parseSharedName(network);
      return {
        title: `a new scope ${JSON.stringify(properties)}`,
        desired: withScope(from, "203.0.113.0/24", {
          properties,
          inherited: [],
          uses: [],
          local: {},
        }),
        touches: ["subnet 203.0.113.0/24 *", "subnet * id"],
      };
    });

const movedScope = (from: Configuration, ids: readonly string[]): Draw =>
  fc
    .tuple(
      picked(ids),
      maybe(
        picked([
          ...Object.keys(from.shared).filter((key) => key.startsWith("sharedNetworks.")),
          "sharedNetworks.new-one",
        ]),
      ),
    )
    .map(([id, network]) => {
      const desired = withScope(
        from,
        id,
        withProperty(from.scopes[id]!, "sharedNetwork", network && parseSharedName(network)),
      );
      const made =
        network === undefined || from.shared[network]
          ? desired
          : {
              ...desired,
              shared: {
                ...desired.shared,
                [network]: {
                  properties: { leaseDuration: 77 },
                  inherited: [],
                  uses: [],
                  local: {},
                },
              },
            };
      return {
        title: `${id} moves to ${String(network)}`,
        desired: made,
        touches: [`subnet ${id} *`, "subnet * id", "network new-one *"],
      };
    });

const networkValue = (from: Configuration, keys: readonly string[]): Draw =>
  fc.tuple(picked(keys), picked(Object.keys(values))).chain(([key, name]) =>
    maybe(values[name]![0]).map((value) => ({
      title: `${key} ${name} ${String(value)}`,
      desired: {
        ...from,
        shared: { ...from.shared, [key]: withProperty(from.shared[key]!, name, value) },
      },
      touches: values[name]![1].flatMap((raw) => [
        `network ${parseSharedName(key)} ${raw}`,
        `subnet * ${raw}`,
      ]).concat(name === "reservations-global" ? ["* reservations-*"] : []),
      ...(value !== undefined && {
        asks: [({ shared }) => shared[key], [name], value] as Drawn["asks"],
      }),
    })),
  );

const newNetwork = (from: Configuration): Draw =>
  number.map((lease) => ({
    title: "a new network",
    desired: {
      ...from,
      shared: {
        ...from.shared,
        "sharedNetworks.fresh": {
          properties: { leaseDuration: lease, options: { "dhcp4:3": { value: "10.0.0.1" } } },
          inherited: [],
          uses: [],
          local: {},
        },
      },
    },
    touches: ["network fresh *"],
  }));

const goneNetwork = (from: Configuration, keys: readonly string[]): Draw =>
  picked(keys).map((key) => {
    const scopes = Object.fromEntries(
      Object.entries(from.scopes).map(([id, part]) => [
        id,
        part.properties.sharedNetwork === parseSharedName(key)
          ? withProperty(part, "sharedNetwork", undefined)
          : part,
      ]),
    );
    return {
      title: `${key} goes`,
      desired: { ...from, scopes, shared: without(from.shared, key) },
      touches: [`network ${parseSharedName(key)} *`, "subnet *"],
    };
  });

const newClass = (from: Configuration): Draw =>
  fc.tuple(fc.nat({ max: 5 }), maybe(number)).map(([at, lease]) => {
    const order = (from.order.classes ?? []).filter((name) => name !== "brand new");
    order.splice(Math.min(at, order.length), 0, "brand new");
    const properties: Tree = {
      test: "member('KNOWN')",
      ...(lease !== undefined && { leaseDuration: lease }),
      optionDefinitions: { "dhcp4:43": { name: "vendor-encapsulated-options", type: "binary" } },
      options: {
        "dhcp4:43": { value: "0102", "csv-format": false },
        "dhcp4:3": { value: "10.0.0.1" },
      },
    };
    return {
      title: `a new class at ${at}`,
      desired: {
        ...from,
        order: { ...from.order, classes: order },
        shared: {
          ...from.shared,
          [`classes.${formatSegment("brand new")}`]: {
            properties,
            inherited: [],
            uses: [],
            local: {},
          },
        },
      },
      touches: ["class brand new *", "order classes"],
    };
  });

const goneClass = (from: Configuration, keys: readonly string[]): Draw =>
  picked(keys).map((key) => ({
    title: `${key} goes`,
    desired: {
      ...from,
      order: {
        ...from.order,
        classes: from.order.classes!.filter((name) => name !== parseSharedName(key)),
      },
      shared: without(from.shared, key),
    },
    touches: [`class ${parseSharedName(key)} *`, "order classes"],
  }));

const orderOfClasses = (from: Configuration): Draw =>
  fc
    .shuffledSubarray([...(from.order.classes ?? [])], { minLength: from.order.classes!.length })
    .map((order) => ({
      title: `order ${order.join()}`,
      desired: { ...from, order: { ...from.order, classes: order } },
      touches: ["order classes"],
    }));

const classProperty = (from: Configuration, keys: readonly string[]): Draw =>
  fc
    .tuple(
      picked(keys),
      fc.oneof(
        fc.tuple(fc.constant("test"), maybe(fc.constant("member('ALL')"))),
        fc.tuple(fc.constant("leaseDuration"), maybe(number)),
        fc.tuple(fc.constant("nextServer"), maybe(address)),
        fc.tuple(fc.constant("only-in-additional-list"), maybe(fc.constant(true))),
      ),
    )
    .map(([key, [name, value]]) => {
      const part = withProperty(from.shared[key]!, name, value);
      const bounds =
        name === "leaseDuration"
          ? ["minimumLeaseDuration", "maximumLeaseDuration"].reduce(
              (left, bound) => withProperty(left, bound, undefined),
              part,
            )
          : part;
      return {
        title: `${key} ${name} ${String(value)}`,
        desired: { ...from, shared: { ...from.shared, [key]: bounds } },
        touches: [`class ${parseSharedName(key)} *`],
      };
    });

const newDefinition = (from: Configuration): Draw =>
  fc
    .integer({ min: 224, max: 230 })
    .filter((code) => !from.shared[`optionDefinitions.dhcp4:${code}`])
    .map((code) => ({
      title: `a new definition ${code}`,
      desired: {
        ...from,
        shared: {
          ...from.shared,
          [`optionDefinitions.dhcp4:${code}`]: {
            properties: { name: `new-${code}`, type: "string" },
            inherited: [],
            uses: [],
            local: {},
          },
        },
      },
      touches: [`definition dhcp4:${code} *`],
    }));

const definitionName = (from: Configuration, keys: readonly string[]): Draw =>
  fc.tuple(picked(keys), word).map(([key, name]) => ({
    title: `${key} ${name}`,
    desired: {
      ...from,
      shared: {
        ...from.shared,
        [key]: withProperty(
          from.shared[key]!,
          "name",
          `${name}-${parseSharedName(key).replace(/[^a-z0-9]+/gi, "-")}`,
        ),
      },
    },
    touches: [`definition ${parseSharedName(key)} name`, "* option-data"],
  }));

const serverValue = (from: Configuration): Draw =>
  fc.oneof(
    picked(Object.keys(values)).chain((name) =>
      maybe(values[name]![0]).map((value) => ({
        title: `server ${name} ${String(value)}`,
        desired: { ...from, settings: withProperty(from.settings, name, value) },
        touches: values[name]![1].map((key) => `* ${key}`).concat(
          name === "reservations-global" ? ["* reservations-*"] : [],
        ),
        ...(value !== undefined && {
          asks: [({ settings }) => settings, [name], value] as Drawn["asks"],
        }),
      })),
    ),
    maybe(number).map((value) => ({
      title: `decline ${String(value)}`,
      desired: {
        ...from,
        settings: withProperty(from.settings, "decline-probation-period", value),
      },
      touches: ["server decline-probation-period"],
    })),
    maybe(number.filter((n) => n !== 3600)).map((value) => ({
      title: `expired ${String(value)}`,
      desired: {
        ...from,
        settings: withProperty(
          from.settings,
          "expired-leases-processing",
          value === undefined ? undefined : { "hold-reclaimed-time": value },
        ),
      },
      touches: ["server expired-leases-processing"],
    })),
    maybe(word).map((value) => ({
      title: `unheard-of ${String(value)}`,
      desired: { ...from, settings: withProperty(from.settings, "unheard-of", value) },
      touches: ["server unheard-of"],
    })),
  );

const serverOption = (from: Configuration): Draw =>
  fc.tuple(optionKey, maybe(option)).map(([key, member]) => ({
    title: `server option ${key}`,
    desired: { ...from, settings: withMember(from.settings, "options", key, member) },
    touches: ["server option-data"],
  }));

const serverReservation = (from: Configuration): Draw =>
  reservation
    .filter(
      ({ client }) =>
        !Object.values(
          (from.settings.properties.reservations as Record<string, Tree> | undefined) ?? {},
        ).some((other) => other.client === client),
    )
    .map((member) => ({
      title: `server reservation ${String(member.client)}`,
      desired: {
        ...from,
        settings: withMember(from.settings, "reservations", String(member.client), member),
      },
      touches: ["server reservations"],
    }));
