// What a Windows DHCP server cannot hold of a desired configuration.
import { quoted, serverText } from "../../../core/messages/sentence.js";

/** Remedies for a call that a server refuses, by the error. */
const remedies: Readonly<Record<string | number, string>> = {
  20007: "Remove what uses it from the partner first.",
  20010: "Define the option on the primary, or remove its value there.",
  20022: "Remove that reservation from the partner, or correct the one on the primary.",
  20023: "Correct the range on the primary.",
  20044: "Define the class on the primary, or remove its use there.",
  20045: "Give the class the same name and data on both servers.",
  20049: "Correct the value on the primary.",
  20052: "Remove that scope from the partner, or omit this one with exclude.",
  20089: "Do not change it on either server.",
  20103: "Correct the value on the primary.",
  20106: "Correct the ranges on the primary.",
  20107: "Correct the range on the primary.",
  20112: "Correct the ranges on the primary.",
  20132: "Remove the scope from its relationship first (Remove-DhcpServerv4FailoverScope).",
};

const definitionRemedy =
  "and no cmdlet changes that. Remove the definition with all its values from the partner, " +
  "then replicate again.";

export const windowsUnsupportedMessages = {
  // ---- no cmdlet can do it ----
  windowsMaskChanged: (id: string, twin: string) =>
    `${id} and ${twin} are one network with two masks, and the mask of a scope cannot be ` +
    "changed. Remove the wrong scope from the partner, then replicate again.",
  windowsTypeChanged: (option: string, current: string, desired: string) =>
    `The definition of ${option} has the type ${current} on the partner, and ${desired} ` +
    `on the primary, ${definitionRemedy}`,
  windowsMultiValuedChanged: (option: string, isMultiValued: boolean) =>
    `The definition of ${option} allows ${isMultiValued ? "many values" : "one value"} on the ` +
    `partner, and ${isMultiValued ? "one value" : "many values"} on the primary, ` +
    definitionRemedy,
  windowsPropertyUnknown: (id: string, name: string) =>
    `${id} has ${quoted(name)}, which no known cmdlet sets. ` +
    "Name it in keep, or make it equal by hand.",
  windowsValueEmpty: (where: string) =>
    `${where} would have no value, and no cmdlet can set that. Give it a value on the primary, ` +
    "or remove it from both servers by hand.",
  windowsRangesSeveral: (id: string) =>
    `${id} would have more than one address range, but a Windows scope has only one. ` +
    "Use exclusion ranges on the primary.",
  windowsUserClassValue: (id: string, option: string) =>
    `${id} options.${option} is a value for a user class. ` +
    "Since Windows Server 2012 such a value is a policy: " +
    "replace it with a policy for that class on the primary.",

  // ---- the server would refuse it ----
  /**
   * `code`: an error of the DHCP server, or the one that Windows has for a wrong parameter, which
   * is inferred and not shown.
   */
  windowsCallRefused: (
    step: string,
    cmdlet: string,
    code: number | string | undefined,
    why: string,
  ) => {
    const call = typeof code === "number" ? `${cmdlet}, error ${code}` : cmdlet;
    const remedy = remedies[code ?? ""] ?? "Correct it on the primary.";
    const reason = `${serverText(why)}. ${remedy}`;
    return `${quoted(step)} would be refused by the server (${call}): ${reason}`;
  },
};
