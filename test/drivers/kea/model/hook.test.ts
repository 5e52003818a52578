// Relationships written into the failover hook and read again: whatever stood there, it then states what was wanted, and nothing else changed.
import { describe, expect, it } from "vitest";
import fc from "../../../helpers/draws.js";
import type { Configuration, Json, Relationship } from "../../../../provider/core/model.js";
import { planRelationship } from "../../../../provider/core/relationship.js";
import { apply } from "../../../../provider/core/apply.js";
import {
  planEdits,
  parseConfiguration,
  releases,
  type Release,
} from "../../../../provider/drivers/kea/model/index.js";

const folder = "/usr/lib/kea/hooks/";
const modes = {
  "load-balancing": ["primary", "secondary"],
  "hot-standby": ["primary", "standby"],
  "passive-backup": ["primary", "backup"],
} as const;

/** A relationship as an administrator may have written it; `n` keeps its names apart from others'. */
const written = (n: number) =>
  fc
    .record({
      mode: fc.constantFrom(...(Object.keys(modes) as (keyof typeof modes)[])),
      name: fc.option(fc.constantFrom("offices", "branches", "ü", "a b"), { nil: undefined }),
      context: fc.boolean(),
      credentials: fc.boolean(),
      turned: fc.boolean(),
      numbers: fc.dictionary(
        fc.constantFrom("heartbeat-delay", "max-ack-delay", "max-unacked-clients", "sync-timeout"),
        fc.constantFrom(10_000, 10, 5, 60_000),
      ),
      flags: fc.dictionary(
        fc.constantFrom("send-lease-updates", "sync-leases", "restrict-commands"),
        fc.boolean(),
      ),
      threads: fc.option(
        fc.dictionary(
          fc.constantFrom("enable-multi-threading", "http-dedicated-listener"),
          fc.boolean(),
        ),
        { nil: undefined },
      ),
      foreign: fc.option(fc.constant({ states: [{ state: "waiting", pause: "once" }] }), {
        nil: undefined,
      }),
    })
    .map(
      ({
        mode,
        name,
        context,
        credentials,
        turned,
        numbers,
        flags,
        threads,
        foreign,
      }): Record<string, Json> => {
        const peers = modes[mode].map((role, i) => ({
          name: `peer${n}${i}`,
          url: `http://192.0.2.${i + 1}:80${n}/`,
          role,
          ...(credentials && { "basic-auth-user": "u", "basic-auth-password": "p" }),
        }));
        return {
          "this-server-name": `peer${n}0`,
          mode,
          ...numbers,
          ...flags,
          ...((name !== undefined || context) && {
            "user-context": {
              ...(name !== undefined && { name: `${name}${n}` }),
              ...(context && { note: "kept" }),
            },
          }),
          ...(threads && { "multi-threading": threads }),
          ...(foreign && { "state-machine": foreign }),
          peers: turned ? [...peers].reverse() : peers,
        };
      },
    );

const subnets = [1, 2, 3, 4].map((n) => ({ id: n, subnet: `10.0.${n}.0/24` }));
const loaded = (hooks: readonly Record<string, Json>[]): Json => ({
  "multi-threading": { "enable-multi-threading": true },
  "hooks-libraries": [
    { library: `${folder}libdhcp_stat_cmds.so` },
    ...(hooks.length > 0
      ? [
          { library: `${folder}libdhcp_lease_cmds.so` },
          { library: `${folder}libdhcp_ha.so`, parameters: { "high-availability": hooks } },
        ]
      : []),
  ],
  subnet4: subnets.map((subnet, i) => ({
    ...subnet,
    ...(hooks.length > 1 && {
      "user-context": {
        "ha-server-name": String((hooks[i % 2]!.peers as { name: string }[])[0]!.name),
      },
    }),
  })),
});
const released = fc.constantFrom<Release>("2.6", "3.0");

/**
 * Returns a document's configuration as it is parsed, and as it is parsed once a plan was made
 * good.
 */
function after(
  dhcp4: Json,
  release: Release,
  change: (now: Configuration) => Configuration,
): Configuration {
  const { configuration } = parseConfiguration(dhcp4, release);
  const { root, unsupported } = planEdits({ Dhcp4: dhcp4 }, change(configuration), configuration, {
    release,
  });
  expect(unsupported).toEqual([]);
  return parseConfiguration(root.Dhcp4, release).configuration;
}
const changed =
  (name: string, wanted: Relationship | undefined, formerName?: string) =>
  (now: Configuration): Configuration =>
    apply(planRelationship(now.relationships, name, wanted, formerName), now, now);
const bare = (relationship: Relationship | undefined) =>
  relationship && { ...relationship, scopes: [] };

