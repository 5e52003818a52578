// The servers that a program names.

/** A file as a server: ISC Kea's own configuration, compared and changed as text, comments kept; or what Export-DhcpServer wrote of a Windows server. No server needs to run. */
export interface FileServer {
  readonly driver: "file";
  /** The file, relative to the project's folder (where `Pulumi.yaml` stands) or absolute. For Kea usually a copy of `/etc/kea/kea-dhcp4.conf`. */
  readonly path: string;
  /**
   * What the file is. Default `"kea"`: Kea's dialect of JSON with comments, trailing commas and `<?include?>`. `"windows"`: the XML of
   * Export-DhcpServer. A write changes the export as it becomes, and puts `replicate-<name>.ps1` beside it, which a person reviews and runs.
   */
  readonly format?: "kea" | "windows";
  /** For scopes new to this server: its network card for each of the primary's, such as `{ eth0: "ens192" }`. Cards that both know by one name need no entry. */
  readonly interfaces?: Readonly<Record<string, string>>;
  /** The folder in which this server's configuration is kept before each write, 20 at most. Default: the user's state folder, `~/.local/state/pulumi-dhcp-failover`; in a pipeline name one that lasts. */
  readonly backupDir?: string;
}

/** Where a secret is, for it never stands in a program: in an environment variable where pulumi runs, or in a file, relative to the project's folder or absolute. */
export type Reference = { readonly env: string } | { readonly file: string };

/** A running ISC Kea server, 2.2 or later, through its control channel. Its configuration is read with `config-get` and written with one `config-set`. */
export interface KeaServer {
  readonly driver: "kea";
  /** `http://` or `https://`: the Control Agent's address, or since Kea 3.0 that of the server's own socket. `unix:///path`: its Unix socket. */
  readonly url: string;
  /** HTTP basic authentication, together with `password`. Default: none. */
  readonly user?: string;
  readonly password?: Reference;
  /** For `https://`, in PEM: the authority that signed the server's certificate (default: those that Node trusts), and this client's certificate and key (default: none). */
  readonly tls?: { readonly ca?: Reference; readonly cert?: Reference; readonly key?: Reference };
  /** Have the server write its file after a change (`config-write`). Default true; where it cannot, that is told. Without it a restart brings the former configuration back. */
  readonly persist?: boolean;
  /** As in `FileServer`. */
  readonly interfaces?: Readonly<Record<string, string>>;
  /** As in `FileServer`. What is kept holds the server's own passwords, too: only its owner may read it. */
  readonly backupDir?: string;
}

/** One DHCP server, reached through a driver. */
export type Server = KeaServer | FileServer;
