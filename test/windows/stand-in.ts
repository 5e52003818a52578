// A live Windows server as a driver, on a model server in this process: it reads what the model tells and carries steps out as calls.
import { fingerprint } from "../../provider/core/canonical.js";
import { z } from "../../provider/core/shape.js";
import type { Reading, Server } from "../../provider/drivers/driver.js";
import type { Drivers } from "../../provider/drivers/index.js";
import { readDocument } from "../../provider/drivers/windows/export/document.js";
import { fit } from "../../provider/drivers/windows/model/fit.js";
import { healthTold, relationshipTold, type FailoverTold } from "../../provider/drivers/windows/model/relationship.js";
import type { Step } from "../../provider/drivers/windows/plan/step.js";
import { steps } from "../../provider/drivers/windows/plan/steps.js";
import { windowsRelationships } from "../../provider/drivers/windows/relationship.js";
import { messages } from "../../provider/core/messages.js";
import { questions } from "./questions.js";
import type { ModelServer } from "./server.js";

/** Every call that was made on the servers, in order. */
export interface Seen {
  readonly server: string;
  readonly cmdlet: string;
  readonly parameters: Step["parameters"];
}

/** What the model writes for a relationship, as it comes from a server: durations as seconds. */
const plain = (row: Readonly<Record<string, unknown>>): FailoverTold =>
  Object.fromEntries(Object.entries(row).map(([name, value]) => [name, typeof value === "object" && value !== null && "seconds" in value ? value.seconds : value])) as unknown as FailoverTold;

function reading(server: ModelServer): Reading {
  const { configuration } = readDocument(server.name, server.export());
  const named = (address: string) => Object.keys(configuration.scopes).find((id) => id.startsWith(`${address}/`));
  const told = server.call("Get-DhcpServerv4Failover").map(plain);
  const whole = { ...configuration, relationships: Object.fromEntries(told.map((row) => [row.Name, relationshipTold(row, named)])) };
  return { configuration: whole, identity: `windows:${server.name}`, names: [server.name, server.name.split(".")[0]!], version: fingerprint([whole, told.map(({ State }) => State)] as never), notes: [], failover: told.map(healthTold) };
}

function opened(server: ModelServer, seen: Seen[]): Server {
  const call = ({ cmdlet, parameters, if: needed, unless }: Step) => {
    if (needed && !questions[needed.name]!.answer(server, ...needed.arguments)) return;
    if (unless && questions[unless.name]!.answer(server, ...unless.arguments)) return;
    seen.push({ server: server.name, cmdlet, parameters });
    server.call(cmdlet, parameters);
  };
  return {
    label: server.name,
    async read() {
      if (!server.answers) throw messages.noRoute(server.name, "EHOSTUNREACH", undefined);
      return reading(server);
    },
    fit: (desired, current) => fit(current.configuration, desired),
    async apply({ from, changes, desired }) {
      if (reading(server).version !== from.version) throw messages.moved(server.name);
      steps(from.configuration, fit(from.configuration, desired).configuration, changes).forEach(call);
      return { after: reading(server), told: [] };
    },
    activeLeases: async (scope) => server.leases.get(scope.split("/")[0]!) ?? 0,
    async close() {},
  };
}

/** These servers, by name. */
export function windows(seen: Seen[], ...servers: readonly ModelServer[]): Drivers {
  const byName = new Map(servers.map((server) => [server.name, server]));
  return { windows: { options: z.object({ computerName: z.string() }), open: ((options: { computerName: string }) => opened(byName.get(options.computerName)!, seen)) as never, relationships: windowsRelationships } };
}
