// The servers that a program names. What is known only when other resources are there may stand for any value, but for the driver.
import type { Input } from "@pulumi/pulumi";

/** A file as a server: ISC Kea's own configuration, compared and changed as text, comments kept; or what Export-DhcpServer wrote of a Windows server. No server needs to run. */
export interface FileServer {
  readonly driver: "file";
  /** The file, relative to the project's folder (where `Pulumi.yaml` stands) or absolute. For Kea usually a copy of `/etc/kea/kea-dhcp4.conf`. */
  readonly path: Input<string>;
  /**
   * What the file is. Default `"kea"`: Kea's dialect of JSON with comments, trailing commas and `<?include?>`. `"windows"`: the XML of
   * Export-DhcpServer. A write changes the export as it becomes, and puts `replicate-<name>.ps1` beside it, which a person reviews and runs.
   */
  readonly format?: Input<"kea" | "windows">;
  /** The release of Kea that the file is for. Default: unknown, and then new values are written with the words that every release takes. Not for exports of Windows. */
  readonly release?: Input<"2.2" | "2.4" | "2.6" | "3.0" | "3.2">;
  /** For scopes new to this server: its network card for each of the primary's, such as `{ eth0: "ens192" }`. Cards that both know by one name need no entry. */
  readonly interfaces?: Input<Readonly<Record<string, Input<string>>>>;
  /** The folder in which this server's configuration is kept before each write, 20 at most. Default: the user's state folder, `~/.local/state/pulumi-dhcp-failover`; in a pipeline name one that lasts. */
  readonly backupDir?: Input<string>;
  /** MiB: the largest file that is read, at most 511. Default 256. */
  readonly sizeLimit?: Input<number>;
}

/** Where a secret is, for it never stands in a program: in an environment variable where pulumi runs, or in a file, relative to the project's folder or absolute. */
export type Reference = { readonly env: Input<string> } | { readonly file: Input<string> };

/** A running ISC Kea server, 2.2 or later, through its control channel. Its configuration is read with `config-get` and written with one `config-set`. */
export interface KeaServer {
  readonly driver: "kea";
  /** `http://` or `https://`: the Control Agent's address, or since Kea 3.0 that of the server's own socket. `unix:///path`: its Unix socket. */
  readonly url: Input<string>;
  /** HTTP basic authentication, together with `password`. Default: none. */
  readonly user?: Input<string>;
  readonly password?: Input<Reference>;
  /** For `https://`, in PEM: the authority that signed the server's certificate (default: those that Node trusts), and this client's certificate and key (default: none). */
  readonly tls?: Input<{
    readonly ca?: Input<Reference>;
    readonly cert?: Input<Reference>;
    readonly key?: Input<Reference>;
  }>;
  /** Have the server write its file (`config-write`) with each create, update or removal. Default true; where it cannot, that is a difference until it can. Without it a restart brings the former configuration back. */
  readonly persist?: Input<boolean>;
  /** As in `FileServer`. */
  readonly interfaces?: Input<Readonly<Record<string, Input<string>>>>;
  /** As in `FileServer`. What is kept holds the server's own passwords, too: only its owner may read it. */
  readonly backupDir?: Input<string>;
  /** MiB: the largest answer that is read from this server, at most 511. Default 256. */
  readonly sizeLimit?: Input<number>;
}

/**
 * What the failover hooks of two Kea servers are told (the manual's "libdhcp_ha.so: High Availability"). What is not said is Kea's default, but
 * for names, addresses and the folder: there it is what the hook states already.
 */
