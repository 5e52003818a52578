// What is wrong with a stack file. Each sentence begins with the key path in it.
import { alternatives, kindOf, quoted, refusal } from "./sentence.js";

export const stackMessages = {
  stackSectionUnknown: (namespace: string, name: string, known: readonly string[]) =>
    refusal(
      "stack-section-unknown",
      `${namespace}:${name}: there is no section ${quoted(name)}.`,
      `Write ${alternatives(known)}.`,
    ),
  stackServerUnknown: (where: string, name: string, section: string, known: readonly string[]) =>
    refusal(
      "stack-server-unknown",
      `${where}: there is no server ${quoted(name)}.`,
      known.length > 0 ? `${section} has ${alternatives(known)}.` : `Describe it under ${section}.`,
    ),
  stackServerWanted: (where: string, found: unknown, section: string, known: readonly string[]) =>
    refusal(
      "stack-server-wanted",
      `${where} is ${found === undefined ? "missing" : kindOf(found)}.`,
      known.length > 0
        ? `Give the name of a server under ${section}: ${alternatives(known)}.`
        : `Describe a server under ${section}, and give its name.`,
    ),
  // What a secure value hides would stand in the resources' arguments, and some of it in messages.
  stackSecure: (section: string) =>
    refusal(
      "stack-secure",
      `${section} holds a secure value, which a program reads in clear, and what stands in it is kept in the state.`,
      'Give { env: "NAME" } or { file: "path" } where a password, a certificate or a key belongs, and plain values elsewhere.',
    ),
  stackEmpty: (namespace: string, sections: readonly string[]) =>
    refusal(
      "stack-empty",
      "This stack replicates nothing yet.",
      `Describe two servers under ${namespace}:servers and what to replicate under ${alternatives(sections.map((section) => `${namespace}:${section}`))}.`,
    ),
};
