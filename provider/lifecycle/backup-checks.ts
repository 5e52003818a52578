// Looks once in an operation whether a copy of a server can be kept before it is written.
import { canonicalText } from "../core/canonical.js";
import { UserError } from "../core/messages.js";
import type { Snapshot } from "../drivers/driver.js";
import type { ServerArgs } from "./arguments.js";
import type { OpenServers } from "./open-servers.js";

export class BackupChecks {
  /** Why no copy can be kept, by the server's arguments as text; nothing where one can. */
  private readonly errors = new Map<string, UserError | undefined>();

  constructor(private readonly servers: OpenServers) {}

  /** Returns why no copy of a server can be kept, or nothing. */
  findError(args: ServerArgs, snapshot: Snapshot): UserError | undefined {
    const key = canonicalText(args);
    if (!this.errors.has(key)) this.errors.set(key, this.check(args, snapshot));
    return this.errors.get(key);
  }

  private check(args: ServerArgs, snapshot: Snapshot): UserError | undefined {
    try {
      this.servers.open(args).backups?.assertPossible(snapshot);
      return undefined;
    } catch (error) {
      if (error instanceof UserError) return error;
      throw error;
    }
  }
}
