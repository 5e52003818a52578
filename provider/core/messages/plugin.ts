// Errors of the provider as Pulumi's engine calls it: its configuration, functions and files.
import { listed, quoted, userError } from "./sentence.js";

export const pluginMessages = {
  ignoreChangesHides: (paths: readonly string[]) =>
    userError(
      "ignore-changes-hides",
      `ignoreChanges: ${listed(paths.map(quoted))} would hide differences ` +
        "that are then written to the partner all the same.",
      "List properties that may differ in keep, which leaves them alone.",
    ),
  operationInterrupted: () =>
    userError("operation-interrupted", "The operation was interrupted.", "Run it again."),
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
  importIdInvalid: (type: string, id: string, third: string | undefined) =>
    userError(
      "import-id-invalid",
      `${quoted(id)} is no id of a ${type}.`,
      `Write '<primary>=><partner>${third === undefined ? "" : `=><${third}>`}', each server as an ` +
        "address, a path, or an object of JSON with its arguments.",
    ),
  importServerInvalid: (text: string) =>
    userError(
      "import-server-invalid",
      `${quoted(text)} begins like an object of JSON and is none.`,
      'Write one such as {"driver": "file", "path": "dhcp1.conf"}.',
    ),
  importedDifferent: (label: string) =>
    `${label} differs from its primary. It is imported as it is; the next update makes it equal.`,
  packageFileMissing: (name: string) =>
    userError(
      "package-file-missing",
      `${name} of this package is missing beside its program.`,
      "Install pulumi-dhcp-failover again.",
    ),
};
