const dhcp = require("pulumi-dhcp-failover");

const primary = { driver: "file", path: "dhcp1.conf", backupDir: "kept" };
const partner = { driver: "file", path: "dhcp2.conf", backupDir: "kept", release: "2.6" };
new dhcp.FailoverScope("offices", {
  primary,
  partner,
  scopeId: "10.0.1.0",
  keep: ["reservations.10.0.1.99"],
  secretNames: ["wifiKey"],
});
new dhcp.FailoverReplication("rest", {
  primary,
  partner,
  exclude: ["10.0.1.0"],
  keep: ["nextServer"],
  secretNames: ["wifiKey"],
});
