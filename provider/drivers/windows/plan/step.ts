// One step of a plan for a Windows server: a cmdlet with its parameters as data, and when it is needed at all.

/** A parameter's value. Durations are seconds: a text is read by .NET, and 48:00:00 came out as 48 days. */
export type Value =
  | string
  | number
  | boolean
  | null
  | { readonly seconds: number }
  | readonly Value[];

/** A question about what the server holds, with its arguments: see the functions of that name in the script. */
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
  /** What it is about and why, for who reviews it. */
  readonly reason: string;
  readonly cmdlet: string;
  readonly parameters: Readonly<Record<string, Value>>;
  /** It gives an inactive scope another range: where the server refuses that, the scope is active for this one call. */
  readonly activates?: true;
  /** Only where this is so (`if`), or only where it is not (`unless`). Absent: always, and it changes nothing where it is so already. */
  readonly if?: StepCondition;
  readonly unless?: StepCondition;
}
