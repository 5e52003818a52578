// What a file can be: a format reads texts as a configuration, and writes a configuration into them.
import type { UserError } from "../../core/messages.js";
import type {
  Configuration,
  UnreadableOption,
  ConfigObject,
  Plan,
  ScopeId,
  SharedKey,
} from "../../core/model.js";
import type { Normalized, Snapshot, Software } from "../driver.js";
import type { Release as KeaRelease, ReplicationSource } from "../kea/model/index.js";

/** A file as it was read, with those it includes. */
export interface ReadFile {
  /** Real paths and texts; the file itself first. */
  readonly texts: ReadonlyMap<string, string>;
  readonly configuration: Configuration;
  readonly warnings: readonly string[];
  readonly readOnly?: string;
  /** Options that it says without their bytes; absent: none. */
  readonly unreadableOptions?: readonly UnreadableOption[];
  /** Scopes of which not all could be read, and why; absent: none. */
  readonly unreadableScopes?: ReadonlyMap<ScopeId, UserError>;
  /** The software that the file comes from; absent where the file does not state it. */
  readonly software?: Software;
  /** Whether it may leave out scopes that its server has. Absent: it has them all. */
  readonly isPartial?: boolean;
  /** What the file holds and nothing here compares, by its name. */
  readonly uncompared?: Readonly<Record<string, string>>;
  /** Returns another server's configuration in the names that this one has for the same things; absent: a name is what a thing is. */
  inOwnNames?(current: Configuration, other: Configuration): Configuration;
  /** What the texts would say if told to say `desired`. */
  normalize(desired: Configuration, sources?: readonly Snapshot[]): Normalized;
  /** The texts that change, and how they then read. */
  rewrite(desired: Configuration, sources?: readonly Snapshot[]): ReadonlyMap<string, string>;
  /** What other files of the same format are spelled by; absent: nothing. */
  readonly source?: ReplicationSource;
  /** As a reading has it. */
  readonly pairs?: Snapshot["pairs"];
  /** As a reading has it. */
  hasBuiltIn?(key: SharedKey, part: ConfigObject): boolean;
  /** More files, which are written anew each time: what is to be done besides with the same. */
  rewriteBeside?(desired: Configuration): ReadonlyMap<string, string>;
  /** What a person should know of a write before it is made; absent: nothing. `primary`: what the changes come from. */
  announce?(changes: Plan, primary: Snapshot): readonly string[];
  /** What a person should know of such a file; `kept`: where an earlier one of its name now is. */
  describeWritten?(path: string, kept: string | undefined): readonly string[];
}

export interface FormatOptions {
  /** The release of Kea that the file is for; absent: unknown. */
  readonly release?: KeaRelease;
  /** The partner's network card for each of the primary's. */
  readonly interfaces?: Readonly<Record<string, string>>;
  /** MiB: the largest file that is read; absent: 256. */
  readonly sizeLimit?: number;
}

/** Reads the file at an absolute path. */
export type Format = (path: string, options: FormatOptions) => ReadFile;
