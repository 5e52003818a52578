// Running Windows servers for resources that change both of them: the live driver on model servers in this process, and every call that changes
// one of them.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { messages } from "../../../provider/core/messages.js";
import type { Drivers } from "../../../provider/drivers/index.js";
import {
  windowsOptions,
  createWindowsDriver,
} from "../../../provider/drivers/windows/live/index.js";
import { windowsRelationships } from "../../../provider/drivers/windows/desired-pair.js";
import { checkPowerShellOptions } from "../../../provider/transports/powershell-options.js";
import type { Value } from "../../../provider/drivers/windows/rules/binder.js";
import { connections } from "./live/model.js";
import type { ModelServer } from "./server.js";

export interface Seen {
  readonly server: string;
  readonly cmdlet: string;
  readonly parameters: Readonly<Record<string, Value>>;
}

/** A server whose calls that change something are noted. */
const watched = (server: ModelServer, seen: Seen[]): ModelServer =>
  Object.create(server, {
    call: {
      value(cmdlet: string, parameters: Readonly<Record<string, Value>> = {}) {
        if (!cmdlet.startsWith("Get-")) seen.push({ server: server.name, cmdlet, parameters });
        return server.call(cmdlet, parameters);
      },
    },
  }) as ModelServer;

/** These servers, by name. */
export function windows(seen: Seen[], ...servers: readonly ModelServer[]): Drivers {
  const machines = servers.map((server) => ({
    name: server.name,
    domain: "",
    server: watched(server, seen),
  }));
  const connect = connections(machines);
  const backupDir = mkdtempSync(join(tmpdir(), "relationships-"));
  const open = createWindowsDriver((options) => {
    const connection = connect(options);
    const { server } = machines.find(({ name }) => name === options.computerName)!;
    return {
      ...connection,
      async run(...asked) {
        if (!server.answers) throw messages.noRoute(server.name, "EHOSTUNREACH", undefined);
        return connection.run(...asked);
      },
    };
  }, 0);
  return {
    windows: {
      options: windowsOptions,
      findArgumentError: checkPowerShellOptions as never,
      open: ((options: object) => open({ backupDir, ...options } as never)) as never,
      relationships: windowsRelationships,
    },
  };
}
