// What the two servers of the pair are told, and their control agents. Somebody "fixed" things on dhcp2 and told nobody.

import { join } from "node:path";

export const names = ["dhcp1", "dhcp2"];

export const user = "pulumi";

const printer1 = {
  "hw-address": "02:00:00:00:01:0d",
  "ip-address": "10.0.1.13",
  hostname: "printer-1",
};
const printer2 = {
  "hw-address": "02:00:00:00:01:0e",
  "ip-address": "10.0.1.14",
  hostname: "printer-2",
};
const laptop = {
  "hw-address": "02:00:00:00:01:63",
  "ip-address": "10.0.1.99",
  hostname: "borrowed-laptop",
};

/** In what the two differ. */
const told = {
  dhcp1: {
    resolvers: "10.0.0.53, 10.0.0.54",
    reservations: [printer1, printer2],
    telephones: 86400,
  },
  dhcp2: { resolvers: "10.0.0.8", reservations: [printer1, laptop], telephones: 7200 },
};

const serves = ({ resolvers, reservations, telephones }) => ({
  "valid-lifetime": 3600,
  "client-classes": [
    {
      name: "phones",
      test: "substring(option[60].hex, 0, 6) == 'Aastra'",
      "next-server": "10.0.2.5",
    },
  ],
  subnet4: [
    {
      id: 1,
      subnet: "10.0.1.0/24",
      "valid-lifetime": 28800,
      pools: [{ pool: "10.0.1.100 - 10.0.1.199" }],
      "option-data": [
        { name: "routers", data: "10.0.1.1" },
        { name: "domain-name-servers", data: resolvers },
      ],
      reservations,
    },
    {
      id: 2,
      subnet: "10.0.2.0/24",
      "valid-lifetime": telephones,
      pools: [{ pool: "10.0.2.100 - 10.0.2.199", "client-class": "phones" }],
      "option-data": [{ name: "routers", data: "10.0.2.1" }],
    },
  ],
});

/** Four ports of the loopback: by the first two the servers take commands, on the others they listen for each other. */
export const portsFrom = (first) => ({
  commands: { dhcp1: first, dhcp2: first + 1 },
  failover: { dhcp1: first + 2, dhcp2: first + 3 },
});

/** Kea 3 takes commands over HTTP itself; before, a control agent does, and passes them on through the server's unix socket. */
export const hasAgent = (version) => Number.parseInt(version, 10) < 3;

export const socketIn = (folder) => join(folder, "kea-dhcp4.sock");

/** `interfaces: []`: no DHCP socket is opened, so the pair answers no client and needs no rights. */
const server = (name, { version, hooks, folder, ports, password }) => ({
  Dhcp4: {
    "interfaces-config": { interfaces: [] },
    ...(hasAgent(version)
      ? { "control-socket": { "socket-type": "unix", "socket-name": socketIn(folder) } }
      : {
          "control-sockets": [
            {
              "socket-type": "http",
              "socket-address": "127.0.0.1",
              "socket-port": ports.commands[name],
              ...asking(password),
            },
          ],
        }),
    "lease-database": { type: "memfile", name: join(folder, "kea-leases4.csv"), "lfc-interval": 0 },
    "multi-threading": { "enable-multi-threading": true },
    "hooks-libraries": [
      { library: join(hooks, "libdhcp_lease_cmds.so") },
      {
        library: join(hooks, "libdhcp_ha.so"),
        parameters: { "high-availability": [relationship(name, ports.failover)] },
      },
    ],
    ...serves(told[name]),
  },
});

const controlAgent = (name, { folder, ports, password }) => ({
  "Control-agent": {
    "http-host": "127.0.0.1",
    "http-port": ports.commands[name],
    ...asking(password),
    "control-sockets": { dhcp4: { "socket-type": "unix", "socket-name": socketIn(folder) } },
  },
});

const asking = (password) => ({
  authentication: { type: "basic", realm: "kea", clients: [{ user, password }] },
});

/** A heartbeat each second instead of Kea's ten: the failover is back sooner after a write. */
const relationship = (name, ports) => ({
  "user-context": { name: "headquarters" },
  "this-server-name": name,
  mode: "hot-standby",
  "heartbeat-delay": 1000,
  "multi-threading": { "enable-multi-threading": true, "http-dedicated-listener": true },
  peers: names.map((peer) => ({
    name: peer,
    url: `http://127.0.0.1:${ports[peer]}/`,
    role: peer === "dhcp1" ? "primary" : "standby",
  })),
});

/** What each program is told, by its name. */
export const configurations = { "kea-dhcp4": server, "kea-ctrl-agent": controlAgent };
