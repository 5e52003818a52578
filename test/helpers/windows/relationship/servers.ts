// Three Windows servers, of which the first two share a relationship, and a program that declares it.
import { expect } from "vitest";
import type { Drivers } from "../../../../provider/drivers/index.js";
import { Engine } from "../../unit/lifecycle/engine.js";
import { connect } from "../failover.js";
import { modelServer, type ModelServer } from "../server.js";
import { windows, type Seen } from "../stand-in.js";

export const [name, other] = ["dhcp1.test", "dhcp2.test"];
export let one: ModelServer;
export let two: ModelServer;
export let three: ModelServer;
export let seen: Seen[];
export let engine: Engine;

/** Starts three servers that know each other, the first with three scopes, and an engine for them. */
export function start(): void {
  [one, two, three] = [modelServer(name), modelServer(other), modelServer("dhcp3.test")];
  connect(one, two);
  connect(one, three);
  for (const third of [1, 2, 3]) scope(one, third);
  seen = [];
  engine = new Engine(windows(seen, one, two, three), "relationship");
  process.env.FAILOVER_SECRET = "s3cret-of-both";
}
export function stop(): void {
  delete process.env.FAILOVER_SECRET;
}

/** Goes on with an engine that knows other drivers. */
export function useDrivers(known: Drivers): void {
  engine = new Engine(known, "relationship");
}

export function scope(model: ModelServer, third: number): void {
  model.call("Add-DhcpServerv4Scope", {
    StartRange: `10.0.${third}.10`,
    EndRange: `10.0.${third}.200`,
    SubnetMask: "255.255.255.0",
    Name: `Floor ${third}`,
  });
}

export const server = (computerName: string) => ({ driver: "windows", computerName });
export const program = (more: object = {}) => ({
  both: { primary: server(name), partner: server(other), name: "both", ...more },
});
export const told = (from: ModelServer) => from.call("Get-DhcpServerv4Failover");
export const scopesOf = (from: ModelServer) =>
  from.call("Get-DhcpServerv4Scope").map(({ ScopeId }) => ScopeId);
export const calls = (): readonly Readonly<Record<string, unknown>>[] =>
  seen
    .splice(0)
    .map(({ server: called, cmdlet, parameters }) => ({ server: called, cmdlet, ...parameters }));
export const refused = async (more: object) =>
  (await engine.preview(program(more))).both!.failures.map(
    ({ property, reason }) => `${property}: ${reason}`,
  );

/** An update, and that a second one finds nothing to do. */
export async function up(more: object = {}) {
  const { both } = await engine.up(program(more));
  expect(both!.failures).toEqual([]);
  expect((await engine.preview(program(more))).both).toMatchObject({
    op: "same",
    added: [],
    failures: [],
  });
  expect(await engine.refresh(true)).toEqual({ both: [] });
  return both!;
}

/** Imports the relationship into an empty state. Returns its arguments, and a preview of these. */
export async function importAgain() {
  const { primary, partner, name: imported } = program().both;
  engine.states.clear();
  const { id, props, inputs } = await engine.begin().import({ primary, partner, name: imported });
  engine.states.set("both", { id, inputs: inputs!, outputs: props });
  return { inputs: inputs!, preview: (await engine.preview({ both: inputs! })).both };
}