describe("a relationship in the failover hook", () => {
  it("is created where there is none, as desired, and needs no further edit", () => {
    fc.assert(
      fc.property(written(1), released, (raw, release) => {
        const [[name, wanted]] = Object.entries(
          parseConfiguration(loaded([raw]), release).configuration.relationships,
        ) as [[string, Relationship]];
        const made = after(loaded([]), release, changed(name, { ...wanted, scopes: [] }));
        expect(bare(made.relationships[name])).toEqual(bare(wanted));
        expect(
          planRelationship(made.relationships, name, bare(wanted) as never).filter(
            ({ path }) => path[0] !== "scopes",
          ),
        ).toEqual([]);
      }),
    );
  });

  it("is changed property by property, and everything else stays", () => {
    fc.assert(
      fc.property(written(1), written(1), released, (raw, other, release) => {
        const document = loaded([raw]);
        const [[former, standing]] = Object.entries(
          parseConfiguration(document, release).configuration.relationships,
        ) as [[string, Relationship]];
        const [[name, wanted]] = Object.entries(
          parseConfiguration(loaded([other]), release).configuration.relationships,
        ) as [[string, Relationship]];
        const now = after(
          document,
          release,
          changed(name, { ...wanted, scopes: standing.scopes }, former),
        );
        expect(Object.keys(now.relationships)).toEqual([name]);
        expect(bare(now.relationships[name])).toEqual(bare(wanted));
        const { relationships: _, ...rest } = parseConfiguration(document, release).configuration;
        expect({ ...now, relationships: {} }).toEqual({ ...rest, relationships: {} });
      }),
    );
  });

  it("is removed, and the hook with the last one; another one stays as it is", () => {
    fc.assert(
      fc.property(written(1), written(2), fc.boolean(), released, (one, two, first, release) => {
        const document = loaded([one, two]);
        const standing = parseConfiguration(document, release).configuration.relationships;
        const [gone, left] = first ? Object.keys(standing) : Object.keys(standing).reverse();
        const now = after(document, release, changed(gone!, undefined));
        expect(Object.keys(now.relationships)).toEqual([left]);
        expect(bare(now.relationships[left!])).toEqual(bare(standing[left!]));
        expect(
          after(
            loaded([one]),
            release,
            changed(
              Object.keys(
                parseConfiguration(loaded([one]), release).configuration.relationships,
              )[0]!,
              undefined,
            ),
          ).relationships,
        ).toEqual({});
      }),
    );
  });

  it("has the given scopes beside another one, which has the rest", () => {
    fc.assert(
      fc.property(
        written(1),
        written(2),
        fc.subarray(
          subnets.map(({ subnet }) => subnet),
          { minLength: 1, maxLength: 3 },
        ),
        released,
        (one, two, scopes, release) => {
          const [[name, wanted]] = Object.entries(
            parseConfiguration(loaded([two]), release).configuration.relationships,
          ) as [[string, Relationship]];
          const [other] = Object.keys(
            parseConfiguration(loaded([one]), release).configuration.relationships,
          );
          fc.pre(other !== name);
          const now = after(loaded([one]), release, changed(name, { ...wanted, scopes }));
          expect(now.relationships[name]!.scopes).toEqual([...scopes].sort());
          expect(now.relationships[other!]!.scopes).toEqual(
            subnets.map(({ subnet }) => subnet).filter((subnet) => !scopes.includes(subnet)),
          );
        },
      ),
    );
  });

  it("stays word for word in a file of an unknown release that gets a scope", () => {
    fc.assert(
      fc.property(written(1), (raw) => {
        const document = loaded([raw]) as Record<string, Json>;
        const { configuration } = parseConfiguration(document);
        const one = configuration.scopes["10.0.1.0/24"]!;
        const desired = {
          ...configuration,
          scopes: {
            ...configuration.scopes,
            "10.0.9.0/24": { ...one, properties: { ...one.properties, id: 9 } },
          },
        };
        const { root, unsupported } = planEdits(
          { Dhcp4: document },
          structuredClone(desired),
          configuration,
        ); // planned from an earlier look at it
        expect(unsupported).toEqual([]);
        expect((root.Dhcp4 as typeof document)["hooks-libraries"]).toEqual(
          document["hooks-libraries"],
        );
      }),
    );
  });

  it("is read without the defaults of its release; in a file of an unknown release, without those of all releases", () => {
    const peers: Record<string, Json>[] = [
      { name: "a", url: "http://192.0.2.1:8000/", role: "primary", "auto-failover": true },
      { name: "b", url: "http://192.0.2.2:8000/", role: "standby" },
    ];
    const raw = {
      "this-server-name": "a",
      mode: "hot-standby",
      "heartbeat-delay": 10_000,
      "restrict-commands": true,
      "multi-threading": { "enable-multi-threading": true, "http-listener-threads": 0 },
      peers,
    };
    const told = [...releases, undefined].map((release) => {
      const {
        peers: _,
        hooksDirectory: __,
        ...own
      } = Object.values(parseConfiguration(loaded([raw]), release).configuration.relationships)[0]!
        .own!;
      return [release, own];
    });
    const both = { restrictCommands: true, multiThreading: { enableMultiThreading: true } };
    expect(told).toEqual([
      ["2.2", both],
      ["2.4", { restrictCommands: true }],
      ["2.6", { restrictCommands: true }],
      ["3.0", {}],
      ["3.2", {}],
      [undefined, both],
    ]);
  });
});
