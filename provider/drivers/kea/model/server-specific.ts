// Server-specific parameters: never compared, never copied, and why.

/** Names in `Dhcp4` that are the server's own business. All others travel, known or not. */
export const serverSpecific: Readonly<Record<string, string>> = {
  "config-control": "where this server fetches configuration from, with passwords",
  "control-socket": "this server's address: a copy would make it unreachable",
  "control-sockets": "this server's address: a copy would make it unreachable",
  "dhcp-ddns":
    "the way to this server's own DNS updater; what it used to say of scopes is read as the global values that replaced it",
  "dhcp-queue-control": "sized for this machine",
  "dhcp4o6-port": "a port of this machine",
  hash: "a fingerprint of the answer, not a setting",
  "hooks-libraries":
    "paths of this machine, and in the failover hook the server's own name and credentials; the relationship is read from it",
  "hosts-database": "this server's access to a database, with its password",
  "hosts-databases": "this server's access to a database, with its password",
  "interfaces-config": "network cards of this machine",
  "lease-database": "where this machine keeps leases",
  loggers: "files and levels of this machine",
  "multi-threading": "sized for this machine",
  "server-tag": "the name by which a database knows this server",
};

/**
 * Names in a subnet's or shared network's `user-context` that are a server's own: in a hub, either
 * peer's name means the relationship.
 */
export const failoverPeer = "ha-server-name";
