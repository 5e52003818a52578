// The servers of one operation, each opened once.
import { canonicalText } from "../core/canonical.js";
import type { Server, Tell } from "../drivers/driver.js";
import type { Drivers } from "../drivers/index.js";
import type { ServerArgs } from "./arguments.js";
import type { Warnings } from "./warnings.js";

export class OpenServers {
  /** By their arguments, as text. */
  private readonly servers = new Map<string, Server>();
  /** How the work of a server goes on, as it stated last: by its arguments, as text. */
  private readonly statuses = new Map<string, string>();

  constructor(
    private readonly drivers: Drivers,
    private readonly warnings: Warnings,
  ) {}

  /** Returns the server behind these arguments; opens it the first time. */
  open(args: ServerArgs): Server {
    const key = canonicalText(args);
    const known = this.servers.get(key);
    if (known) return known;
    const { driver, ...options } = args;
    const tell: Tell = (sentence, kind) => {
      if (kind === "information") this.warnings.tell(sentence, kind);
      else this.statuses.set(key, sentence);
    };
    const server = this.drivers[driver]!.open(options as never, tell);
    this.servers.set(key, server);
    return server;
  }

  /** Returns how the work of a server goes on, as it stated last, or nothing. */
  statusOf(args: ServerArgs): string | undefined {
    return this.statuses.get(canonicalText(args));
  }

  /** Forgets how earlier work of a server went on. */
  forgetStatus(args: ServerArgs): void {
    this.statuses.delete(canonicalText(args));
  }

  async closeAll(): Promise<void> {
    await Promise.all([...this.servers.values()].map((server) => server.close()));
  }
}
