// A running Windows DHCP Server: read in one round trip, written by cmdlets, over a connection of
// its own.
import { join } from "node:path";
import { messages } from "../messages.js";
import { assertCopyCanBeKept, resolveBackupFolder } from "../../../storage/backups.js";
import { listCopies, readJson } from "../../../storage/kept-copies.js";
import { openPowerShell, type PowerShell } from "../../../transports/powershell.js";
import type { Progress } from "../../../transports/powershell-frame.js";
import type { PowerShellOptions } from "../../../transports/powershell-options.js";
import type { Driver, Server, Tell } from "../../driver.js";
import { journalIn } from "../../journal.js";
import { windowsExplainRules } from "../explain.js";
import {
  applyPlan,
  copyName,
  countActiveLeases,
  countLeasesWithin,
  estimateCost,
  replicateFailover,
} from "./abilities.js";
import { normalizeFor, readCopy, readServer, toSnapshot, type OpenServer } from "./open-server.js";
import type { WindowsOptions } from "./options.js";
import { openShell } from "./shell.js";
import { repairCommands } from "../messages/relationship.js";

export { windowsOptions, type WindowsOptions } from "./options.js";

/** Returns a listener that tells how many calls a reading takes, and how many of them are done. */
const createProgressListener =
  (label: string, tell: Tell): ((progress: Progress) => void) =>
  ({ done, total }) => {
    if (done === 0) tell(`${label}: ${messages.windowsManyCalls(total)}`, "information");
    tell(messages.windowsProgress(label, done, total), "status");
  };

/**
 * Returns the driver for Windows servers that `connect` reaches. `retryDelayMs`: the time before
 * something is tried or read once more.
 */
export function createWindowsDriver(
  connect: (options: PowerShellOptions) => PowerShell,
  retryDelayMs: number,
): Driver<WindowsOptions> {
  return ({ backupDir, timeout, reservationOptions, ...options }, tell = () => {}) => {
    const { over = "ssh", computerName } = options;
    const connection = connect(options);
    const shell = openShell(connection, {
      computerName: over === "local" ? computerName : undefined,
      retryDelayMs,
      timeout,
      reservationOptions,
      onProgress: createProgressListener(connection.label, tell),
    });
    return toServer({ shell, backupDir, reservationOptions, retryDelayMs });
  };
}

/** Returns an open server with its abilities. */
function toServer(server: OpenServer): Server {
  const { shell, backupDir } = server;
  return {
    label: shell.label,
    readsSelectively: true,
    rereadsBeforeWriting: true,
    read: async (readScope) => toSnapshot(server, await readServer(server, readScope), readScope),
    backups: {
      assertPossible: ({ identity }) =>
        assertCopyCanBeKept(resolveBackupFolder(backupDir), identity),
      journal: journalIn(backupDir),
      list: ({ identity }) => listCopies(resolveBackupFolder(backupDir), identity),
      read: ({ path }) => readCopy(server, readJson(join(path, copyName))),
    },
    normalize: (desired, snapshot) => normalizeFor(server, desired, snapshot),
    apply: (write) => applyPlan(server, write),
    explainRules: windowsExplainRules,
    costs: {
      estimate: async (write, primary) => estimateCost(server, write, primary.snapshot),
    },
    failover: {
      refresh: async ({ readScope }) =>
        toSnapshot(server, await readServer(server, readScope), readScope),
      isStatedAtOnce: true,
    },
    nativeReplication: {
      command: "Invoke-DhcpServerv4FailoverReplication",
      replicate: (request) => replicateFailover(server, request),
    },
    repairCommands,
    leases: {
      countActive: (scopes) => countActiveLeases(server, scopes),
      countWithin: (scope, stretches) => countLeasesWithin(server, scope, stretches),
    },
    close: () => shell.close(),
  };
}

export const windows: Driver<WindowsOptions> = createWindowsDriver(openPowerShell, 1_000);
