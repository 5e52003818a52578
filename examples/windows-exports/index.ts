import * as dhcp from "pulumi-dhcp-failover";

// Two exports of Windows DHCP servers. What dhcp1 says of its scopes, dhcp2 is to say too.
const all = new dhcp.FailoverReplication("headquarters", {
  primary: { driver: "file", format: "windows", path: "dhcp1.xml" },
  partner: { driver: "file", format: "windows", path: "dhcp2.xml" },
});

export const replicated = all.replicated;
