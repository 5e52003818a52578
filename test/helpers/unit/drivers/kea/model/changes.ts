// One change to a configuration as fast-check draws it: something comes, changes or goes, in any kind of place.
import fc from "../../../../draws.js";
import { parseSharedName } from "../../../../../../provider/core/apply.js";
import type { Configuration, Tree } from "../../../../../../provider/core/model.js";
import { formatSegment } from "../../../../../../provider/core/paths.js";
import {
  type Drawn,
  type Draw,
  word,
  number,
  address,
  picked,
  values,
  option,
  optionKey,
  reservation,
  withProperty,
  withMember,
  maybe,
  without,
} from "./drawn-parts.js";
import {
  scopeValue,
  scopeOther,
  scopeMember,
  scopeId,
  goneScope,
  newScope,
  movedScope,
} from "./scope-changes.js";

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
