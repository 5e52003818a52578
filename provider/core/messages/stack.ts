// What is wrong with a stack file. Each sentence begins with the key path in it.
import { alternatives, didYouMean, kindOf, quoted, userError } from "./sentence.js";

export const stackMessages = {
  stackSectionUnknown: (namespace: string, name: string, known: readonly string[]) =>
    userError(
      "stack-section-unknown",
      `${namespace}:${name}: there is no section ${quoted(name)}.`,
      `${didYouMean(`${namespace}:${name}`, known)}Write ${alternatives(known)}.`,
    ),
  stackServerUnknown: (where: string, name: string, section: string, known: readonly string[]) =>
    userError(
      "stack-server-unknown",
      `${where}: there is no server ${quoted(name)}.`,
      known.length > 0 ? `${section} has ${alternatives(known)}.` : `Define it under ${section}.`,
    ),
  stackServerRequired: (where: string, found: unknown, section: string, known: readonly string[]) =>
    userError(
      "stack-server-required",
      `${where} is ${found === undefined ? "missing" : kindOf(found)}.`,
      known.length > 0
        ? `Give the name of a server under ${section}: ${alternatives(known)}.`
        : `Define a server under ${section}, and give its name.`,
    ),
  // What a secure value hides would stand in the resources' arguments, and some of it in messages.
  stackSecure: (section: string) =>
    userError(
      "stack-secure",
      `${section} contains a secure value. ` +
        "A program reads it in clear, and it would be stored in the Pulumi state.",
      'Give { env: "NAME" } or { file: "path" } ' +
        "for a password, a certificate or a key, and plain values elsewhere.",
    ),
  stackEmpty: (namespace: string, sections: readonly string[]) =>
    userError(
      "stack-empty",
      "This stack replicates nothing yet.",
      `Define two servers under ${namespace}:servers, and what to replicate under ` +
        `${alternatives(sections.map((section) => `${namespace}:${section}`))}.`,
    ),
};
