// Values as Windows PowerShell has them, as far as our scripts meet them.

/** A hashtable: names are the same in any case. */
export class Hash {
  private readonly entries = new Map<string, readonly [name: string, value: unknown]>();
  get(name: unknown): unknown {
    return this.entries.get(String(name).toLowerCase())?.[1] ?? null;
  }
  set(name: unknown, value: unknown): void {
    this.entries.set(String(name).toLowerCase(), [
      this.entries.get(String(name).toLowerCase())?.[0] ?? String(name),
      value,
    ]);
  }
  has(name: unknown): boolean {
    return this.entries.has(String(name).toLowerCase());
  }
  all(): readonly (readonly [name: string, value: unknown])[] {
    return [...this.entries.values()];
  }
}

/** An object with properties, as a cmdlet or ConvertFrom-Json gives it. */
export class Thing {
  constructor(
    readonly properties: Readonly<Record<string, unknown>>,
    /** A CIM instance is written by ConvertTo-Json with all that belongs to its class. */
    readonly cim = false,
  ) {}
  find(name: string): readonly [name: string, value: unknown] | undefined {
    return Object.entries(this.properties).find(
      ([own]) => own.toLowerCase() === name.toLowerCase(),
    );
  }
}

export class Address {
  constructor(readonly text: string) {}
}

export class Duration {
  constructor(readonly seconds: number) {}
}

/** The cmdlet that an error comes from. */
interface ErrorSource {
  readonly activity?: string;
  /** The part that a CIM error has of it (`Exception.ErrorData`). */
  readonly errorData?: Readonly<Record<string, unknown>> | undefined;
}

/** An error of a script or a cmdlet: the record that `catch` sees as `$_`. */
export class Thrown extends Error {
  readonly activity: string;
  readonly errorData: ErrorSource["errorData"];

  constructor(
    readonly id: string,
    message: string,
    readonly category: string,
    { activity = "", errorData }: ErrorSource = {},
  ) {
    super(message);
    this.activity = activity;
    this.errorData = errorData;
  }
}

export const strict = (what: string): Thrown =>
  new Thrown(
    "PropertyNotFoundStrict",
    `The property '${what}' cannot be found on this object.`,
    "InvalidOperation",
  );

const unsuitable = (value: unknown, type: string): Thrown =>
  new Thrown(
    "InvalidCastFromStringToInteger",
    `Cannot convert value "${stringOf(value)}" to type "${type}".`,
    "InvalidArgument",
  );

export function stringOf(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (value instanceof Address) return value.text;
  if (value instanceof Duration) return `${value.seconds} s, as .NET writes it`;
  if (Array.isArray(value)) return value.map(stringOf).join(" ");
  if (value instanceof Hash) return "System.Collections.Hashtable";
  if (value instanceof Thing) return value.cim ? "DhcpServer object" : "@{}";
  return String(value);
}

export const truthOf = (value: unknown): boolean => {
  if (Array.isArray(value)) return value.length > 1 || (value.length === 1 && truthOf(value[0]));
  return value !== null && value !== undefined && value !== false && value !== 0 && value !== "";
};

const whole =
  (least: number, most: number, type: string) =>
  (value: unknown): number => {
    const isNumeral = typeof value === "string" && value.trim() !== "";
    const number =
      typeof value === "boolean" || value === null || isNumeral ? Number(value) : value;
    if (
      typeof number !== "number" ||
      Number.isNaN(number) ||
      Math.round(number) < least ||
      Math.round(number) > most
    )
      throw unsuitable(value, type);
    return Math.round(number);
  };

/** Casts by the name of the type, in lower case. */
export const casts: Readonly<Record<string, (value: unknown) => unknown>> = {
  string: stringOf,
  bool: truthOf,
  int64: whole(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER, "System.Int64"),
  uint32: whole(0, 2 ** 32 - 1, "System.UInt32"),
  double: (value) => {
    if (typeof value !== "number") throw unsuitable(value, "System.Double");
    return value;
  },
  ipaddress(value) {
    if (value instanceof Address) return value;
    const text = stringOf(value);
    if (!/^\d{1,3}(\.\d{1,3}){3}$/.test(text) || text.split(".").some((part) => Number(part) > 255))
      throw unsuitable(value, "System.Net.IPAddress");
    return new Address(text);
  },
};

/**
 * Returns a value as ConvertTo-Json of 5.1 writes it. A value that is no plain one becomes its
 * members, and below the depth its text.
 */
export function jsonOf(value: unknown, depth: number): unknown {
  if (value === null || value === undefined) return null;
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean")
    return value;
  if (depth < 0) return stringOf(value);
  if (Array.isArray(value)) return value.map((one) => jsonOf(one, depth - 1));
  if (value instanceof Hash)
    return Object.fromEntries(value.all().map(([name, one]) => [name, jsonOf(one, depth - 1)]));
  if (value instanceof Address)
    return { Address: 0, AddressFamily: 2, ScopeId: null, IPAddressToString: value.text };
  if (value instanceof Duration) return { Ticks: value.seconds * 1e7, TotalSeconds: value.seconds };
  if (value instanceof Thing)
    return {
      ...Object.fromEntries(
        Object.entries(value.properties).map(([name, one]) => [name, jsonOf(one, depth - 1)]),
      ),
      ...(value.cim && {
        CimClass: {},
        CimInstanceProperties: [],
        CimSystemProperties: {},
        PSComputerName: null,
      }),
    };
  throw new Error(`ConvertTo-Json of ${String(value)}`);
}

/** Returns a text as ConvertFrom-Json of 5.1 reads it: objects with properties, and lists. */
export function fromJson(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(fromJson);
  if (typeof value !== "object" || value === null) return value;
  const names = Object.keys(value).map((name) => name.toLowerCase());
  if (new Set(names).size < names.length)
    throw new Thrown(
      "DuplicateKeysInJsonString",
      "Cannot convert the JSON string because it contains keys with one name.",
      "InvalidOperation",
    );
  return new Thing(
    Object.fromEntries(Object.entries(value).map(([name, one]) => [name, fromJson(one)])),
  );
}
