// Binds a cmdlet call as Windows PowerShell binds it, against the parameter sets of the real
// DhcpServer module.
import { parseIpv4 } from "../../../core/address.js";
import type { Value } from "../plan/step.js";
import { cmdlets } from "./cmdlets.js";

export type { Value };

export interface TimeSpan {
  readonly seconds: number;
}

export interface Call {
  readonly cmdlet: string;
  readonly parameters: Readonly<Record<string, Value>>;
}

/**
 * A call whose names are spelled as the module spells them, and whose values are what the cmdlet
 * would see: addresses dotted, lists as lists.
 */
export interface Bound extends Call {
  readonly set: string;
}

/** An error of PowerShell's binder, by the identifier that it gives it. The cmdlet has not run. */
export class BindingError extends Error {
  constructor(
    readonly id: string,
    /** Ends a sentence: "PowerShell does not run it: …". */
    readonly why: string,
  ) {
    super(`${id}: ${why}`);
  }
}

type Type =
  | "string"
  | "string[]"
  | "ipaddress"
  | "ipaddress[]"
  | "uint16"
  | "uint32"
  | "uint32[]"
  | "int32"
  | "bool"
  | "switch"
  | "timespan";
export interface Parameter {
  readonly type: Type;
  readonly mandatory?: boolean;
  /** Takes `$null` or an empty list where it is not mandatory, and an empty string. */
  readonly empty?: boolean;
  /** The parameter sets it is in; absent: all of them. */
  readonly sets?: readonly string[];
  readonly values?: readonly string[];
  readonly range?: readonly [number, number];
  readonly aliases?: readonly string[];
}

export interface Cmdlet {
  /** Absent: one set, without a name. */
  readonly sets?: readonly string[];
  readonly default?: string;
  /** Has -Confirm and -WhatIf. */
  readonly confirms?: boolean;
  readonly parameters: Readonly<Record<string, Parameter>>;
}

const cmdletNames = new Map(Object.keys(cmdlets).map((name) => [name.toLowerCase(), name]));
const commonParameters: Readonly<Record<string, Parameter>> = {
  ComputerName: { type: "string", aliases: ["Cn"] },
  ErrorAction: { type: "string", values: ["Continue", "Ignore", "SilentlyContinue", "Stop"] },
};
const confirmParameters: Readonly<Record<string, Parameter>> = {
  Confirm: { type: "switch" },
  WhatIf: { type: "switch" },
};

const listParameters = (cmdlet: Cmdlet): Readonly<Record<string, Parameter>> => ({
  ...cmdlet.parameters,
  ...commonParameters,
  ...(cmdlet.confirms ? confirmParameters : {}),
});

/** Returns a cmdlet's name as the module spells it. Throws where there is none. */
export function findCmdlet(name: string): string {
  const found = cmdletNames.get(name.toLowerCase());
  if (!found)
    throw new BindingError(
      "CommandNotFoundException",
      `${name}: no such cmdlet is in the reduced DhcpServer module`,
    );
  return found;
}

/**
 * Returns the parameter of a name or alias, as the module spells it. PowerShell takes beginnings of
 * names as well; here they are refused.
 */
export function findParameter(cmdlet: string, name: string): Parameter & { readonly name: string } {
  const wanted = name.toLowerCase();
  const found = Object.entries(listParameters(cmdlets[findCmdlet(cmdlet)]!)).find(
    ([spelled, { aliases = [] }]) =>
      [spelled, ...aliases].some((known) => known.toLowerCase() === wanted),
  );
  if (!found)
    throw new BindingError(`NamedParameterNotFound,${cmdlet}`, `there is no parameter -${name}`);
  return { name: found[0], ...found[1] };
}

export function bind(call: Call): Bound {
  const cmdlet = findCmdlet(call.cmdlet);
  const known = listParameters(cmdlets[cmdlet]!);
  const parameters: Record<string, Value> = {};
  for (const [given, value] of Object.entries(call.parameters)) {
    const { name } = findParameter(cmdlet, given);
    if (name in parameters)
      throw new BindingError(`ParameterAlreadyBound,${cmdlet}`, `-${name} is given twice`);
    parameters[name] = bindArgument(cmdlet, name, known[name]!, value);
  }
  return { cmdlet, set: selectParameterSet(cmdlet, Object.keys(parameters)), parameters };
}

/**
 * Selects the one parameter set that the names leave:
 * https://learn.microsoft.com/powershell/scripting/developer/cmdlet/cmdlet-parameter-sets
 */
