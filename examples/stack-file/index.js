// What is replicated stands in Pulumi.<stack>.yaml.
require("pulumi-dhcp-failover/stack");
