import * as dhcp from "pulumi-dhcp-failover";

// Two Kea configuration files. What dhcp1 says of its scopes, dhcp2 is to say too.
const all = new dhcp.FailoverReplication("headquarters", {
  primary: { driver: "file", path: "dhcp1.conf" },
  partner: { driver: "file", path: "dhcp2.conf" },
});

export const replicated = all.replicated;