function selectParameterSet(cmdlet: string, given: readonly string[]): string {
  const {
    sets = [""],
    default: byDefault = sets.length === 1 ? sets[0] : undefined,
    parameters,
  } = cmdlets[cmdlet]!;
  const isIn = (name: string, set: string) => parameters[name]?.sets?.includes(set) ?? true;
  const missing = (set: string) =>
    Object.keys(parameters).filter(
      (name) => parameters[name]!.mandatory && isIn(name, set) && !given.includes(name),
    );
  const possible = sets.filter((set) => given.every((name) => isIn(name, set)));
  const complete = possible.filter((set) => missing(set).length === 0);
  if (byDefault !== undefined && complete.includes(byDefault)) return byDefault;
  if (complete.length === 1) return complete[0]!;
  const fallback = possible.find((set) => set === byDefault);
  const nearest = possible.length === 1 ? possible[0] : fallback;
  if (complete.length > 1 || nearest === undefined)
    throw new BindingError(
      `AmbiguousParameterSet,${cmdlet}`,
      `no single parameter set has ${given.map((name) => `-${name}`).join(" ")}`,
    );
  throw new BindingError(
    `MissingMandatoryParameter,${cmdlet}`,
    `missing ${missing(nearest)
      .map((name) => `-${name}`)
      .join(", ")}`,
  );
}

/** Makes the error of a value that a parameter does not take. */
type ToError = (id: string, why: string) => BindingError;

/** Binds $null. Throws where the parameter does not take it. */
function bindNull({ type, mandatory, empty }: Parameter, toError: ToError): Value {
  // AllowNull() of a mandatory parameter notwithstanding: "Cannot bind argument to parameter 'Value'
  // because it is null." Seen with PowerShell 7.6.9, 2026-11-30.
  if (mandatory || !empty)
    throw toError("ParameterArgumentValidationErrorNullNotAllowed", "does not take $null");
  return type === "string" ? "" : null;
}

/** Binds one value. Throws where PowerShell would refuse it. */
function bindArgument(cmdlet: string, name: string, parameter: Parameter, value: Value): Value {
  const { type, mandatory, empty } = parameter;
  const toError: ToError = (id, why) =>
    new BindingError(`${id},${cmdlet}`, `-${name} ${why}: ${JSON.stringify(value)}`);
  const isList = type.endsWith("[]");
  if (value === null) return bindNull(parameter, toError);
  if (Array.isArray(value) && !isList)
    throw toError("ParameterArgumentTransformationError", `takes one ${type}`);
  const values = Array.isArray(value) ? (value as readonly Value[]) : [value];
  if (values.length === 0 && (mandatory || !empty))
    throw toError(
      "ParameterArgumentValidationErrorEmptyArrayNotAllowed",
      "does not take an empty list",
    );
  const bound = values.map((each) => bindElement(parameter, each, toError));
  return isList ? bound : bound[0]!;
}

/** Converts one value, or one member of an array, and validates it. */
function bindElement(parameter: Parameter, value: Value, toError: ToError): Value {
  const { type, empty, values, range } = parameter;
  const converted = converters[type.replace("[]", "") as keyof typeof converters](value);
  if (converted === undefined)
    throw toError("ParameterArgumentTransformationError", `takes ${type}`);
  if (converted === "" && !empty)
    throw toError(
      "ParameterArgumentValidationErrorEmptyStringNotAllowed",
      "does not take an empty text",
    );
  if (range && !((converted as number) >= range[0] && (converted as number) <= range[1]))
    throw toError("ParameterArgumentValidationError", `is not in ${range.join(" to ")}`);
  if (!values) return converted;
  const lower = String(converted).toLowerCase();
  const spelled = values.find((keyword) => keyword.toLowerCase() === lower);
  if (spelled === undefined)
    throw toError("ParameterArgumentValidationError", `is none of ${values.join(", ")}`);
  return spelled;
}

const parseUnsigned =
  (bits: 16 | 31 | 32) =>
  (value: Value): number | undefined => {
    const number =
      typeof value === "string" && /^(\d+|0x[\da-f]+)$/i.test(value) ? Number(value) : value;
    return typeof number === "number" &&
      Number.isInteger(number) &&
      number >= 0 &&
      number < 2 ** bits
      ? number
      : undefined;
  };

function convertToString(value: Value): string | undefined {
  if (typeof value === "number") return String(value);
  return typeof value === "string" ? value : undefined;
}

function convertToBoolean(value: Value): boolean | undefined {
  if (typeof value === "number") return value !== 0;
  return typeof value === "boolean" ? value : undefined;
}

/**
 * Convert a value to a type as PowerShell does. Stricter than PowerShell in three ways: an address
 * is a dotted quad ([ipaddress] takes 10 for 0.0.0.10), a duration is a [timespan] (a number would
 * be ticks, '48:00:00' 48 days), and neither a boolean nor a duration is a text.
 */
const converters: Readonly<
  Record<Exclude<Type, `${string}[]`>, (value: Value) => Value | undefined>
> = {
  string: convertToString,
  ipaddress: (value) =>
    typeof value === "string" && parseIpv4(value) !== undefined ? value : undefined,
  uint16: parseUnsigned(16),
  uint32: parseUnsigned(32),
  int32: parseUnsigned(31), // no cmdlet here takes one below zero
  bool: convertToBoolean,
  switch: (value) => (typeof value === "boolean" ? value : undefined),
  timespan: (value) =>
    typeof value === "object" &&
    value !== null &&
    "seconds" in value &&
    Number.isInteger(value.seconds)
      ? value
      : undefined,
};
