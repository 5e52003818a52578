// The servers of one operation, each opened once.
import { canonicalText } from "../core/canonical.js";
import type { Server } from "../drivers/driver.js";
import type { Drivers } from "../drivers/index.js";
import type { ServerArgs } from "./arguments.js";
import type { Warnings } from "./warnings.js";

export class OpenServers {
  /** By their arguments, as text. */
  private readonly servers = new Map<string, Server>();

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
    const tell = (sentence: string): void => this.warnings.tell(sentence);
    const server = this.drivers[driver]!.open(options as never, tell);
    this.servers.set(key, server);
    return server;
  }

  async closeAll(): Promise<void> {
    await Promise.all([...this.servers.values()].map((server) => server.close()));
  }
}
