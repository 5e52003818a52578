// Credentials by reference: what stands in a program is where a secret is, and it is looked up when a server is first asked.
import { readFileSync } from "node:fs";
import { messages } from "../core/messages.js";
import { projectPath } from "./project.js";

/** Where a secret is: in an environment variable, or in a file (relative to the project's folder or absolute). */
export type Reference = { readonly env: string } | { readonly file: string };

/** What a reference leads to. `what` names it in a refusal, which never holds any of it. A line break at a file's end is not part of it. */
export function reveal(reference: Reference, what: string, environment: NodeJS.ProcessEnv = process.env): string {
  if ("env" in reference) {
    const value = environment[reference.env];
    if (value === undefined || value === "") throw messages.credentialUnset(what, reference.env);
    return value;
  }
  try {
    return readFileSync(projectPath(reference.file), "utf8").replace(/\r?\n$/, "");
  } catch (error) {
    throw messages.credentialUnreadable(what, reference.file, (error as NodeJS.ErrnoException).code === "ENOENT", error);
  }
}
