// What the package's own command says.
import {
  alternatives,
  didYouMean,
  listed,
  pathText,
  quoted,
  userError,
  oneOrMany,
} from "./sentence.js";

const seeHelp = "Run pulumi-dhcp-failover --help for the commands and options.";

/** A command that is not understood; a program that calls it is told so by another exit code. */
export const usage = (sentence: string, remedy = seeHelp) => userError("usage", sentence, remedy);

const helpText = `pulumi-dhcp-failover check PRIMARY PARTNER [options]     Do two DHCP servers differ? Nothing is written.
pulumi-dhcp-failover init --primary SERVER --partner SERVER [options]
pulumi-dhcp-failover init --from REPORT [options]
pulumi-dhcp-failover undo SERVER [--to TIME] [options]
pulumi-dhcp-failover pull SCOPE... --primary SERVER --partner SERVER [options]
pulumi-dhcp-failover explain ADDRESS|CLIENT --primary SERVER --partner SERVER [options]

A server is http://, https://, unix:// or ssh://user@host/run/kea/kea4-ctrl-socket of a running Kea server, windows://user@host of a
Windows server over ssh, the path of Kea's configuration file, or that of a Windows server's export (.xml).

check
Compares everything: all scopes, what only one server has, what stands outside scopes, and failover. It needs no Pulumi.
Exit codes: 0 in sync, 7 they differ, 1 it could not be told, 2 wrong usage.

  PRIMARY PARTNER...     each partner is compared with the primary
  --pair PRIMARY,PARTNER more pairs, each with --pair
  --stack-file FILE      the servers of a Pulumi.<stack>.yaml, with their credentials, keep and names
  --ignore WORD          leave out: settings (all outside scopes), scopes, only-on-primary, only-on-partner, failover, health, a scope
                         such as 10.0.1.0/24, or a property such as options.dhcp4:66; several with commas or several --ignore
  --json[=FILE]          the answer as JSON; likewise --text, --markdown, --junit, --html, --prometheus and --nagios.
                         One is printed (--text, unless another one has no file), any number goes to files
  --quiet                print nothing where the servers are in sync

init
Reads two servers and writes a Pulumi project into this folder that keeps the second as the first: package.json, Pulumi.yaml,
index.js and Pulumi.<stack>.yaml. Nothing is written to the servers, and no file is written over.

  --primary SERVER       copied from
  --partner SERVER       compared with it, and written; of a hub several, each with --partner
  --from REPORT          in place of both: the servers of a report that check --json wrote
  --stack NAME           the stack (production)
  --yaml                 one Pulumi.yaml for the provider plugin, without Node, in place of the four files
  --print                writes nothing: prints the files or, in a folder that has a project, what to add to it

undo
Lists the configurations of a server that were kept before writes, and what differs now. With --to it shows the way back, asks, writes,
and reads the server again.

  --to TIME              the time of a kept configuration, its beginning, or its folder
  --backup-dir PATH      the folder of the kept configurations, where the program sets backupDir
  --yes                  writes without a question
  --force                passes over the guards, as force: true in a program

pull
Copies what the partner holds in these scopes to the primary. It shows the changes, asks, writes, and reads the server again.

  --only PROPERTY        only this property, as a preview names it: reservations.10.0.1.14; may be given several times
  --backup-dir, --yes, --force   as above

explain
Tells what each server would give to an IP address or to a client (hardware address, client identifier or host name), and where each
value comes from. Nothing is written.

  --scope SCOPE          the scope of a client without a reservation
  --json                 for programs

Access, for all commands:

  --user NAME            for http:// and https://, on all servers, together with one of
  --password-env NAME      the environment variable that holds the password
  --password-file PATH     the file that holds it
  --ca PATH              for https://, on all servers, in PEM: the authority that signed their certificates
  --cert PATH --key PATH   this client's certificate and key
  --ssh-config PATH      for ssh:// and windows://, on all servers: an ssh configuration file in place of the user's own
  --help, --version
`;

