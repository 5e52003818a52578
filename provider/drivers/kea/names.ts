// Kea's own names: of the DHCPv4 server, its configuration's keywords, its commands and its hook
// libraries. All that is different for another family of addresses stands in `dhcpv4`.

export const dhcpv4 = {
  /** The object that holds the whole configuration, in a file and in an answer of config-get. */
  root: "Dhcp4",
  /** The server as a Control Agent knows it. */
  service: "dhcp4",
  /** The space of the standard options, which options are in where none is given. */
  optionSpace: "dhcp4",

  /** Keywords of objects and lists that hold others. */
  keywords: {
    classes: "client-classes",
    configControl: "config-control",
    formerDdns: "dhcp-ddns",
    hookLibraries: "hooks-libraries",
    hostsDatabase: "hosts-database",
    hostsDatabases: "hosts-databases",
    interfaces: "interfaces-config",
    multiThreading: "multi-threading",
    optionDefinitions: "option-def",
    options: "option-data",
    pools: "pools",
    reservations: "reservations",
    sharedNetworks: "shared-networks",
    subnets: "subnet4",
    userContext: "user-context",

    /** Keywords of single values that several files read or write. */
    comment: "comment",
    csvFormat: "csv-format",
    ipAddress: "ip-address",
    neverSend: "never-send",
    reservationMode: "reservation-mode",
  },

  commands: {
    configGet: "config-get",
    configHashGet: "config-hash-get",
    configSet: "config-set",
    configTest: "config-test",
    configWrite: "config-write",
    haReset: "ha-reset",

    /** Commands that change one object, since 3.0. */
    classAdd: "class-add",
    classDelete: "class-del",
    classUpdate: "class-update",
    networkAdd: "network4-add",
    networkDelete: "network4-del",
    networkSubnetAdd: "network4-subnet-add",
    networkSubnetDelete: "network4-subnet-del",
    reservationAdd: "reservation-add",
    reservationDelete: "reservation-del",
    reservationUpdate: "reservation-update",
    subnetAdd: "subnet4-add",
    subnetDelete: "subnet4-del",
    subnetUpdate: "subnet4-update",
    leasesByPage: "lease4-get-page",
    leasesOfSubnets: "lease4-get-all",
    leaseStatistics: "stat-lease4-get",
    listCommands: "list-commands",
    statistic: "statistic-get",
    statistics: "statistic-get-all",
    status: "status-get",
    version: "version-get",
  },

  /** Files of hook libraries, and the parameter of the failover hook that holds relationships. */
  hooks: {
    classCommands: "libdhcp_class_cmds.so",
    failover: "libdhcp_ha.so",
    hostCommands: "libdhcp_host_cmds.so",
    leaseCommands: "libdhcp_lease_cmds.so",
    subnetCommands: "libdhcp_subnet_cmds.so",
    relationships: "high-availability",
  },
} as const;

/** The commands that change nothing on a server. Any other one is a step of a write. */
export const readCommands: ReadonlySet<string> = new Set<string>([
  dhcpv4.commands.configGet,
  dhcpv4.commands.configHashGet,
  dhcpv4.commands.leasesByPage,
  dhcpv4.commands.leasesOfSubnets,
  dhcpv4.commands.leaseStatistics,
  dhcpv4.commands.listCommands,
  dhcpv4.commands.statistic,
  dhcpv4.commands.statistics,
  dhcpv4.commands.status,
  dhcpv4.commands.version,
]);

export const { commands, hooks, keywords, optionSpace } = dhcpv4;
