// What `check` says beside its report.
import { usage } from "./commands.js";
import {
  alternatives,
  didYouMean,
  listed,
  pathText,
  quoted,
  userError,
  UserError,
  oneOrMany,
} from "./sentence.js";

export const checkMessages = {
  checkNothing: () =>
    usage(
      "check needs two servers or more.",
      "Name the primary and its partner, such as check https://dhcp1:8000 https://dhcp2:8000, " +
        "or give --stack-file Pulumi.production.yaml.",
    ),
  checkOneServer: (server: string) =>
    usage(
      `check was given one server, ${quoted(server)}.`,
      "Name the server to compare it with as well.",
    ),
  checkPairOption: (text: string) =>
    usage(
      `--pair: ${quoted(text)} is not two servers.`,
      "Write the primary, a comma and the partner, such as --pair dhcp1.conf,dhcp2.conf.",
    ),
  checkIgnore: (word: string, known: readonly string[]) =>
    usage(
      `--ignore: ${quoted(word)} is not a property.`,
      `${didYouMean(word, known)}Write ${alternatives(known)}, a scope such as 10.0.1.0/24, ` +
        "or a property as check shows its path in --json, such as options.dhcp4:66.",
    ),
  checkOutputs: (options: readonly string[]) =>
    usage(
      `${listed(options.map((option) => `--${option}`))} would all be printed.`,
      `Give all but one a file, such as --${options[0]}=report.`,
    ),
  checkOutputTwice: (path: string) =>
    usage(`Two outputs go to ${pathText(path)}.`, "Give each a file of its own."),

  stackFileNotYaml: (path: string, why: string) =>
    userError(
      "stack-file-invalid",
      `${pathText(path)} is not valid YAML: ${why}.`,
      "Correct the file.",
    ),
  stackFileWithoutConfig: (path: string, namespace: string) =>
    userError(
      "stack-file-empty",
      `${pathText(path)} has no ${namespace} keys under config.`,
      `Name a stack file that declares servers under ${namespace}:servers. ` +
        "A program in TypeScript keeps them elsewhere: " +
        "name the two servers on the command line instead.",
    ),
  stackFileSecure: (path: string, key: string) =>
    userError(
      "stack-file-secure",
      `${key} in ${pathText(path)} is encrypted, and only Pulumi can decrypt it. ` +
        "check does without Pulumi.",
      'Put a reference in its place, such as { env: "DHCP_PASSWORD" } or { file: ' +
        '"/etc/dhcp/password" }, and set that variable or file for check.',
    ),
  inStackFile: (path: string, error: UserError) =>
    new UserError(error.code, `${pathText(path)}: ${error.text}`, { cause: error }),

  optionsUnreadable: (options: readonly string[]) =>
    userError(
      "option-unreadable",
      `Nobody can tell whether ${listed(options)} differs, because a server does not return ` +
        "the value.",
      "Compare it by hand, and leave it out with --ignore.",
    ),
  scopesOfOthers: (primary: string, count: number) =>
    `${oneOrMany(count, "1 scope is", `${count} scopes are`)} not compared: ` +
    `${primary} shares ${oneOrMany(count, "it", "them")} with other servers.`,
  allButChosen: (names: readonly string[], scopes: readonly string[]) =>
    `all but ${[...names.map((name) => `the scopes of ${quoted(name)}`), ...scopes].join(", ")}`,
  ignoreUnused: (word: string, known: readonly string[]) =>
    `--ignore ${quoted(word)} names nothing on these servers. ${didYouMean(word, known)}`.trimEnd(),
  partsMissing: (server: string) =>
    `${server} is an export of selected scopes: its server may have more than it holds.`,
};
