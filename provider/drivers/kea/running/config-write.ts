// The types of one write of a running server's configuration.
import type { Configuration } from "../../../core/model.js";
import type { KeaCommand } from "../commands/command.js";
import type { Channel } from "../control/channel.js";
import type { Document } from "../model/index.js";
import type { WriteRecord } from "./persistence.js";
import type { KeaSnapshot } from "./read-server.js";

export interface ConfigWrite {
  readonly channel: Channel;
  /** The server as it was when the new configuration was planned. */
  readonly from: KeaSnapshot;
  readonly document: Document;
  /** The configuration that the server should be read as. */
  readonly expected: Configuration;
  /** Reads the server again. */
  readonly read: () => Promise<KeaSnapshot>;
  /** Keeps a copy of the present configuration, and returns its path. */
  readonly keepCopy: () => string;
  /** True where a part of it comes from a file, which no server may have accepted yet. */
  readonly isPrimaryFile: boolean;
  /** The record of unfinished writes. Absent: the server does not save its configuration. */
  readonly record: WriteRecord | undefined;
  /** The commands that make the same change without a config-set. Absent: there are none. */
  readonly keaCommands?: readonly KeaCommand[] | undefined;
}

/** A write that has begun: its copy is kept. */
export interface StartedWrite extends ConfigWrite {
  /** The path of the copy of the former configuration. */
  readonly copyPath: string;
  /** Removes the secrets of the new configuration from a text. */
  readonly clean: (text: string) => string;
}

/** A server after a write. */
export interface WriteResult {
  readonly after: KeaSnapshot;
  /**
   * Why the configuration was not saved, in a sentence. Absent: it was saved, or is not to be
   * saved.
   */
  readonly notPersisted?: string;
}
