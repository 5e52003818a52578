// How long a write interrupts failover, and which clients wait.
import { listed, secondsText as seconds, oneOrMany } from "../../../core/messages/sentence.js";

export const keaInterruptionMessages = {
  // ---- what a person should know ----
  keaCost: (label: string, pause: string) => `${label}: this write is one config-set, ${pause}`,
  keaCommandsCost: (
    label: string,
    commands: readonly { readonly name: string }[],
    isWorking: boolean,
  ) =>
    `${label}: this write is ${commands.length} ${oneOrMany(commands, "command", "commands")}.` +
    (isWorking ? ` Failover continues${costWithFailover(commands)}.` : ""),
  keaCommandsNotPossible: (label: string, reasons: readonly string[]) =>
    `${label}: no command changes ${listed(reasons)}.`,
  keaCommandsRequired: (label: string, reasons: readonly string[]) =>
    `${label}: apply is "commands", and no command changes ${listed(reasons)}. Set ` +
    'apply: "auto", which sends a config-set where one is needed.',
  keaCommandHooksMissing: (label: string, hooks: readonly string[], folder: string) =>
    `${label}: with ${listed(hooks.map((file) => `{ "library": "${folder}${file}" }`))} among ` +
    "its hooks-libraries this write would not interrupt failover. Add " +
    `${oneOrMany(hooks, "it", "them")} there and restart kea-dhcp4, or set kea.commandHooks: true ` +
    "in its FailoverRelationship.",
  keaCommandHooksRequired: (label: string, hooks: readonly string[]) =>
    `${label}: apply is "commands", and its hooks-libraries do not have ` +
    `${listed(hooks)}. Add ${oneOrMany(hooks, "it", "them")} there, or set apply: ` +
    '"auto".',
  keaPauseNone: () => "which does not interrupt failover: the server has none.",
  keaPause(
    {
      delay,
      leases,
      sync,
    }: { readonly delay: number; readonly leases: number; readonly sync: number },
    isTakenForDown: boolean,
    waiting: string,
  ): string {
    const beats = isTakenForDown ? "the next heartbeats of both servers" : "its next heartbeat";
    const noun = oneOrMany(leases, "lease", "leases");
    const synced = `${seconds(sync)} to synchronise ${leases} ${noun}`;
    const parts =
      leases > 0 ? ` (${seconds(delay)} until ${beats}, ${synced})` : `, until ${beats}`;
    return `which restarts its failover: about ${seconds(delay + sync)}${parts}. ${waiting}`;
  },
  keaWaitAllAtFirst: (response: number) =>
    `All clients wait about ${seconds(response)} at first, until the other server takes over. `,
  keaWaitHalfAtFirst: (response: number) =>
    `Half of the clients (those of this server) wait about ${seconds(response)} at ` +
    "first, until the other server takes over. ",
  keaWaitInterrupted: (beat: number, response: number) =>
    `No client is answered for up to ${seconds(beat)} of that time: the other server ` +
    `assumes that this one is down, because max-response-delay (${seconds(response)}) is ` +
    `not greater than heartbeat-delay (${seconds(beat)}), and after the lease ` +
    "synchronisation it waits for its own next heartbeat. Raise max-response-delay on " +
    "both servers to avoid that.",
  keaWaitNobody: (taking: number) =>
    `Meanwhile the other server answers all clients, except for about ${seconds(taking)} ` +
    "while this one loads the configuration.",
  keaWaitBackup: () => "It is a backup server and answers no clients: no client waits.",
  keaWaitHalf: () => "Half of the clients (those of this server) wait that long for an answer.",
  keaWaitDelayed: (beat: number, limit: number) =>
    ` If the other server queues more than ${limit} lease updates meanwhile ` +
    "(delayed-updates-limit), it restarts failover too, and all clients wait for up to " +
    `${seconds(2 * beat)}.`,
  keaWaitAll: () =>
    "All clients wait that long for an answer, because this server is the active one.",
  keaWaitSync: (sync: number) =>
    ` The other server does not answer for about ${seconds(sync)} of that time, while ` +
    "leases are synchronised.",
  keaBatches: (label: string) =>
    `${label}: several resources write to it. They are written in batches: one ` +
    "config-set, and one such interruption, for as many of them as pulumi runs at the " +
    "same time (--parallel, by default 4 for each core). pulumi --parallel 1000 makes " +
    "one batch, and so does one FailoverReplication instead of many FailoverScopes.",
};

/**
 * Says what commands cost clients while failover goes on. Seen on 3.0.3: a subnet that has left its
 * shared network is apart from its neighbours until the commands behind it are through.
 */
const costWithFailover = (commands: readonly { readonly name: string }[]): string =>
  commands.some(({ name }) => name === "network4-subnet-del")
    ? "; until all are done, clients of the shared networks that change can be refused an address"
    : ", and no client waits";
