// The arguments that name a server. Any of them may be an output of another resource, except the
// driver.
import type { Input } from "@pulumi/pulumi";

/**
 * A configuration file that is used as a server; no server needs to run. Either ISC Kea's own
 * configuration, which is edited as text so that comments stay, or the XML that Export-DhcpServer
 * wrote on a Windows server.
 */
export interface FileServer {
  /** The kind of server. */
  readonly driver: "file";
  /**
   * Path of the file, absolute or relative to the project's folder (the one with `Pulumi.yaml`).
   * For Kea usually a copy of `/etc/kea/kea-dhcp4.conf`.
   */
  readonly path: Input<string>;
  /**
   * Format of the file. `"kea"`: Kea's JSON with comments, trailing commas and `<?include?>`.
   * `"windows"`: the XML of Export-DhcpServer. A write updates the export and adds
   * `replicate-<name>.ps1` beside it, a script for a person to review and run.
   * @defaultValue "kea"
   */
  readonly format?: Input<"kea" | "windows">;
  /**
   * Kea release that the file is for. Without it, new values are written in the form that every
   * release accepts. Not for Windows exports.
   * @defaultValue unknown
   */
  readonly release?: Input<"2.2" | "2.4" | "2.6" | "3.0" | "3.2">;
  /**
   * Interface of this server for each interface of the primary, such as `{ eth0: "ens192" }`.
   * Needed for new scopes whose interface has another name on this server.
   * @defaultValue the same names on both servers
   */
  readonly interfaces?: Input<Readonly<Record<string, Input<string>>>>;
  /**
   * Folder that receives a copy of this server's configuration before each write; the newest 20
   * copies stay. In a pipeline name a folder that outlives the job.
   * @defaultValue the user's state folder, `~/.local/state/pulumi-dhcp-failover`
   */
  readonly backupDir?: Input<string>;
  /**
   * Size in MiB of the largest file that is read, 1 to 511.
   * @defaultValue 256
   */
  readonly sizeLimit?: Input<number>;
}

/**
 * Reference to a secret: an environment variable of the process that runs pulumi, or a file,
 * absolute or relative to the project's folder. The secret itself never appears in the program or
 * in the state.
 */
export type Reference =
  | {
      /** Name of the environment variable. Either this or `file`. */
      readonly env: Input<string>;
    }
  | {
      /** Path of the file. Either this or `env`. */
      readonly file: Input<string>;
    };

/**
 * A running ISC Kea server, 2.2 or later, reached through its control channel. Its configuration is
 * read with `config-get` and written with one `config-set`.
 */
export interface KeaServer {
  /** The kind of server. */
  readonly driver: "kea";
  /**
   * Address of the control channel. `http://` or `https://`: the Control Agent or, since Kea 3.0,
   * the server's own HTTP socket. `unix:///path`: its Unix socket on this machine.
   * `ssh://user@host:port/path`: its Unix socket on another machine, to which the system's ssh logs
   * in and forwards. `ssh://user@host:port?http=8000`: a Control Agent on that port of the other
   * machine's loopback.
   */
  readonly url: Input<string>;
  /**
   * User name for HTTP basic authentication, together with `password`.
   * @defaultValue no authentication
   */
  readonly user?: Input<string>;
  /** Reference to the password for HTTP basic authentication, together with `user`. */
  readonly password?: Input<Reference>;
  /** TLS settings for `https://`, as references to PEM files or variables. */
  readonly tls?: Input<{
    /**
     * Certificates of the authority that signed the server's certificate.
     * @defaultValue the authorities that Node trusts
     */
    readonly ca?: Input<Reference>;
    /**
     * Certificate of this client, together with `key`.
     * @defaultValue no client certificate
     */
    readonly cert?: Input<Reference>;
    /** Private key of this client's certificate, not encrypted. */
    readonly key?: Input<Reference>;
  }>;
  /**
   * Path of an ssh configuration file in place of the user's own (`ssh -F`), for `ssh://`, absolute
   * or relative to the project's folder.
   * @defaultValue the user's own
   */
  readonly sshConfig?: Input<string>;
  /**
   * Runs `config-write` after each create, update or removal, so that a restart keeps the
   * configuration. If the server cannot write its file, every preview shows that as a difference
   * until it can. With `false` a restart restores the former configuration.
   * @defaultValue true
   */
  readonly persist?: Input<boolean>;
  /**
   * Chooses how a running server is changed. `"commands"`: by the commands of Kea's hook libraries
   * `libdhcp_subnet_cmds`, `libdhcp_host_cmds` and `libdhcp_class_cmds` (Kea 3.0 or later), which do
   * not interrupt failover; a change that has no command is an error. `"config-set"`: by one
   * `config-set`, which restarts failover on that server. `"auto"`: by commands where the server has
   * them and they suffice, otherwise by one `config-set`. The preview says which.
   * @defaultValue "auto"
   */
  readonly apply?: Input<"auto" | "commands" | "config-set">;
  /** As in `FileServer`. */
  readonly interfaces?: Input<Readonly<Record<string, Input<string>>>>;
  /**
   * As in `FileServer`. The copies contain the server's own passwords, so only their owner may read
   * them.
   */
  readonly backupDir?: Input<string>;
  /**
   * Size in MiB of the largest answer that is read from this server, 1 to 511.
   * @defaultValue 256
   */
  readonly sizeLimit?: Input<number>;
}

