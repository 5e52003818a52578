import * as dhcp from "pulumi-dhcp-failover";

// What the scopes are to be stands in a file under version control; both servers of the pair are its partners. Nobody edits a server any
// more: a change is a commit, its preview tells what it does to each server, and what is edited by hand all the same is found as drift.
const primary: dhcp.Server = { driver: "file", path: "scopes.conf" };

const dhcp1 = new dhcp.FailoverReplication("dhcp1", {
  primary,
  partner: { driver: "file", path: "dhcp1.conf", backupDir: "kept" },
});
// One server after the other: the second is written once the first holds what it should.
new dhcp.FailoverReplication(
  "dhcp2",
  { primary, partner: { driver: "file", path: "dhcp2.conf", backupDir: "kept" } },
  { dependsOn: [dhcp1] },
);
