// The machine that a script runs on, as the interpreter sees it.
import type { Thrown } from "./values.js";

export type Given = Readonly<Record<string, unknown>>;

/** Variables as a module sees them, which does not see those of a script. */
export type Globals = (name: string) => unknown;

/** How a script is run: `called` in a scope of its own, or `dotSourced` into the global one, as by `-File` (about_PowerShell_exe). */
export type Start = "called" | "dotSourced";

/** The machine a script runs on. */
export interface Host {
  /** Static members of .NET, by `type.member` in lower case. */
  readonly statics: Readonly<Record<string, unknown>>;
  /** Commands that are no function of the script; undefined: there is none of that name. Answers what it writes. `mention`: an error that does not end it. */
  command(
    name: string,
    given: Given,
    mention: (error: Thrown) => void,
    globals: Globals,
  ): readonly unknown[] | undefined;
  /** The parameter of a command that takes a property of what comes through a pipeline, or nothing. */
  boundBy(command: string, property: string): string | undefined;
  /** Returns true where a parameter takes a value: it is no switch. */
  takesValue(command: string, parameter: string): boolean;
}
