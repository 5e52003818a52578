// Where the provider plugin is in dist/, and its name, by which Pulumi finds it.

export const pluginFolder = "plugin";
export const pluginName = "pulumi-resource-dhcp-failover";
