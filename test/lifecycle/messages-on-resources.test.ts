// What a person is told while Pulumi works: on which resource, as what, and how much of it.
import { describe, expect, it } from "vitest";
import { createUrn, workFor } from "../../provider/lifecycle/current-resource.js";
import { operation } from "../../provider/lifecycle/operation.js";
import { replication } from "../../provider/lifecycle/replication.js";
import { createPrint } from "../../provider/lifecycle/resource-log.js";
import { scopeProvider } from "../../provider/lifecycle/scope.js";
import type { EngineLog, LogEntry } from "../../provider/transports/engine-log.js";
import { Engine, servers } from "../helpers/unit/lifecycle/engine.js";
import {
  both,
  edit,
  lease,
  partner,
  primary,
  usePair,
} from "../helpers/unit/lifecycle/memory-pair.js";

usePair();

const stackUrn = "urn:pulumi:dev::dhcp::pulumi:pulumi:Stack::dhcp-dev";
const urnOf = (name: string, type = "FailoverReplication") =>
  `urn:pulumi:dev::dhcp::pulumi-nodejs:dynamic/dhcp:${type}::${name}`;

/** An engine that keeps what is logged. */
function keepingLog(): EngineLog & { readonly entries: LogEntry[] } {
  const entries: LogEntry[] = [];
  return {
    entries,
    // The first takes longest: the order is that in which the sentences were told.
    add: async (entry) => {
      await new Promise((resolve) => setTimeout(resolve, entries.length === 0 ? 20 : 0));
      entries.push(entry);
    },
    findStackUrn: async () => stackUrn,
  };
}

const noConsole = (text: string): never => {
  throw new Error(`printed on the console: ${text}`);
};

/** Previews programs of one kind in one operation, and returns what the engine shows. */
async function preview(
  kind: "replication" | "scope",
  programs: Readonly<Record<string, object>>,
  isPreview = true,
): Promise<readonly LogEntry[]> {
  const log = keepingLog();
  const begun = operation(servers(primary, partner), createPrint(log, noConsole));
  const { check } = { replication, scope: scopeProvider }[kind](begun);
  for (const [name, args] of Object.entries(programs))
    await check({}, { ...args, __resource: name, ...(isPreview && { __preview: true }) });
  return log.entries;
}

