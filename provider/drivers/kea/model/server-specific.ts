// Server-specific parameters, which are never compared or copied, and why.

/** Parameters of `Dhcp4` that belong to one server. All others are replicated, known or not. */
export const serverSpecific: Readonly<Record<string, string>> = {
  "config-control": "where this server fetches configuration from, with passwords",
  "control-socket": "this server's address: a copy would make it unreachable",
  "control-sockets": "this server's address: a copy would make it unreachable",
  "dhcp-ddns": "this server's DNS updater; its former values for scopes are read as global values",
  "dhcp-queue-control": "sized for this machine",
  "dhcp4o6-port": "a port of this machine",
  hash: "a fingerprint of the answer, not a setting",
  "hooks-libraries":
    "paths of this machine, its name and credentials in failover; the relationship is read from it",
  "hosts-database": "this server's access to a database, with its password",
  "hosts-databases": "this server's access to a database, with its password",
  "interfaces-config": "interfaces of this machine",
  "lease-database": "where this machine keeps leases",
  loggers: "files and levels of this machine",
  "multi-threading": "sized for this machine",
  "server-tag": "the name by which a database knows this server",
};

/**
 * The name in a subnet's or shared network's `user-context` that is server-specific. In a hub, the
 * name of either peer stands for the relationship.
 */
export const failoverPeer = "ha-server-name";
