// The contract of a file format: it reads texts as a configuration, and writes a configuration into
// them.
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

/** A file with those that it includes, as they were read. */
export interface ReadFile {
  /** The texts by real path; the file itself first. */
  readonly texts: ReadonlyMap<string, string>;
  readonly configuration: Configuration;
  readonly warnings: readonly string[];
  readonly readOnly?: string;
  /** Options whose value the file does not contain. Absent: none. */
  readonly unreadableOptions?: readonly UnreadableOption[];
  /** Scopes that could not be read whole, each with the reason. Absent: none. */
  readonly unreadableScopes?: ReadonlyMap<ScopeId, UserError>;
  /** The software that the file comes from. Absent: the file does not state it. */
  readonly software?: Software;
  /** True where scopes of its server may be missing. Default false. */
  readonly isPartial?: boolean;
  /** Contents that this tool does not compare, by name. */
  readonly uncompared?: Readonly<Record<string, string>>;
  /**
   * Returns another server's configuration in this one's names. Absent: names are the same
   * everywhere.
   */
  inOwnNames?(current: Configuration, other: Configuration): Configuration;
  /** Returns `desired` as the texts can state it. */
  normalize(desired: Configuration, sources?: readonly Snapshot[]): Normalized;
  /** Returns the texts that change, by path. */
  rewrite(desired: Configuration, sources?: readonly Snapshot[]): ReadonlyMap<string, string>;
  /** The spelling that other files of the same format take over. Absent: none. */
  readonly source?: ReplicationSource;
  /** As in `Snapshot`. */
  readonly pairs?: Snapshot["pairs"];
  /** As in `Snapshot`. */
  hasBuiltIn?(key: SharedKey, part: ConfigObject): boolean;
  /** Returns further files, which are replaced on each write: the same change in another form. */
  rewriteBeside?(desired: Configuration): ReadonlyMap<string, string>;
  /**
   * Returns warnings before a write. `primary` is the server that the changes come from. Absent:
   * none.
   */
  announce?(changes: Plan, primary: Snapshot): readonly string[];
  /**
   * Returns warnings about a further file. `kept` is the new path of an earlier one of that name.
   */
  describeWritten?(path: string, kept: string | undefined): readonly string[];
}

export interface FormatOptions {
  /** The release of Kea that the file is for. Absent: unknown. */
  readonly release?: KeaRelease;
  /** The partner's interface for each interface of the primary. */
  readonly interfaces?: Readonly<Record<string, string>>;
  /** The largest file that is read, in MiB. Default 256. */
  readonly sizeLimit?: number;
  /** Returns the place of a file, where it is read as a copy. Absent: it stands at its own path. */
  readonly locate?: (path: string) => string;
}

/** Reads the file at an absolute path. */
export type Format = (path: string, options: FormatOptions) => ReadFile;