describe("a preview", () => {
  it("lists on each resource what an update would write there", async () => {
    lease(86400);
    edit(partner, "10.0.2.0/24", ["leaseDuration"], 86400);
    const entries = await preview("scope", {
      one: { ...both, scopeId: "10.0.1.0" },
      two: { ...both, scopeId: "10.0.2.0" },
    });
    const text = "An update writes 1 change from dhcp1 to dhcp2:\n  leaseDuration: 86400 => 691200";
    expect(entries.filter(({ text: shown }) => shown.startsWith("An update"))).toEqual(
      ["one", "two"].map((name) => ({
        urn: urnOf(name, "FailoverScope"),
        text,
        severity: "information",
        isStatus: false,
      })),
    );
  });

  it("lists the first 20 of many differences, behind their counts, and how many are left", async () => {
    for (const n of [0, 1, 2])
      for (let host = 20; host < 28; host++)
        edit(primary, `10.0.${n}.0/24`, ["reservations", `10.0.${n}.${host}`], {
          client: `hw:0${host}`,
        });
    edit(partner, "10.0.1.0/24", ["reservations", "10.0.1.99"], { client: "hw:99" });
    lease(86400);
    const [{ text }] = (await preview("replication", { all: both })).filter((entry) =>
      entry.text.startsWith("An update"),
    ) as [LogEntry];
    const lines = text.split("\n");
    expect(lines[0]).toBe(
      "An update writes 26 changes from dhcp1 to dhcp2, in 3 scopes (1 changed, 24 added, 1 removed):",
    );
    expect(lines).toHaveLength(22);
    expect(lines.at(-1)).toBe("  and 6 more: pulumi preview --diff");
    for (const line of lines.slice(1, -1)) expect(line).toMatch(/^ {2}10\.0\.\d\.0\/24 \S+: ./);
  });

  it("shows neither secrets nor what a terminal would obey", async () => {
    edit(primary, "10.0.1.0/24", ["user-context"], {
      password: "hunter2",
      note: "a\u001b]0;owned\u0007",
      colour: "<{%boom%}>",
    });
    const shown = (await preview("replication", { all: both })).map(({ text }) => text).join("\n");
    expect(shown).toContain("(secret)");
    expect(shown).toContain("\\u001b");
    expect(shown).not.toMatch(/hunter2|[\u0007\u001b]|<\{%/);
  });

  it("says nothing of differences where there are none, and an update does not list them again", async () => {
    expect((await preview("replication", { all: both })).map(({ text }) => text)).toEqual([
      "dhcp2 is already in sync: creating this resource writes nothing to it.",
    ]);
    lease(86400);
    expect(await preview("replication", { all: both }, false)).toEqual([]);
  });
});

describe("an operation without a refresh", () => {
  it("says on each resource with edits of the partner that it does not list them as drift", async () => {
    const engine = new Engine(servers(primary, partner), "scope");
    const programs = {
      one: { ...both, scopeId: "10.0.1.0" },
      two: { ...both, scopeId: "10.0.2.0" },
    };
    await engine.up(programs);
    lease(86400);
    const lost = "This operation did not refresh: ";
    const said = (await engine.preview(programs)).one!.said;
    expect(said.filter((sentence) => sentence.startsWith(lost))).toHaveLength(1);

    const log = keepingLog();
    const provider = scopeProvider(
      operation(servers(primary, partner), createPrint(log, noConsole)),
    );
    const { id, outputs } = engine.states.get("one")!;
    const { props, inputs: before } = await provider.read(id, outputs);
    expect(props).toHaveProperty("drift");
    const { inputs } = await provider.check(before, { ...programs.one, __resource: "one" });
    await provider.diff(id, props, inputs);
    expect(log.entries.map(({ text, severity }) => [severity, text.split(":")[0]])).toEqual([
      ["warning", "10.0.1.0/24"],
    ]);
  });
});

describe("a sentence", () => {
  const shown = async (
    log: EngineLog | undefined,
    tell: (print: ReturnType<typeof createPrint>) => void,
  ): Promise<readonly string[]> => {
    const printed: string[] = [];
    const print = createPrint(log, (text) => printed.push(text));
    workFor("FailoverReplication", { __resource: "all" }, () => tell(print));
    await print("the last", "information");
    return printed;
  };

  it("is shown as what it is, on its resource, in the order in which it was told", async () => {
    const log = keepingLog();
    const printed = await shown(log, (print) => {
      print("look out", "warning");
      print("reading dhcp1, 1 s", "status");
      print("done", "information");
    });
    expect(printed).toEqual([]);
    const told = { urn: urnOf("all"), severity: "information", isStatus: false };
    expect(log.entries.filter(({ isStatus }) => !isStatus)).toEqual([
      { ...told, text: "look out", severity: "warning" },
      { ...told, text: "done" },
      { ...told, urn: "", text: "the last" },
    ]);
  });

  it("is printed as before where there is no engine, or where it does not answer", async () => {
    const deaf: EngineLog = {
      add: () => Promise.reject(new Error("UNAVAILABLE")),
      findStackUrn: () => Promise.reject(new Error("UNAVAILABLE")),
    };
    const tell = (print: ReturnType<typeof createPrint>) => void print("look out", "warning");
    expect(await shown(undefined, tell)).toEqual(["look out", "the last"]);
    expect(await shown(deaf, tell)).toEqual(["look out", "the last"]);
  });
});

describe("the URN of a resource", () => {
  const urn = (resource: string) => createUrn({ type: "FailoverScope", resource }, stackUrn);
  const component = "urn:pulumi:dev::dhcp::site:index:Pair::berlin";

  it("has the types of its parents, but not that of the stack", () => {
    expect(urn("hq")).toBe(urnOf("hq", "FailoverScope"));
    expect(urn(`${stackUrn}::hq`)).toBe(urnOf("hq", "FailoverScope"));
    expect(urn(`${component}::hq`)).toBe(
      "urn:pulumi:dev::dhcp::site:index:Pair$pulumi-nodejs:dynamic/dhcp:FailoverScope::hq",
    );
  });

  it("is left open where a name cannot be told from its parent's", () => {
    expect(urn("a::b")).toBe("");
    expect(urn(`${component}::a::b`)).toBe("");
  });
});
