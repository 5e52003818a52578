// Configurations and edits as fast-check draws them: shaped like those of real servers, with every kind of member.
import fc from "../../draws.js";
import { canonical } from "../../../../provider/core/canonical.js";
import {
  emptyObject,
  type Configuration,
  type Json,
  type ConfigObject,
  type Tree,
} from "../../../../provider/core/model.js";
import { formatSegment } from "../../../../provider/core/paths.js";

const word = fc.stringMatching(/^[a-z][a-z0-9-]{0,7}$/);
const text = fc.oneof(
  word,
  fc.string({ maxLength: 12 }),
  fc.constantFrom("", " ", "a => b", "é", "\u202e", "x.y"),
);
const scalar: fc.Arbitrary<Json> = fc.oneof(
  text,
  fc.integer({ min: 0, max: 900000 }),
  fc.boolean(),
);
const value: fc.Arbitrary<Json> = fc.oneof(
  { weight: 5, arbitrary: scalar },
  { weight: 1, arbitrary: fc.array(word, { minLength: 1, maxLength: 3 }) },
);

const members = (
  key: fc.Arbitrary<string>,
  member: fc.Arbitrary<Tree>,
  max = 4,
): fc.Arbitrary<Tree> =>
  fc.dictionary(key, member, { minKeys: 1, maxKeys: max }) as fc.Arbitrary<Tree>;
const host = fc.integer({ min: 1, max: 254 });
const optionKey = fc
  .tuple(fc.constantFrom("dhcp4", "vendor"), fc.integer({ min: 1, max: 254 }))
  .map(([space, code]) => `${space}:${code}`);
const option = fc.record(
  { value: text, "always-send": fc.constant(true) },
  { requiredKeys: ["value"] },
) as fc.Arbitrary<Tree>;
const options = members(optionKey, option);

const reservation = fc.record(
  {
    client: fc.stringMatching(/^hw:[0-9a-f]{2}-[0-9a-f]{2}$/),
    name: text,
    nextServer: word,
    options,
  },
  { requiredKeys: ["client"] },
) as fc.Arbitrary<Tree>;
const range = fc.record(
  { "client-class": word, options },
  { requiredKeys: [] },
) as fc.Arbitrary<Tree>;

const scopeProperties = fc.record(
  {
    id: fc.integer({ min: 1, max: 9999 }),
    leaseDuration: fc.integer({ min: 60, max: 864000 }),
    name: text,
    relays: fc.array(word, { minLength: 1, maxLength: 3 }),
    "user-context": fc.dictionary(
      fc.oneof(word, fc.constantFrom("a.b", "options", "7", "constructor", "toString")),
      value,
      { minKeys: 1, maxKeys: 3 },
    ),
    options,
    ranges: members(
      host.map((n) => `10.0.0.${n}-10.0.0.${n}`),
      range,
    ),
    reservations: members(
      host.map((n) => `10.0.0.${n}`),
      reservation,
    ),
  },
  { requiredKeys: ["id"] },
) as fc.Arbitrary<Tree>;

const part = (
  properties: fc.Arbitrary<Tree>,
  uses: fc.Arbitrary<string[]> = fc.constant([]),
): fc.Arbitrary<ConfigObject> =>
  fc.record({ properties, uses }).map(({ properties: tree, uses: owned }) => ({
    ...emptyObject,
    properties: canonical(tree),
    uses: [...new Set(owned)].sort(),
  }));

/** A whole configuration, canonical. */
export const configuration: fc.Arbitrary<Configuration> = fc
  .record({
    scopes: fc.array(
      fc.tuple(
        fc.integer({ min: 0, max: 40 }),
        part(
          scopeProperties,
          fc.array(fc.integer({ min: 0, max: 9 }).map(String), { maxLength: 2 }),
        ),
      ),
      { maxLength: 4 },
    ),
    classes: fc.uniqueArray(
      fc.tuple(
        fc.oneof(word, fc.constantFrom("a b", "x.y")),
        part(fc.record({ test: text, options }, { requiredKeys: ["test"] }) as fc.Arbitrary<Tree>),
      ),
      { maxLength: 5, selector: ([name]) => name },
    ),
    settings: part(
      fc.record(
        { leaseDuration: fc.integer({ min: 1, max: 99999 }), options },
        { requiredKeys: [] },
      ) as fc.Arbitrary<Tree>,
    ),
  })
  .map(({ scopes, classes, settings }) => {
    const keys = classes.map(([name]) => `classes.${formatSegment(name)}`);
    const named = (object: ConfigObject): ConfigObject => ({
      ...object,
      uses: [
        ...new Set(
          object.uses.flatMap((n) => (keys.length > 0 ? [keys[Number(n) % keys.length]!] : [])),
        ),
      ].sort(),
    });
    return {
      scopes: Object.fromEntries(scopes.map(([n, object]) => [`10.0.${n}.0/24`, named(object)])),
      shared: Object.fromEntries(classes.map(([, object], i) => [keys[i]!, object])),
      settings,
      order: { classes: classes.map(([name]) => name) },
      relationships: {},
    };
  });

/** The same configuration, its names in another order everywhere. */
export function shuffled<T>(whole: T, random: () => number): T {
  if (typeof whole !== "object" || whole === null || Array.isArray(whole)) return whole;
  const names = Object.keys(whole)
    .map((name) => [random(), name] as const)
    .sort(([a], [b]) => a - b);
  return Object.fromEntries(
    names.map(([, name]) => [name, shuffled((whole as Record<string, unknown>)[name], random)]),
  ) as T;
}
