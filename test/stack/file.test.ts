// Stack files: what the schema of editors and the program say of them is the same, and a mistake is told with its key path.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import { parse } from "yaml";
import { describe, expect, it } from "vitest";
import { root } from "../../setup/paths.mjs";
import { schemaText } from "../../setup/schema.mjs";
import { drivers } from "../../provider/drivers/index.js";
import { readEntries, type Entry, mustWaitFor } from "../../provider/stack/file.js";
import { project } from "../helpers/cli/engine/cli.js";
import { stackFiles } from "../helpers/cli/stack/files.js";

const written = readFileSync(join(root, "stack.schema.json"), "utf8");
const fits = new Ajv({ strict: true, strictRequired: false, strictTypes: false }).compile(
  JSON.parse(written) as object,
);

type Config = Readonly<Record<string, unknown>>;
const read = (config: Config) =>
  readEntries(
    Object.fromEntries(
      Object.entries(config)
        .filter(([key]) => key.startsWith("dhcp-failover:"))
        .map(([key, value]) => [key.slice("dhcp-failover:".length), value]),
    ),
    drivers,
  );
const refusalOf = (config: Config): string | undefined => {
  try {
    read(config);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
};

const servers = {
  dhcp1: { driver: "file", path: "dhcp1.conf" },
  dhcp2: {
    driver: "kea",
    url: "https://dhcp2.example.com:8000",
    user: "admin",
    password: { env: "KEA_PASSWORD" },
  },
};
const hq = { primary: "dhcp1", partner: "dhcp2" };
const good = { "dhcp-failover:servers": servers, "dhcp-failover:replications": { hq } };
const withEntry = (args: object): Config => ({
  ...good,
  "dhcp-failover:replications": { hq: { ...hq, ...args } },
});
const withServer = (dhcp2: unknown): Config => ({
  ...good,
  "dhcp-failover:servers": { ...servers, dhcp2 },
});

/** Mistakes, and the sentences about them. `said` alone: mistakes that a schema cannot see. */
const mistakes: readonly {
  readonly what: string;
  readonly config: Config;
  readonly said: string;
  readonly unseen?: true;
}[] = [
  {
    what: "a misspelled property",
    config: withEntry({ onDrfit: "refuse" }),
    said: 'dhcp-failover:replications.hq: there is no property "onDrfit". Did you mean onDrift? Write ',
  },
  {
    what: "a misspelled partner",
    config: {
      ...good,
      "dhcp-failover:replications": { hq: { primary: "dhcp1", partnr: "dhcp2" } },
    },
    said: 'dhcp-failover:replications.hq: there is no property "partnr". Did you mean partner? Write ',
  },
  {
    what: "a misspelled section",
    config: { ...good, "dhcp-failover:replication": { hq } },
    said: 'dhcp-failover:replication: there is no section "replication". Did you mean dhcp-failover:replications? Write dhcp-failover:servers',
  },
  {
    what: "an unknown driver",
    config: withServer({ driver: "isc", url: "http://dhcp2:8000" }),
    said: 'dhcp-failover:servers.dhcp2: there is no driver "isc". Give "file", "kea" or "windows". [driver-unknown]',
  },
  {
    what: "a server without a driver",
    config: withServer({ path: "dhcp2.conf" }),
    said: 'dhcp-failover:servers.dhcp2.driver is missing. Give "file", "kea" or "windows". [driver-missing]',
  },
  {
    what: "a property of another driver",
    config: withServer({ driver: "file", path: "dhcp2.conf", url: "http://dhcp2:8000" }),
    said: 'dhcp-failover:servers.dhcp2: there is no property "url". Write driver, path, ',
  },
  {
    what: "a server that is a text",
    config: withServer("http://dhcp2:8000"),
    said: 'dhcp-failover:servers.dhcp2 is "http://dhcp2:8000". Give a server, such as ',
  },
  {
    what: "a number for a text",
    config: withServer({ driver: "file", path: 5 }),
    said: "dhcp-failover:servers.dhcp2.path is 5. Give a string. [property-invalid]",
  },
  {
    what: "a number in a list of texts",
    config: withEntry({ scopeIds: ["10.0.1.0", 10.2] }),
    said: "dhcp-failover:replications.hq.scopeIds[1] is 10.2. Give a string. [property-invalid]",
  },
  {
    what: "a text for a list",
    config: withEntry({ names: "headquarters" }),
    said: 'dhcp-failover:replications.hq.names is "headquarters". Give an array. [property-invalid]',
  },
  {
    what: "a word that is none of the choice",
    config: withEntry({ onDrift: "ignore" }),
    said: 'dhcp-failover:replications.hq.onDrift is "ignore". Give "overwrite" or "refuse". [property-not-one-of]',
  },
  {
    what: "no partner",
    config: { ...good, "dhcp-failover:replications": { hq: { primary: "dhcp1" } } },
    said: "dhcp-failover:replications.hq.partner is missing. Give the name of a server under dhcp-failover:servers: dhcp1 or dhcp2. [stack-server-required]",
  },
  {
    what: "a server in the place of its name",
    config: withEntry({ partner: servers.dhcp2 }),
    said: "dhcp-failover:replications.hq.partner is an object. Give the name of a server under dhcp-failover:servers: dhcp1 or dhcp2. [stack-server-required]",
  },
  {
    what: "a scope without its id",
    config: { ...good, "dhcp-failover:scopes": { office: hq } },
    said: "dhcp-failover:scopes.office.scopeId is missing. Give a string. [property-missing]",
  },
  {
    what: "an entry that is a text",
    config: { ...good, "dhcp-failover:scopes": { office: "10.0.1.0" } },
    said: 'dhcp-failover:scopes.office is "10.0.1.0". Give an object. [property-invalid]',
  },
  {
    what: "a section that is a list",
    config: { ...good, "dhcp-failover:replications": [hq] },
    said: "dhcp-failover:replications is an array. Give an object of names with values. [property-invalid]",
  },
  {
    what: "a password itself",
    config: withServer({ ...servers.dhcp2, password: "sesame" }),
    said: 'dhcp-failover:servers.dhcp2.password is not a reference. Give { env: "NAME" } or { file: "path" }. Literal values would be stored in the Pulumi state. [reference-required]',
  },
  {
    what: "a secure value in a reference's place",
    config: withServer({ ...servers.dhcp2, password: { secure: "v1:abc" } }),
    said: "dhcp-failover:servers.dhcp2.password is not a reference. Give ",
  },
  {
    what: "a misspelled knob of Kea's",
    config: {
      ...good,
      "dhcp-failover:relationships": { hq: { ...hq, name: "hq", kea: { heartbeatDelya: 1000 } } },
    },
    said: 'dhcp-failover:relationships.hq.kea: there is no property "heartbeatDelya". Did you mean heartbeatDelay? Write primaryName, ',
  },
  {
    what: "a relationship without a name",
    config: { ...good, "dhcp-failover:relationships": { hq } },
    said: "dhcp-failover:relationships.hq.name is missing. Give a string. [property-missing]",
  },
  {
    what: "a peer's password itself",
    config: {
      ...good,
      "dhcp-failover:relationships": { hq: { ...hq, name: "hq", kea: { peerPassword: "sesame" } } },
    },
    said: "dhcp-failover:relationships.hq.kea.peerPassword is not a reference. Give ",
  },
  {
    what: "both partner and partners",
    config: withEntry({ partners: { dhcp2: "dhcp2" } }),
    said: "dhcp-failover:replications.hq: partner and partners are both set. Set ",
  },
  {
    what: "partners in a list",
    config: {
      ...good,
      "dhcp-failover:replications": { hq: { primary: "dhcp1", partners: ["dhcp2"] } },
    },
    said: "dhcp-failover:replications.hq.partners is an array. Give an object of names with values. [property-invalid]",
  },
  {
    what: "a server among the names of partners",
    config: {
      ...good,
      "dhcp-failover:replications": {
        hq: { primary: "dhcp1", partners: { spoke1: servers.dhcp2 } },
      },
    },
    said: "dhcp-failover:replications.hq.partners.spoke1 is an object. Give the name of a server under ",
  },
  {
    what: "half a partner at a time",
    config: withEntry({ throttleLimit: 0.5 }),
    said: "dhcp-failover:replications.hq.throttleLimit is 0.5. Give a whole number, 0 or more. [property-invalid]",
  },
  {
    what: "a partner that is not there",
    config: {
      ...good,
      "dhcp-failover:replications": { hq: { primary: "dhcp1", partners: { spoke1: "dhcp3" } } },
    },
    said: 'dhcp-failover:replications.hq.partners.spoke1: there is no server "dhcp3". dhcp-failover:servers has dhcp1 or dhcp2. [stack-server-unknown]',
    unseen: true,
  },
  {
    what: "a server that is not there",
    config: withEntry({ partner: "dhcp3" }),
    said: 'dhcp-failover:replications.hq.partner: there is no server "dhcp3". dhcp-failover:servers has dhcp1 or dhcp2. [stack-server-unknown]',
    unseen: true,
  },
  {
    what: "a name that every object has",
    config: withEntry({ partner: "toString" }),
    said: 'dhcp-failover:replications.hq.partner: there is no server "toString". dhcp-failover:servers has dhcp1 or dhcp2. [stack-server-unknown]',
    unseen: true,
  },
  {
    what: "no servers",
    config: { "dhcp-failover:replications": { hq } },
    said: 'dhcp-failover:replications.hq.primary: there is no server "dhcp1". Define it under dhcp-failover:servers. [stack-server-unknown]',
    unseen: true,
  },
  {
    what: "a user without a password",
    config: withServer({ driver: "kea", url: "http://dhcp2:8000", user: "admin" }),
    said: "dhcp-failover:servers.dhcp2: user is given without password. Give both, or neither. [kea-user-alone]",
    unseen: true,
  },
  {
    what: "nothing to replicate",
    config: { "dhcp-failover:servers": servers },
    said: "This stack replicates nothing yet. Define two servers under dhcp-failover:servers, and what to replicate under dhcp-failover:relationships, dhcp-failover:replications or dhcp-failover:scopes. [stack-empty]",
    unseen: true,
  },
];

describe("stack.schema.json", () => {
  it("is what `npm run schema` generates from the provider's shapes", () => {
    expect(written).toBe(schemaText());
  });

  it.each(stackFiles())("accepts $where", ({ text }) => {
    const file = parse(text) as { config: Config };
    expect(fits(file), JSON.stringify(fits.errors)).toBe(true);
    expect(read(file.config)).not.toEqual([]);
  });

  it("accepts the other parts of a stack file", () => {
    const more = {
      secretsprovider: "passphrase",
      encryptionsalt: "v1:abc",
      encryptedkey: "abc",
      environment: ["shared"],
    };
    expect(
      fits({
        ...more,
        config: {
          ...good,
          "aws:region": "eu-central-1",
          "dhcp:token": { secure: "v1:abc" },
          replication: 1,
        },
      }),
    ).toBe(true);
    expect([fits({}), fits({ config: null }), fits({ ...more })]).toEqual([true, true, true]);
  });

  it("describes each argument as its type does", () => {
    const properties = (at: string) =>
      at.split("/").reduce((inner: any, step) => inner[step], JSON.parse(written));
    const { "dhcp-failover:servers": known, ...sections } = properties(
      "properties/config/properties",
    );
    const all = [
      ...known.additionalProperties.allOf.map(({ then }: any) => then),
      ...Object.values<any>(sections).map(({ additionalProperties }) => additionalProperties),
    ];
    expect(
      all.flatMap(({ properties: members }) =>
        Object.entries<any>(members).flatMap(([name, { description }]) =>
          name === "driver" || /^[^`]{5,}$/.test(description ?? "") ? [] : [name],
        ),
      ),
    ).toEqual([]);
    expect(
      all.find(({ properties: members }) => members.scopeId).properties.keep.description,
    ).toMatch(/^Properties in which the partner differs on purpose/);
  });
});

describe("a mistake in a stack file", () => {
  it.each(mistakes)(
    "is an error in the schema and a message: $what",
    ({ config, said, unseen }) => {
      expect(fits({ config })).toBe(unseen ?? false);
      expect(refusalOf(config)?.slice(0, said.length)).toBe(said);
      expect(refusalOf(config)).not.toContain("sesame");
    },
  );

  it("is not found in correct files", () => {
    for (const config of [
      good,
      withEntry({ names: ["headquarters"] }),
      withServer({ driver: "file", path: "dhcp2.conf", format: "windows" }),
    ])
      expect([fits({ config }), refusalOf(config)]).toEqual([true, undefined]);
  });

  it("ends a preview with its message", async () => {
    const pair = await project({
      program: 'require("pulumi-dhcp-failover/stack");\n',
      config: withEntry({ onDrfit: "refuse" }),
    });
    const { code, output } = await pair.preview();
    expect(code).not.toBe(0);
    expect(output).toContain(
      'dhcp-failover:replications.hq: there is no property "onDrfit". Did you mean onDrift? Write ',
    );
    expect(output).not.toMatch(/\n\s+at /);
    await pair.write("Pulumi.dev.yaml", "config: { dhcp-failover:servers: dhcp1 }\n");
    expect((await pair.preview()).output).toContain(
      'dhcp-failover:servers is "dhcp1". Give an object of names with values. [property-invalid]',
    );
  });
});

describe("a secure value", () => {
  it("is refused wherever it stands, and not printed", async () => {
    const pair = await project({
      program: 'require("pulumi-dhcp-failover/stack");\n',
      config: good,
    });
    for (const path of [
      "dhcp-failover:servers.dhcp2.password",
      "dhcp-failover:servers.dhcp2.user",
    ]) {
      await pair.write("Pulumi.dev.yaml", JSON.stringify({ config: good }));
      expect(
        await pair.pulumi("config", "set", "--secret", "--path", path, "sesame"),
      ).toMatchObject({ code: 0 });
      const { code, output } = await pair.preview();
      expect(code).not.toBe(0);
      expect(output).toContain(
        "dhcp-failover:servers contains a secure value. A program reads it in clear, and it would be stored in the Pulumi state. Give { env: ",
      );
      expect(output + JSON.stringify(await pair.state())).not.toContain("sesame");
    }
  });
});

describe("an entry of a stack file waits for a relationship", () => {
  const entry = (section: string, args: object, primary = "dhcp1", partners = ["dhcp2"]) =>
    ({ section, name: "one", args, primary, partners }) as unknown as Entry;
  const relationship = entry("relationships", { name: "sfo-sin" });

  it("that it names", () => {
    expect(mustWaitFor(entry("replications", { names: ["sfo-sin"] }), relationship)).toBe(true);
    expect(mustWaitFor(entry("replications", { names: ["sfo-lax"] }), relationship)).toBe(false);
    expect(mustWaitFor(entry("scopes", { relationship: "sfo-sin" }), relationship)).toBe(true);
    expect(mustWaitFor(entry("scopes", { relationship: "sfo-lax" }), relationship)).toBe(false);
  });

  it("between its servers where it names none", () => {
    expect(mustWaitFor(entry("replications", {}), relationship)).toBe(true);
    expect(
      mustWaitFor(entry("scopes", { scopeId: "10.0.1.0" }, "dhcp1", ["dhcp3"]), relationship),
    ).toBe(false);
    expect(mustWaitFor(entry("replications", {}, "dhcp1", ["dhcp3", "dhcp2"]), relationship)).toBe(
      true,
    );
    expect(mustWaitFor(entry("replications", {}, "dhcp2", ["dhcp1"]), relationship)).toBe(false);
  });

  it("and for no other entry", () => {
    expect(mustWaitFor(entry("replications", {}), entry("scopes", {}))).toBe(false);
    expect(mustWaitFor(entry("relationships", {}), relationship)).toBe(false);
  });
});