/**
 * Parameters of Kea's high availability hook (the manual's "libdhcp_ha.so: High Availability") for
 * both servers. A parameter that is left out takes Kea's default; names, addresses and the folder
 * keep their present value instead.
 */
export interface KeaRelationship {
  /**
   * Name of the primary in the relationship (`this-server-name`). In a hub no two relationships may
   * use the same name, so there the default begins with the relationship's name:
   * `branches-server1`.
   * @defaultValue server1
   */
  readonly primaryName?: Input<string>;
  /**
   * Name of the partner in the relationship.
   * @defaultValue server2, in a hub with the relationship's name in front
   */
  readonly partnerName?: Input<string>;
  /**
   * `http://` or `https://` address at which the primary's hook listens for the partner: an address
   * of the primary and a port that nothing else uses. Required when the relationship is created.
   */
  readonly primaryUrl?: Input<string>;
  /**
   * Address at which the partner's hook listens for the primary. Required when the relationship is
   * created.
   */
  readonly partnerUrl?: Input<string>;
  /**
   * Folder of the hook libraries on both servers.
   * @defaultValue the folder of the libraries that a server loads already; since Kea 3.0 Kea's own
   */
  readonly hooksDirectory?: Input<string>;
  /**
   * Loads the hook libraries `libdhcp_subnet_cmds`, `libdhcp_host_cmds` and `libdhcp_class_cmds` on
   * both servers, so that later changes are made by commands and do not interrupt failover (see
   * `apply` of a server). Kea 3.0 or later; an older server stays as it is. `false` leaves loaded
   * libraries as they are.
   * @defaultValue false
   */
  readonly commandHooks?: Input<boolean>;
  /**
   * User name with which the servers authenticate to each other (HTTP basic authentication),
   * together with `peerPassword`.
   * @defaultValue no authentication
   */
  readonly peerUser?: Input<string>;
  /** Reference to the password with which the servers authenticate to each other. */
  readonly peerPassword?: Input<Reference>;
  /**
   * TLS between the servers: paths of PEM files that exist on both servers.
   * @defaultValue no TLS
   */
  readonly peerTls?: Input<{
    /** Path of the certificate authority. */
    readonly ca?: Input<string>;
    /** Path of the server's certificate. */
    readonly cert?: Input<string>;
    /** Path of the certificate's private key. */
    readonly key?: Input<string>;
  }>;
  /**
   * Lets a server take over by itself when its partner does not answer.
   * @defaultValue true
   */
  readonly autoFailover?: Input<boolean>;
  /**
   * Milliseconds between two heartbeats. A `config-set` stops failover for about this long.
   * @defaultValue 10,000
   */
  readonly heartbeatDelay?: Input<number>;
  /**
   * Milliseconds without an answer after which the communication with the partner counts as
   * interrupted.
   * @defaultValue 60,000
   */
  readonly maxResponseDelay?: Input<number>;
  /**
   * Milliseconds for which a client may retry before it counts as unserved while the communication
   * is interrupted.
   * @defaultValue 10,000
   */
  readonly maxAckDelay?: Input<number>;
  /**
   * Number of unserved clients after which the partner counts as down. 0: as soon as the
   * communication is interrupted.
   * @defaultValue 10
   */
  readonly maxUnackedClients?: Input<number>;
  /**
   * Number of lease updates that the partner rejects before failover ends (`terminated`). 0: it
   * never ends for this reason. Since Kea 2.4.
   * @defaultValue 10
   */
  readonly maxRejectedLeaseUpdates?: Input<number>;
  /**
   * Sends lease updates to the partner.
   * @defaultValue true
   */
  readonly sendLeaseUpdates?: Input<boolean>;
  /**
   * Synchronizes the leases when a server starts.
   * @defaultValue true
   */
  readonly syncLeases?: Input<boolean>;
  /**
   * Milliseconds that the synchronization of leases may take.
   * @defaultValue 60,000
   */
  readonly syncTimeout?: Input<number>;
  /**
   * Number of leases in one answer during synchronization.
   * @defaultValue 10,000
   */
  readonly syncPageLimit?: Input<number>;
  /**
   * Number of lease updates that are queued for an unreachable partner.
   * @defaultValue 100 in load balancing, otherwise 0
   */
  readonly delayedUpdatesLimit?: Input<number>;
  /**
   * Waits for the answer of a backup server before a client is answered.
   * @defaultValue false
   */
  readonly waitBackupAck?: Input<boolean>;
  /**
   * Restricts the hook's listener to failover commands.
   * @defaultValue true since Kea 3.0, otherwise false
   */
  readonly restrictCommands?: Input<boolean>;
  /**
   * Requires a client certificate of the partner when TLS is in use.
   * @defaultValue true
   */
  readonly requireClientCerts?: Input<boolean>;
  /** Threads of the hook itself. Without them the partner is reached through its Control Agent. */
  readonly multiThreading?: Input<{
    /**
     * Turns the hook's threads on.
     * @defaultValue true since Kea 2.4, otherwise false
     */
    readonly enableMultiThreading?: Input<boolean>;
    /**
     * Opens a listener of the hook itself for the partner.
     * @defaultValue true since Kea 2.4, otherwise false
     */
    readonly httpDedicatedListener?: Input<boolean>;
    /**
     * Number of threads that answer the partner. 0: as many as the server uses.
     * @defaultValue 0
     */
    readonly httpListenerThreads?: Input<number>;
    /**
     * Number of threads that ask the partner. 0: as many as the server uses.
     * @defaultValue 0
     */
    readonly httpClientThreads?: Input<number>;
  }>;
}

