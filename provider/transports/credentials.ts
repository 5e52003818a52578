// Credentials by reference: a program names the place of a secret, which is read when a server is
// first asked.
import { messages } from "../core/messages.js";
import { resolveInProject } from "../storage/project.js";
import { readRegularFile } from "../storage/read-file.js";

/**
 * The place of a secret: an environment variable, or a file (absolute or relative to the project's
 * folder).
 */
export type Reference = { readonly env: string } | { readonly file: string };

/**
 * Bytes. No password and no chain of certificates comes near; a bundle of all authorities has a
 * fifth of it.
 */
const maxSecretBytes = 2 ** 20;

/** Secrets that the provider's own configuration gives, by the names of variables. */
const providedSecrets = new Map<string, string>();

/** Provides secrets in the place of environment variables of these names. They stay in memory. */
export function provideSecrets(secrets: Readonly<Record<string, string>>): void {
  for (const [name, secret] of Object.entries(secrets)) providedSecrets.set(name, secret);
}

/**
 * Returns the secret that a reference leads to, without a line break at the end of a file. Throws a
 * `UserError` that names it as `what` and never contains any of it.
 */
export function reveal(
  reference: Reference,
  what: string,
  environment: NodeJS.ProcessEnv = process.env,
): string {
  if ("env" in reference) {
    const value = providedSecrets.get(reference.env) ?? environment[reference.env];
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
