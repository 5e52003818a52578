// One change to a scope as fast-check draws it.
import fc from "../../../../draws.js";
import { parseSharedName } from "../../../../../../provider/core/apply.js";
import type { Configuration, Json, Tree } from "../../../../../../provider/core/model.js";
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
  range,
  reservation,
  withProperty,
  withMember,
  maybe,
  keysOf,
  withScope,
  without,
} from "./drawn-parts.js";

export const scopeValue = (from: Configuration, ids: readonly string[]): Draw =>
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

export const scopeOther = (from: Configuration, ids: readonly string[]): Draw =>
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

export const scopeMember = (from: Configuration, ids: readonly string[]): Draw =>
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
    const isNewClient = ({ client }: Tree): boolean =>
      !Object.values((part.properties.reservations as Record<string, Tree>) ?? {}).some(
        (other) => other.client === client,
      );
    const added: Readonly<Record<string, () => Draw>> = {
      options: () => fc.tuple(optionKey, option).map(([key, member]) => drawn(key, member)),
      ranges: () => fc.tuple(address, range).map(([one, member]) => drawn(`${one}-${one}`, member)),
      reservations: () =>
        fc
          .tuple(maybe(address), reservation.filter(isNewClient))
          .map(([key, member]) => drawn(key ?? String(member.client), member)),
    };
    const fresh = added[collection]!();
    if (standing.length === 0) return fresh;
    const memberAt = (key: string) => (part.properties[collection] as Record<string, Tree>)[key];
    const changed: Readonly<Record<string, () => Draw>> = {
      options: () =>
        fc
          .tuple(picked(standing), word)
          .map(([key, note]) => drawn(key, { ...memberAt(key), "user-context": { note } })),
      ranges: () => fc.tuple(picked(standing), range).map(([key, member]) => drawn(key, member)),
      reservations: () =>
        fc
          .tuple(picked(standing), word)
          .map(([key, name]) => drawn(key, { ...memberAt(key), name })),
    };
    return fc.oneof(
      fresh,
      changed[collection]!(),
      picked(standing).map((key) => drawn(key, undefined)),
    );
  });

export const scopeId = (from: Configuration, ids: readonly string[]): Draw =>
  fc.tuple(picked(ids), fc.integer({ min: 100_000, max: 200_000 })).map(([id, value]) => ({
    title: `${id} id ${value}`,
    desired: withScope(from, id, withProperty(from.scopes[id]!, "id", value)),
    touches: ["subnet * id"],
  }));

export const goneScope = (from: Configuration, ids: readonly string[]): Draw =>
  picked(ids).map((id) => ({
    title: `${id} goes`,
    desired: { ...from, scopes: without(from.scopes, id) },
    touches: [`subnet ${id} *`, "subnet * id"],
  }));

export const newScope = (from: Configuration): Draw =>
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
    .map(
      ({ id, lease, range: drawnRange, reservation: drawnHost, option: drawnOption, network }) => {
        const properties: Record<string, Json> = { id };
        if (lease !== undefined) properties.leaseDuration = lease;
        if (drawnRange) properties.ranges = { "203.0.113.10-203.0.113.20": drawnRange };
        if (drawnHost) properties.reservations = { "203.0.113.99": drawnHost };
        if (drawnOption) properties.options = { "dhcp4:3": drawnOption };
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
      },
    );

export const movedScope = (from: Configuration, ids: readonly string[]): Draw =>
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