/**
 * A running Windows DHCP Server, 2012 R2 (with Windows PowerShell 5.1) or later, read and written
 * through the cmdlets of its DhcpServer module.
 */
export interface WindowsServer {
  /** The kind of server. */
  readonly driver: "windows";
  /**
   * DNS name, IPv4 or IPv6 address of the server; over ssh also a host name from the ssh
   * configuration. May be left out with `over: "local"`: then it is this machine.
   */
  readonly computerName?: Input<string>;
  /**
   * How the cmdlets are run. `"ssh"`: on the server, reached with the system's ssh. `"local"`: on
   * this machine, which has the management tools installed and reaches the server by RPC
   * (`-ComputerName`).
   * @defaultValue "ssh"
   */
  readonly over?: Input<"ssh" | "local">;
  /**
   * User name for ssh.
   * @defaultValue as the ssh configuration says
   */
  readonly user?: Input<string>;
  /**
   * Port for ssh.
   * @defaultValue 22, or as the ssh configuration says
   */
  readonly port?: Input<number>;
  /**
   * Path of an ssh configuration file in place of the user's own (`ssh -F`), absolute or relative
   * to the project's folder. Keys, jump hosts and known hosts are configured there.
   * @defaultValue the user's own
   */
  readonly sshConfig?: Input<string>;
  /** As in `FileServer`. */
  readonly backupDir?: Input<string>;
  /**
   * Size in MiB of the largest answer that is read from this server, 1 to 511.
   * @defaultValue 256
   */
  readonly sizeLimit?: Input<number>;
  /**
   * Seconds that one reading of this server may take.
   * @defaultValue 300
   */
  readonly timeout?: Input<number>;
  /**
   * How option values and DNS settings of reservations are read. `true`: with one call for each
   * reservation. `false`: they are neither read nor replicated. `"piped"`: one pipeline for each
   * scope first finds out whether any of its reservations has options; use it only if
   * `docs/probe.ps1` showed that it works on this server.
   * @defaultValue true
   */
  readonly reservationOptions?: Input<boolean | "piped">;
}

/** One DHCP server, reached through a driver. */
export type Server = KeaServer | WindowsServer | FileServer;
