import { Config } from "@pulumi/pulumi";
import * as dhcp from "pulumi-dhcp-failover";

// Two running Windows DHCP servers, each reached over ssh. What the primary says of the relationship's scopes, the partner is to say too.
const config = new Config();
const server = (name: string): dhcp.Server => ({
  driver: "windows",
  ...config.requireObject<Omit<dhcp.WindowsServer, "driver">>(name),
});

const replication = new dhcp.FailoverReplication("sfo-sin", {
  primary: server("primary"),
  partner: server("partner"),
  names: [config.require("relationship")],
});

export const replicated = replication.replicated;
