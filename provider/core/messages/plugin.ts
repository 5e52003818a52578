// Errors of the provider as Pulumi's engine calls it: its configuration, functions and files.
import { listed, quoted, userError } from "./sentence.js";

export const pluginMessages = {
  ignoreChangesHides: (paths: readonly string[]) =>
    userError(
      "ignore-changes-hides",
      `ignoreChanges: ${listed(paths.map(quoted))} would hide differences that are then written ` +
        "to the partner all the same.",
      "List properties that may differ in keep, which leaves them alone.",
    ),
  providerSecretsInvalid: () =>
    userError(
      "provider-secrets-invalid",
      "dhcp-failover:secrets must be an object of names with texts.",
      "Set each one by its name: pulumi config set --secret --path " +
        "'dhcp-failover:secrets.PASSWORD'.",
    ),
  resourceTypeUnknown: (type: string) =>
    userError(
      "resource-type-unknown",
      `There is no resource type ${quoted(type)}.`,
      "Write dhcp-failover:index:FailoverReplication, FailoverScope or FailoverRelationship.",
    ),
  functionUnknown: (name: string) =>
    userError(
      "function-unknown",
      `There is no function ${quoted(name)}.`,
      "Call dhcp-failover:index:getScope or dhcp-failover:index:getFailover.",
    ),
  packageFileMissing: (name: string) =>
    userError(
      "package-file-missing",
      `${name} of this package is missing beside its program.`,
      "Install pulumi-dhcp-failover again.",
    ),
};
