// Every parameter of the cmdlets of failover: the argument that stands for it and what a server saw of it, or what stands in its place.
import { Engine } from "../unit/lifecycle/engine.js";
import {
  type World,
  servers,
  drivers,
  secret,
  standby,
  type Args,
  type Use,
} from "./parameter-uses.js";

interface Row {
  readonly cmdlet: string;
  readonly parameter: string;
  /** The argument, or what stands in its place. */
  readonly argument: string;
  readonly story: (use: Use, world: World) => Promise<unknown>;
  /** The value that the story finds. */
  readonly saw: unknown;
}

/** The value of a parameter in the last call of a cmdlet, and the arguments that lead to it. */
interface Seen {
  readonly saw: unknown;
  readonly args?: Args;
  readonly before?: Args;
}

/** A row whose story is the parameter's value in the last call of that cmdlet. */
function row(
  cmdlet: string,
  parameter: string,
  argument: string,
  { saw, args, before }: Seen,
): Row {
  const story: Row["story"] = async (use) =>
    (await use(args, before)).calls.findLast((call) => call.cmdlet === cmdlet)!.parameters[
      parameter
    ];
  return { cmdlet, parameter, argument, saw, story };
}

const [add, set, remove, join, leave, get, invoke] = [
  "Add-DhcpServerv4Failover",
  "Set-DhcpServerv4Failover",
  "Remove-DhcpServerv4Failover",
  "Add-DhcpServerv4FailoverScope",
  "Remove-DhcpServerv4FailoverScope",
  "Get-DhcpServerv4Failover",
  "Invoke-DhcpServerv4FailoverReplication",
] as const;
const changing = [add, set, remove, join, leave] as const;
const described = ({ two }: World) =>
  ["10.0.1.0", "10.0.2.0"].filter(
    (ScopeId) => two.call("Get-DhcpServerv4Scope", { ScopeId })[0]!.Description !== "",
  );

