// One step of a plan for a Windows server: a cmdlet with its parameters as data, and a condition.

/** A parameter's value. Durations are seconds: .NET read the string 48:00:00 as 48 days. */
export type Value =
  | string
  | number
  | boolean
  | null
  | { readonly seconds: number }
  | readonly Value[];

/**
 * A question about the server, with its arguments: the functions of these names are in the script.
 */
export interface StepCondition {
  readonly name:
    | "Test-Scope"
    | "Test-ScopeType"
    | "Test-Superscope"
    | "Test-Range"
    | "Test-Exclusion"
    | "Test-Reservation"
    | "Test-OptionValue"
    | "Test-Policy"
    | "Test-PolicyKinds"
    | "Test-PolicyRange"
    | "Test-Class"
    | "Test-Definition"
    | "Test-Filter";
  readonly arguments: readonly Value[];
}

export interface Step {
  /** The subject of the step and why it is made, for the person who reviews it. */
  readonly reason: string;
  readonly cmdlet: string;
  readonly parameters: Readonly<Record<string, Value>>;
  /**
   * True where it gives an inactive scope another range: if refused, the scope is active for the
   * call.
   */
  readonly activates?: true;
  /**
   * Makes the call only where this is so (`if`), or only where it is not (`unless`). Absent:
   * always, and
   * it changes nothing where it is so already.
   */
  readonly if?: StepCondition;
  readonly unless?: StepCondition;
}
