// Two model servers, and each cmdlet of failover used through a resource or a function.
import { expect } from "vitest";
import { failoverReader } from "../../../provider/lifecycle/failovers.js";
import { operation } from "../../../provider/lifecycle/operation.js";
import { Engine, type Outcome } from "../unit/lifecycle/engine.js";
import { connect } from "./failover.js";
import { modelServer, type ModelServer } from "./server.js";
import { windows, type Seen } from "./stand-in.js";

/** Two servers that know each other, the first with two scopes, and the calls that are made on them. */
export interface World {
  readonly one: ModelServer;
  readonly two: ModelServer;
  readonly seen: Seen[];
}

export function world(): World {
  const [one, two] = [modelServer("dhcp1.test"), modelServer("dhcp2.test")];
  connect(one, two);
  for (const third of [1, 2])
    one.call("Add-DhcpServerv4Scope", {
      StartRange: `10.0.${third}.10`,
      EndRange: `10.0.${third}.200`,
      SubnetMask: "255.255.255.0",
      Name: `Floor ${third}`,
    });
  return { one, two, seen: [] };
}

export const server = (computerName: string) => ({ driver: "windows", computerName });
export const servers = { primary: server("dhcp1.test"), partner: server("dhcp2.test") };
export const drivers = ({ seen, one, two }: World) => windows(seen, one, two);
export const secret = { sharedSecret: { env: "FAILOVER_SECRET" } };
export const standby = { mode: "hotStandby" };

/** One use of a cmdlet through a resource or a function. */
interface Scene {
  /** The preview of it, and the calls that were made by then. */
  readonly preview?: Outcome;
  readonly previewed: number;
  /** The calls of the update, or what takes their place. */
  readonly calls: readonly Seen[];
  /** The outputs of the resource or the function. */
  readonly outputs: Readonly<Record<string, unknown>>;
}

export type Args = Readonly<Record<string, unknown>>;

/** The arguments of a resource at first, if it is there, and its later ones or its end. */
interface Life {
  readonly before?: Args;
  readonly args?: Args;
  readonly destroy?: boolean;
}

async function scene(
  used: World,
  kind: "relationship" | "scope" | "replication",
  { before, args = {}, destroy = false }: Life,
): Promise<Scene> {
  const engine = new Engine(drivers(used), kind);
  const program = (more: Args) => ({ it: { ...servers, ...more } });
  if (before) await engine.up(program(before));
  const { seen } = used;
  seen.length = 0;
  const preview = destroy ? undefined : (await engine.preview(program(args))).it!;
  expect(preview?.failures ?? []).toEqual([]);
  const previewed = seen.length;
  if (destroy) await engine.destroy("it");
  else await engine.up(program(args));
  return {
    ...(preview && { preview }),
    previewed,
    calls: [...seen],
    outputs: engine.states.get("it")?.outputs ?? {},
  };
}

const pair = ({ one }: World, scopes = ["10.0.1.0"]) =>
  void one.call("Add-DhcpServerv4Failover", {
    Name: "both",
    PartnerServer: "dhcp2",
    ScopeId: scopes,
  });

/** How each cmdlet is used: what of it is asked for in `args`. */
export type Use = (args?: Args, before?: Args) => Promise<Scene>;
export const uses: Readonly<Record<string, (world: World) => Use>> = {
  "Add-DhcpServerv4Failover":
    (used) =>
    (args = {}) =>
      scene(used, "relationship", { args: { name: "both", ...args } }),
  "Set-DhcpServerv4Failover":
    (used) =>
    (args = { maxClientLeadTime: 60 }, before = {}) =>
      scene(used, "relationship", {
        before: { name: "both", ...before },
        args: { name: "both", ...args },
      }),
  "Remove-DhcpServerv4Failover":
    (used) =>
    (args = {}) =>
      scene(used, "relationship", {
        before: { name: "both", onDelete: "remove", ...args },
        destroy: true,
      }),
  "Add-DhcpServerv4FailoverScope":
    (used) =>
    (args = {}) => {
      pair(used);
      return scene(used, "scope", {
        args: { scopeId: "10.0.2.0", relationship: "both", ...args },
      });
    },
  "Remove-DhcpServerv4FailoverScope":
    (used) =>
    (args = {}) => {
      pair(used);
      return scene(used, "scope", {
        before: { scopeId: "10.0.2.0", relationship: "both", onDelete: "remove", ...args },
        destroy: true,
      });
    },
  "Get-DhcpServerv4Failover":
    (used) =>
    async (args = {}) => {
      pair(used);
      const { props } = await failoverReader(operation(drivers(used), () => {})).read("", {
        server: server("dhcp1.test"),
        ...args,
      });
      return { previewed: used.seen.length, calls: used.seen, outputs: props as Args };
    },
  "Invoke-DhcpServerv4FailoverReplication":
    (used) =>
    (args = {}) => {
      pair(used, ["10.0.1.0", "10.0.2.0"]);
      for (const scope of ["10.0.1.0", "10.0.2.0"])
        used.one.call("Set-DhcpServerv4Scope", { ScopeId: scope, Description: `of ${scope}` });
      return scene(used, "replication", { args });
    },
};