export const rows: readonly Row[] = [
  row(add, "Name", "FailoverRelationship.name", { saw: "both" }),
  row(add, "PartnerServer", "FailoverRelationship.partner", { saw: "dhcp2.test" }),
  row(add, "ScopeId", "FailoverRelationship.scopeIds", {
    saw: ["10.0.2.0"],
    args: { scopeIds: ["10.0.2.0/24"] },
  }),
  row(add, "MaxClientLeadTime", "FailoverRelationship.maxClientLeadTime", {
    saw: { seconds: 7200 },
    args: { maxClientLeadTime: 7200 },
  }),
  row(add, "AutoStateTransition", "FailoverRelationship.autoStateTransition", {
    saw: true,
    args: { autoStateTransition: true },
  }),
  row(add, "StateSwitchInterval", "FailoverRelationship.stateSwitchInterval", {
    saw: { seconds: 600 },
    args: { stateSwitchInterval: 600 },
  }),
  row(add, "SharedSecret", "FailoverRelationship.sharedSecret", {
    saw: "s3cret-of-both",
    args: secret,
  }),
  row(add, "LoadBalancePercent", "FailoverRelationship.loadBalancePercent", {
    saw: 70,
    args: { loadBalancePercent: 70 },
  }),
  row(add, "ReservePercent", "FailoverRelationship.reservePercent", {
    saw: 9,
    args: { ...standby, reservePercent: 9 },
  }),
  row(add, "ServerRole", "FailoverRelationship.serverRole", {
    saw: "Standby",
    args: { ...standby, serverRole: "standby" },
  }),
  row(set, "Name", "FailoverRelationship.name", { saw: "both" }),
  row(set, "AutoStateTransition", "FailoverRelationship.autoStateTransition", {
    saw: true,
    args: { autoStateTransition: true },
  }),
  row(set, "MaxClientLeadTime", "FailoverRelationship.maxClientLeadTime", {
    saw: { seconds: 7200 },
    args: { maxClientLeadTime: 7200 },
  }),
  row(set, "SharedSecret", "FailoverRelationship.sharedSecret, or none", {
    saw: null,
    args: {},
    before: secret,
  }),
  row(set, "StateSwitchInterval", "FailoverRelationship.stateSwitchInterval", {
    saw: { seconds: 600 },
    args: { stateSwitchInterval: 600 },
  }),
  row(set, "LoadBalancePercent", "FailoverRelationship.loadBalancePercent", {
    saw: 70,
    args: { loadBalancePercent: 70 },
  }),
  row(set, "ReservePercent", "FailoverRelationship.reservePercent", {
    saw: 9,
    args: { ...standby, reservePercent: 9 },
    before: standby,
  }),
  row(set, "Mode", "FailoverRelationship.mode", { saw: "HotStandby", args: standby }),
  {
    cmdlet: set,
    parameter: "PartnerDown",
    argument: "FailoverRelationship.partnerDown",
    saw: true,
    async story(_use, world) {
      const { one, two, seen } = world;
      const engine = new Engine(drivers(world), "relationship");
      await engine.up({ it: { ...servers, name: "both" } });
      two.answers = false;
      one.relationships.get("both")!.state = "CommunicationInterrupted";
      await engine.up({ it: { ...servers, name: "both", partnerDown: true } });
      return seen.at(-1)!.parameters.PartnerDown;
    },
  },
  row(remove, "Name", 'FailoverRelationship.name, with onDelete: "remove"', { saw: ["both"] }),
  row(join, "Name", "FailoverScope.relationship", { saw: "both" }),
  row(join, "ScopeId", "FailoverScope.scopeId", { saw: ["10.0.2.0"] }),
  row(leave, "Name", 'FailoverScope.relationship, with onDelete: "remove"', { saw: "both" }),
  row(leave, "ScopeId", "FailoverScope.scopeId", { saw: ["10.0.2.0"] }),
  {
    cmdlet: get,
    parameter: "Name",
    argument: "getFailover names",
    saw: [["both"], 0],
    story: async (use, { seen }) => [
      ((await use({ names: ["both"] })).outputs.relationships as { name: string }[]).map(
        ({ name }) => name,
      ),
      seen.length,
    ],
  },
  {
    cmdlet: get,
    parameter: "ScopeId",
    argument: "getFailover scopeIds",
    saw: [],
    story: async (use) => (await use({ scopeIds: ["10.0.2.0"] })).outputs.relationships,
  },
  {
    cmdlet: invoke,
    parameter: "Name",
    argument: "FailoverReplication.names",
    saw: ["10.0.1.0", "10.0.2.0"],
    story: async (use, world) => {
      await use({ names: ["both"] });
      return described(world);
    },
  },
  {
    cmdlet: invoke,
    parameter: "ScopeId",
    argument: "FailoverReplication.scopeIds",
    saw: ["10.0.2.0"],
    story: async (use, world) => {
      await use({ scopeIds: ["10.0.2.0"] });
      return described(world);
    },
  },
  {
    cmdlet: invoke,
    parameter: "Force",
    argument: "nobody is asked: a preview shows it, and force is for what a guard refuses",
    saw: ["10.0.1.0", "10.0.2.0"],
    story: async (use, world) => {
      await use();
      return described(world);
    },
  },

  // Where a call would ask a person, it is told not to: what it would ask was shown before.
  ...[add, set, remove, leave].map(
    (cmdlet): Row =>
      row(
        cmdlet,
        "Force",
        "always given: what is asked about is shown in a preview, and refused where it takes leases away",
        { saw: true },
      ),
  ),

  // How a call is run.
  ...[...changing, invoke].map(
    (cmdlet): Row => ({
      cmdlet,
      parameter: "ComputerName",
      argument: "primary.computerName: each server by a connection of its own",
      saw: [cmdlet === invoke ? "dhcp2.test" : "dhcp1.test", false],
      story: async (use) => {
        const { server, parameters } = (await use()).calls.at(-1)!;
        return [server, "ComputerName" in parameters];
      },
    }),
  ),
  {
    cmdlet: get,
    parameter: "ComputerName",
    argument: "getFailover server",
    saw: ["dhcp2.test"],
    story: async (use) =>
      ((await use()).outputs.relationships as { partner: string }[]).map(({ partner }) => partner),
  },
  ...[...changing, invoke].map(
    (cmdlet): Row => ({
      cmdlet,
      parameter: "CimSession",
      argument: "a server's own arguments say how it is reached",
      saw: 0,
      story: async (use) =>
        (await use()).calls.filter(({ parameters }) => "CimSession" in parameters).length,
    }),
  ),
  {
    cmdlet: get,
    parameter: "CimSession",
    argument: "a server's own arguments say how it is reached",
    saw: [{ driver: "windows", computerName: "dhcp1.test" }],
    story: async (use) => [(await use()).outputs.server],
  },
  ...[...changing, invoke, get].map(
    (cmdlet): Row => ({
      cmdlet,
      parameter: "ThrottleLimit",
      argument:
        "one call after another on a server; partners of a replication side by side: throttleLimit",
      saw: 0,
      story: async (use) =>
        (await use(cmdlet === invoke ? { throttleLimit: 1 } : undefined)).calls.filter(
          ({ parameters }) => "ThrottleLimit" in parameters,
        ).length,
    }),
  ),
  ...[...changing, invoke].map(
    (cmdlet): Row => ({
      cmdlet,
      parameter: "AsJob",
      argument:
        "pulumi runs resources side by side (--parallel), and an update ends when both servers hold what it says",
      saw: [0, 0],
      async story(use, { one, two }) {
        const { calls } = await use();
        const told = [one, two].map((each) =>
          JSON.stringify(
            each
              .call("Get-DhcpServerv4Failover")
              .map(({ ScopeId, MaxClientLeadTime, Mode }) => [ScopeId, MaxClientLeadTime, Mode]),
          ),
        );
        return [
          calls.filter(({ parameters }) => "AsJob" in parameters).length,
          new Set(told).size - 1,
        ];
      },
    }),
  ),
  {
    cmdlet: get,
    parameter: "AsJob",
    argument: "the answer is an output, known in a preview",
    saw: 1,
    story: async (use) => ((await use()).outputs.relationships as unknown[]).length,
  },
  {
    cmdlet: add,
    parameter: "PassThru",
    argument: "the resource's outputs",
    saw: { state: "Normal", scopeIds: ["10.0.1.0/24", "10.0.2.0/24"] },
    story: async (use) => {
      const { state, scopeIds } = (await use()).outputs;
      return { state, scopeIds };
    },
  },
  {
    cmdlet: set,
    parameter: "PassThru",
    argument: "the resource's outputs",
    saw: 60,
    story: async (use) => (await use()).outputs.maxClientLeadTime,
  },
  {
    cmdlet: join,
    parameter: "PassThru",
    argument: "the resource's outputs",
    saw: "both",
    story: async (use) => (await use()).outputs.relationship,
  },
  ...[remove, leave].map(
    (cmdlet): Row => ({
      cmdlet,
      parameter: "PassThru",
      argument: "a resource that goes has no outputs",
      saw: {},
      story: async (use) => (await use()).outputs,
    }),
  ),
  ...[add, set, join, invoke].map(
    (cmdlet): Row => ({
      cmdlet,
      parameter: "WhatIf",
      argument: "pulumi preview: it shows what would change, and no call is made",
      saw: [0, true],
      story: async (use) => {
        const { previewed, preview } = await use();
        return [previewed, preview!.added.length > 0];
      },
    }),
  ),
  ...[remove, leave].map(
    (cmdlet): Row => ({
      cmdlet,
      parameter: "WhatIf",
      argument: "pulumi preview shows what goes; the calls come with the update",
      saw: [0, 1],
      story: async (use) => {
        const { previewed, calls } = await use();
        return [previewed, calls.length];
      },
    }),
  ),
  ...[...changing, invoke].map(
    (cmdlet): Row => ({
      cmdlet,
      parameter: "Confirm",
      argument: "pulumi asks before an update, unless --yes; no call asks",
      saw: 0,
      story: async (use) =>
        (await use()).calls.filter(({ parameters }) => "Confirm" in parameters).length,
    }),
  ),
];
