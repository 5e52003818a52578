// The servers that a program names.

/** ISC Kea's own configuration file: compared and changed as text, comments kept. No server needs to run. */
export interface FileServer {
  readonly driver: "file";
  /** The file, relative to the project's folder (where `Pulumi.yaml` stands) or absolute. For Kea usually a copy of `/etc/kea/kea-dhcp4.conf`. */
  readonly path: string;
  /** What the file is. Default `"kea"`: Kea's dialect of JSON with comments, trailing commas and `<?include?>`. */
  readonly format?: "kea";
  /** For scopes new to this server: its network card for each of the primary's, such as `{ eth0: "ens192" }`. Cards that both know by one name need no entry. */
  readonly interfaces?: Readonly<Record<string, string>>;
  /** The folder in which this server's configuration is kept before each write, 20 at most. Default: the user's state folder, `~/.local/state/pulumi-dhcp-failover`; in a pipeline name one that lasts. */
  readonly backupDir?: string;
}

/** One DHCP server, reached through a driver. */
export type Server = FileServer;