export interface KeaRelationship {
  /** The names the two servers have in the relationship (`this-server-name`). Default `server1` and `server2`; in a hub, where no two relationships may have one, with the relationship's name in front: `branches-server1`. */
  readonly primaryName?: Input<string>;
  readonly partnerName?: Input<string>;
  /** Where each one's hook listens for the other: `http://` or `https://`, an address of that server and a port that nothing else listens at. Must be given when the relationship is made. */
  readonly primaryUrl?: Input<string>;
  readonly partnerUrl?: Input<string>;
  /** The folder of the hook libraries on both servers. Default: where those lie that a server loads already; since Kea 3.0 Kea knows. */
  readonly hooksDirectory?: Input<string>;
  /** What the servers show each other: HTTP basic authentication, a user and a password. Default: nothing. */
  readonly peerUser?: Input<string>;
  readonly peerPassword?: Input<Reference>;
  /** Files on both servers, in PEM: the authority, a certificate and its key. Default: no TLS. */
  readonly peerTls?: Input<{
    readonly ca?: Input<string>;
    readonly cert?: Input<string>;
    readonly key?: Input<string>;
  }>;
  /** Whether a server takes over from a silent partner by itself. Default true. */
  readonly autoFailover?: Input<boolean>;
  /** Milliseconds between two signs of life. Default 10,000. A write stops failover for about as long. */
  readonly heartbeatDelay?: Input<number>;
  /** Milliseconds of silence after which the partner counts as out of touch. Default 60,000. */
  readonly maxResponseDelay?: Input<number>;
  /** Milliseconds that a client may be trying before it counts as unserved by a partner that is out of touch. Default 10,000. */
  readonly maxAckDelay?: Input<number>;
  /** So many unserved clients, and the partner counts as down. Default 10; 0: as soon as it is out of touch. */
  readonly maxUnackedClients?: Input<number>;
  /** So many lease updates that the partner refuses, and failover ends (`terminated`). Default 10; 0: never. Since Kea 2.4. */
  readonly maxRejectedLeaseUpdates?: Input<number>;
  /** Default true. */
  readonly sendLeaseUpdates?: Input<boolean>;
  /** Default true. */
  readonly syncLeases?: Input<boolean>;
  /** Milliseconds. Default 60,000. */
  readonly syncTimeout?: Input<number>;
  /** Leases in one answer. Default 10,000. */
  readonly syncPageLimit?: Input<number>;
  /** Lease updates that are kept for a partner out of touch. Default 100 in load balancing, else 0. */
  readonly delayedUpdatesLimit?: Input<number>;
  /** Default false. */
  readonly waitBackupAck?: Input<boolean>;
  /** Whether the hook's listener takes failover's commands only. Default true since Kea 2.4, else false. */
  readonly restrictCommands?: Input<boolean>;
  /** Default true. */
  readonly requireClientCerts?: Input<boolean>;
  /** Threads of the hook's own. Default on since Kea 2.4, else off; then the partner is reached through its Control Agent. */
  readonly multiThreading?: Input<{
    readonly enableMultiThreading?: Input<boolean>;
    readonly httpDedicatedListener?: Input<boolean>;
    /** 0: as many as the server's. */
    readonly httpListenerThreads?: Input<number>;
    readonly httpClientThreads?: Input<number>;
  }>;
}

/** A running Windows DHCP Server, 2012 R2 (with Windows PowerShell 5.1) or later: read and written through the cmdlets of its module DhcpServer. */
export interface WindowsServer {
  readonly driver: "windows";
  /** The server: a DNS name, an IPv4 or IPv6 address; over ssh also a name of its configuration. May be left out with `over: "local"`: this machine. */
  readonly computerName?: Input<string>;
  /** Default `"ssh"`: the cmdlets run on the server, reached by the system's ssh. `"local"`: they run on this machine, which has the management tools, and speak to the server by RPC (`-ComputerName`). */
  readonly over?: Input<"ssh" | "local">;
  /** ssh: who logs on. Default: as ssh has it. */
  readonly user?: Input<string>;
  /** ssh: default 22, or as its configuration says. */
  readonly port?: Input<number>;
  /** ssh: a configuration file in place of the user's own (`ssh -F`), relative to the project's folder or absolute. Keys, jump hosts and known hosts stand there. */
  readonly sshConfig?: Input<string>;
  /** As in `FileServer`. */
  readonly backupDir?: Input<string>;
  /** MiB: the largest answer that is read from this server, at most 511. Default 256. */
  readonly sizeLimit?: Input<number>;
  /** How long one reading of this server may take, in seconds. Default 300. */
  readonly timeout?: Input<number>;
  /** Default true. `false`: option values and DNS settings of reservations are neither read nor replicated, which saves a call for each reservation. `"piped"`: one pipeline a scope asks whether any reservation in it has options; only where `docs/probe.ps1` showed that it does. */
  readonly reservationOptions?: Input<boolean | "piped">;
}

/** One DHCP server, reached through a driver. */
export type Server = KeaServer | WindowsServer | FileServer;
