// Errors and warnings about what a Kea configuration says.
import { listed, quoted, userError, oneOrMany } from "../../../core/messages/sentence.js";

export const keaConfigurationMessages = {
  keaShape: (where: string, wanted: string) =>
    userError(
      "kea-shape",
      `${where} is not ${wanted}.`,
      "Correct it; kea-dhcp4 -t shows what else Kea would refuse.",
    ),
  keaDuplicateKey: (
    where: string,
    what: string,
    key: string,
    [first, second]: readonly [first: string, second: string],
  ) =>
    userError(
      "kea-duplicate-key",
      `${where} has two ${what} with the same key, ${key}: ${quoted(first)} and ${quoted(second)}.`,
      "Remove one of them.",
    ),
  keaOptionUnknown: (where: string, space: string, name: unknown) =>
    userError(
      "kea-option-unknown",
      `${where} sets the option ${quoted(name)} of the option space ${quoted(space)}, ` +
        "which neither Kea nor this configuration defines.",
      "Define it in option-def, or use its code.",
    ),
  keaOptionTwice: (
    where: string,
    key: string,
    {
      release,
      known,
      last,
    }: { readonly release: string; readonly known: boolean; readonly last: boolean },
  ) =>
    `${where} has the option ${key} more than once with different values. Kea before 3.0 ` +
    "sends clients the last one, Kea 3.0 and later the first one; the " +
    `${last ? "last" : "first"} one is compared here, ` +
    (known
      ? `because this is Kea ${release}`
      : `because the file is read as one of Kea ${release}: set release if that is wrong`) +
    ". Remove the others.",
  keaClassesIgnored: (where: string, key: string) =>
    `${where} withholds the option ${key} from all clients: Kea ignores the client-classes of ` +
    "an option with never-send and without data. Give it data to withhold it from these " +
    "classes alone, or remove client-classes.",
  keaReadInPart: (scope: string, why: string) =>
    `${scope} cannot be replicated until this error is corrected: ${why}`,
  keaHexInvalid: (where: string) =>
    userError(
      "kea-hex-invalid",
      `${where} is given as bytes, but its value is not hexadecimal.`,
      "Write digits such as 0a1b or 0a:1b, or a string in single quotes.",
    ),
  keaClientMissing: (where: string, address: string | undefined) =>
    userError(
      "kea-client-missing",
      `${where} has a reservation${address === undefined ? "" : ` of ${address}`} without ` +
        "a client identifier.",
      "Give it a hw-address, duid, client-id, circuit-id or flex-id.",
    ),
  keaReleaseOfExport: (where: string) =>
    userError(
      "kea-release-of-export",
      `${where} is a Kea release, but the file is not a Kea configuration.`,
      "Remove release.",
    ),
  // Mistakes that Kea takes without a word.
  keaHostBits: (text: string, id: string) =>
    `The subnet ${text} is an address within ${id}. Kea reads it as ${id}, and so does ` +
    "this comparison.",
  keaOverlap: (pairs: readonly string[]) =>
    `Subnets overlap: ${listed(pairs)}. Kea accepts this without an error and may serve ` +
    "a client from either subnet.",
  keaClassUndefined: (name: string, where: readonly string[]) =>
    `The class ${quoted(name)} is not defined, but ${listed(where, 4)} ` +
    `${oneOrMany(where, "uses", "use")} it. Unless a hook assigns it, no client will ` +
    "ever match it.",
  keaNegativeLifetime: (where: readonly string[]) =>
    `A lifetime is negative in ${listed(where)}: Kea reads -1 as infinite, and other ` +
    "negative numbers as more than a hundred years.",
  keaBytesUntold: (where: readonly string[]) =>
    `${listed(where)}: if this option was written as bytes, this server does not return ` +
    "them, and a configuration sent to it would lose them. Define the option as binary " +
    "in option-def.",
  keaBytesKept: (where: string, release: string) =>
    `${where} is written as bytes, which Kea ${release} accepts but does not return: ` +
    "they could not be compared, and config-write would lose them. Define the option as " +
    "binary in option-def of both servers, or name it in keep if the partner has its own " +
    "value.",
  keaHostsDatabase: () =>
    "Reservations that this server stores in a database (hosts-databases) are not compared.",
  keaConfigDatabase: () =>
    "its configuration comes from a database (config-databases), and Kea does not keep " +
    "changes that are written over it.",
  keaCommentsLost: (path: string, count: number) =>
    oneOrMany(
      count,
      `${path}: one comment belongs to a removed entry and is removed with it.`,
      `${path}: ${count} comments belong to removed entries and are removed with them.`,
    ),
};