export const commandMessages = {
  commandHelp: () => helpText,
  usageOption: (why: string) => usage(`${why}.`),
  usageCommand: (command: string | undefined, known: readonly string[]) =>
    command === undefined
      ? usage(`No command was given. The commands are: ${alternatives(known)}.`)
      : usage(
          `There is no command ${quoted(command)}; there is ${alternatives(known)}.`,
          `${didYouMean(command, known)}${seeHelp}`,
        ),
  usageUnknown: (option: string, known: readonly string[]) =>
    usage(
      `There is no option --${option}.`,
      `${didYouMean(option, known, (name) => `--${name}`)}${seeHelp}`,
    ),
  usageTooMany: (words: readonly string[]) =>
    usage(`init takes options only, but ${listed(words.map(quoted), 3)} is not an option.`),
  usageForeign: (command: string, option: string) =>
    usage(`--${option} is no option of ${command}.`),
  usageServer: (command: string) =>
    usage(
      `${command} needs a server.`,
      `Give the address or the configuration file of one, such as ${command} ` +
        "https://dhcp2.example.com:8000.",
    ),
  usageQuestion: () =>
    usage(
      "explain needs an address or a client.",
      "Give an IP address, a hardware address, a client identifier or a host name.",
    ),
  usageScopes: () =>
    usage("pull needs a scope.", "Give the network address of one, such as 10.0.1.0."),
  usageOneServer: () =>
    usage("--to is given with several servers.", "Go back on one server at a time."),
  usageMissing: (option: string) =>
    usage(
      `--${option} is missing.`,
      `Give the address or the configuration file of a server, such as --${option} ` +
        `https://dhcp1.example.com:8000 or --${option} kea-dhcp4.conf.`,
    ),
  usageTwice: (option: string) => usage(`--${option} is given more than once.`, "Give it once."),
  usageEmpty: (option: string) => usage(`--${option} is empty.`, "Give it a value, or omit it."),
  usageTogether: (given: string, missing: string) =>
    usage(`--${given} is given without ${missing}.`, "Give both, or neither."),
  usageEither: (one: string, other: string) =>
    usage(`--${one} and --${other} are both given.`, "Give one of them."),
  usageNowhere: (option: string, schemes: string) =>
    usage(
      `--${option} has no effect here: it applies to servers whose address begins with ${schemes}.`,
      "Remove it, or correct the addresses.",
    ),
  usageStack: (name: string) =>
    usage(
      `--stack: ${quoted(name)} is not a stack name.`,
      "Use letters, digits, hyphens, underscores and dots.",
    ),
  usageScheme: (option: string, text: string) =>
    usage(
      `--${option}: there is no file ${quoted(text)}.`,
      `If it is a server's address, write http://${pathText(text)} or https://${pathText(text)}.`,
    ),

  filesThere: (paths: readonly string[], folder: string) =>
    userError(
      "files-exist",
      `${oneOrMany(paths, "There is", "There are")} ${listed(paths.map(pathText))} in ` +
        `${pathText(folder)} already, and existing files are not overwritten.`,
      "Go to an empty folder, or run init with --print: " +
        "it shows what to add to the project that is there.",
    ),

  foundTwice: (one: string, other: string) =>
    userError("same-server", `${one} and ${other} are the same server.`, "Name each server once."),
  partnerUntold: (partner: string, primary: string) =>
    userError(
      "partner-without-relationship",
      `${partner} has no failover relationship of its own with ${primary}. ` +
        "With several partners, each needs one.",
      "Give one --partner, and create a project for each partner.",
    ),

  // ---- what was found ----
  foundServer: (name: string, label: string, software: string | undefined, scopes: number) =>
    [
      `${name}: ${label}`,
      ...(software === undefined ? [] : [software]),
      oneOrMany(scopes, "1 scope", `${scopes} scopes`),
    ].join(", "),
  foundNoRelationship: (primary: string) =>
    `${primary} has no failover relationship: every scope is replicated.`,
  foundRelationship: (name: string, mode: string, states: readonly string[]) =>
    `Failover relationship ${quoted(name)}, ` +
    `${mode}${states.length > 0 ? `: ${states.join(", ")}` : ""}.`,
  foundState: (server: string, state: string) => `${server} reports ${quoted(state)}`,
  foundChosen: (names: readonly string[]) =>
    `The two share ${listed(names.map(quoted))}: only the scopes of these relationships are ` +
    "replicated.",
  foundDifferences: (
    scopes: number,
    differing: readonly string[],
    elsewhere: readonly string[],
  ) => {
    const count = differing.length;
    const among =
      count === 0
        ? `No failover scope of ${scopes} differs`
        : `${count} of ${scopes} failover ${oneOrMany(scopes, "scope", "scopes")} ` +
          `${oneOrMany(count, "differs", "differ")}: ${listed(differing, 10)}`;
    return elsewhere.length === 0 ? `${among}.` : `${among}. Outside scopes: ${listed(elsewhere)}.`;
  },
  foundSettings: (primary: string, partner: string, count: number) =>
    `Outside scopes, ${partner} differs from ${primary} in ` +
    `${oneOrMany(count, "one place", `${count} places`)}, which the project reports but does ` +
    'not write. Set serverSettings: "replicate" to write them.',
  foundStraysByPart: (primary: string, partner: string, scopes: readonly string[]) =>
    `${partner} has ${oneOrMany(scopes, "a scope", `${scopes.length} scopes`)} that ` +
    `${primary}, an export of selected scopes, does not have: ${listed(scopes, 10)}. ` +
    "Its server may have more.",
  foundStrays: (primary: string, partner: string, scopes: readonly string[]) => {
    const [count, them] =
      scopes.length === 1 ? ["a scope", "it"] : [`${scopes.length} scopes`, "them"];
    return (
      `${partner} has ${count} that ${primary} does not have: ${listed(scopes, 10)}. ` +
      `The project reports ${them} but does not remove ${them}. Set prune: ` +
      `true to remove ${them}.`
    );
  },
  previewRefuses: (why: string) => `A preview currently fails: ${why}`,
  wrote: (paths: readonly string[]) => `Written: ${listed(paths)}.`,
  packageFile: (path: string) =>
    `package.json installs this package from ${pathText(path)}: keep that file, ` +
    "or move it into this folder and correct the path.",
  pluginNeeded: (version: string) =>
    `Pulumi runs it with the provider plugin dhcp-failover ${version}, which pulumi plugin install ` +
    "takes from the archive of npm run plugin, and Pulumi finds on the PATH: docs/yaml.md.",
  nextSteps: (stack: string, backend: boolean, first: readonly string[]) =>
    [
      "Next, here:",
      ...first.map((line) => `  ${line}`),
      ...(backend
        ? []
        : [
            "  pulumi login --local        # if you are not logged in yet; " +
              "keeps the state on this machine, encrypted with a passphrase of your choice",
          ]),
      `  pulumi stack init ${stack}`,
      "  pulumi preview --diff",
    ].join("\n"),
};
