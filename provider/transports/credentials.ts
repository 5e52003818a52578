// Credentials by reference: what stands in a program is where a secret is, and it is looked up when a server is first asked.
import { messages } from "../core/messages.js";
import { resolveInProject } from "../storage/project.js";
import { readRegularFile } from "../storage/read-file.js";

/** Where a secret is: in an environment variable, or in a file (relative to the project's folder or absolute). */
export type Reference = { readonly env: string } | { readonly file: string };

/** Bytes: no password and no chain of certificates comes near; a bundle of all authorities has a fifth of it. */
const maxSecretBytes = 2 ** 20;

/** What a reference leads to. `what` names it in a refusal, which never holds any of it. A line break at a file's end is not part of it. */
export function reveal(
  reference: Reference,
  what: string,
  environment: NodeJS.ProcessEnv = process.env,
): string {
  if ("env" in reference) {
    const value = environment[reference.env];
    if (value === undefined || value === "") throw messages.credentialUnset(what, reference.env);
    return value;
  }
  const text = readSecretFile(reference.file, what).replace(/\r?\n$/, "");
  if (text === "") throw messages.credentialUnreadable(what, reference.file, "empty");
  return text;
}

function readSecretFile(path: string, what: string): string {
  let found: ReturnType<typeof readRegularFile>;
  try {
    found = readRegularFile(resolveInProject(path), maxSecretBytes);
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === "ENOENT";
    throw messages.credentialUnreadable(what, path, isMissing ? "missing" : "forbidden", error);
  }
  if (typeof found === "string") throw messages.credentialUnreadable(what, path, found);
  return found.toString("utf8");
}
