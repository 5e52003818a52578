// The words of Kea's language and ours, side by side: one name in the model for each thing that Kea spells in one way or in several.
import { isMap } from "../../../core/canonical.js";
import type { Json } from "../../../core/model.js";
import { takes, type Release } from "./taken.js";

/** What has words of its own. Options are told apart by `options.ts`. */
export type Kind =
  | "server"
  | "network"
  | "subnet"
  | "range"
  | "reservation"
  | "class"
  | "definition";

/** One way to spell a value. */
export interface Spelling {
  /** Kea's name for it. */
  readonly key: string;
  /** The one canonical value; nothing where this spelling says nothing (Kea takes some empty values for silence). */
  readonly read: (value: Json) => Json | undefined;
  /** Kea's value for a canonical one; nothing where this spelling cannot say it. `standing` is what stands there now. */
  readonly write: (value: Json, standing?: Json) => Json | undefined;
}

/** A value and its spellings, the one for old and new releases alike first. */
interface Word {
  readonly name: string;
  readonly spellings: readonly Spelling[];
}

const same = (value: Json): Json => value;
const unless =
  (...silent: readonly Json[]) =>
  (value: Json): Json | undefined =>
    silent.includes(value) ? undefined : value;
const renamed = (name: string, key: string, read: Spelling["read"] = same): Word => ({
  name,
  spellings: [{ key, read, write: same }],
});
/** A list in which a second mention adds nothing: Kea keeps the first. */
const once = (value: Json): Json | undefined =>
  Array.isArray(value) && value.length > 0 ? [...new Set<Json>(value)] : undefined;
/** A list that is a set: sorted. */
const set = (value: Json): Json | undefined => (once(value) as Json[] | undefined)?.sort();

/** Kea keeps lifetimes in 32 bits without a sign: -1 is 4294967295, and means for ever. */
const seconds = (value: Json): Json =>
  typeof value === "number" && value < 0 ? value + 2 ** 32 : value;

const lifetimes: readonly Word[] = [
  renamed("leaseDuration", "valid-lifetime", seconds),
  renamed("minimumLeaseDuration", "min-valid-lifetime", seconds),
  renamed("maximumLeaseDuration", "max-valid-lifetime", seconds),
];

/** For whom a subnet, a shared network or a range is: any of these classes. */
const guard: Word = {
  name: "client-classes",
  spellings: [
    {
      key: "client-class",
      read: (value) => (value === "" ? undefined : [value]),
      write: (value) =>
        Array.isArray(value) && value.length === 1 ? (value[0] as Json) : undefined,
    },
    { key: "client-classes", read: set, write: same },
  ],
};
const additional: Word = {
  name: "evaluate-additional-classes",
  spellings: [
    { key: "require-client-classes", read: once, write: same },
    { key: "evaluate-additional-classes", read: once, write: same },
  ],
};
const formerConflicts = "ddns-use-conflict-resolution";
/** The manual's "DDNS for DHCPv4": true is check-with-dhcid, false is no-check-with-dhcid. The API of 2.6 and later refuses the old name. */
const conflicts: Word = {
  name: "ddns-conflict-resolution-mode",
  spellings: [
    { key: "ddns-conflict-resolution-mode", read: same, write: same },
    {
      key: formerConflicts,
      read: (value) => (value === true ? "check-with-dhcid" : "no-check-with-dhcid"),
      write: (value) =>
        value === "check-with-dhcid" ? true : value === "no-check-with-dhcid" ? false : undefined,
    },
  ],
};
const relays: Word = {
  name: "relays",
  spellings: [
    {
      key: "relay",
      read: (value) => {
        if (!isMap(value)) return undefined;
        return typeof value["ip-address"] === "string"
          ? [value["ip-address"]]
          : Array.isArray(value["ip-addresses"])
            ? [...new Set(value["ip-addresses"])].sort()
            : [];
      },
      write: (value, standing) => {
        const { "ip-address": one, ...rest } = isMap(standing) ? standing : {};
        return one !== undefined && Array.isArray(value) && value.length === 1
          ? { ...rest, "ip-address": value[0] as Json }
          : { ...rest, "ip-addresses": value };
      },
    },
  ],
};

/** An empty text for these is silence on subnets, shared networks and the server; on classes and reservations so is 0.0.0.0. */
const boot = (...nobody: readonly Json[]): readonly Word[] => [
  renamed("nextServer", "next-server", unless(...nobody)),
  renamed("serverHostname", "server-hostname", unless("")),
  renamed("bootFileName", "boot-file-name", unless("")),
];

const served: readonly Word[] = [
  ...lifetimes,
  renamed("renewalTime", "renew-timer"),
  renamed("rebindingTime", "rebind-timer"),
  ...boot(""),
  conflicts,
];
const kept = (name: string, ...silent: readonly Json[]): Word =>
  renamed(name, name, unless(...silent));
const fromDhcp4o6: readonly Word[] = [
  kept("4o6-interface", ""),
  kept("4o6-interface-id", ""),
  kept("4o6-subnet", ""),
];

const words: Readonly<Record<Kind, readonly Word[]>> = {
  server: [
    ...served,
    renamed("host-reservation-identifiers", "host-reservation-identifiers", (value) =>
      Array.isArray(value) && value[0] === "auto"
        ? ["hw-address", "duid", "circuit-id", "client-id", "flex-id"]
        : value,
    ),
  ],
  network: [...served, guard, additional, relays],
  subnet: [...served, guard, additional, relays, ...fromDhcp4o6],
  range: [guard, additional, conflicts, kept("pool-id", 0)],
  reservation: [
    renamed("name", "hostname", unless("")),
    ...boot("", "0.0.0.0"),
    renamed("client-classes", "client-classes", once),
  ],
  class: [
    ...lifetimes,
    ...boot("", "0.0.0.0"),
    kept("test", ""),
    {
      name: "only-in-additional-list",
      spellings: [
        { key: "only-if-required", read: unless(false), write: same },
        { key: "only-in-additional-list", read: unless(false), write: same },
      ],
    },
  ],
  definition: [
    kept("array", false),
    kept("encapsulate", ""),
    renamed("record-types", "record-types", (value) =>
      value === ""
        ? undefined
        : String(value)
            .split(",")
            .map((type) => type.trim())
            .filter(Boolean)
            .join(", "),
    ),
  ],
};

interface Read extends Spelling {
  readonly name: string;
}
const overKinds = <T>(of: (list: readonly Word[]) => T) =>
  Object.fromEntries(Object.entries(words).map(([kind, list]) => [kind, of(list)])) as Record<
    string,
    T
  > as Record<Kind, T>;
const byKey = overKinds(
  (list) =>
    new Map(
      list.flatMap(({ name, spellings }) =>
        spellings.map((spelling): [string, Read] => [spelling.key, { ...spelling, name }]),
      ),
    ),
);
const byWord = overKinds((list) => new Map(list.map(({ name, spellings }) => [name, spellings])));

/** How one of Kea's names is read; nothing where name and value are the model's own. */
export const readingOf = (kind: Kind, key: string): Read | undefined => byKey[kind].get(key);

/** Every way to spell a value of the model, whatever the release. */
export const spellingsOf = (kind: Kind, name: string): readonly Spelling[] =>
  byWord[kind].get(name) ?? [{ key: name, read: same, write: same }];

/** What decides how a value is spelled. */
export interface Speller {
  readonly release: Release;
  /** All releases that the configuration can be for: of a file nobody may know which it is. */
  readonly possible: readonly Release[];
  readonly running?: boolean;
  /** Words that come first where they stand for the value, as `place word`. */
  readonly preferred: ReadonlySet<string>;
}

/**
 * Returns the ways to spell a value that a release takes: first as the servers spell it that the value comes from, then as all possible
 * releases take it. A running server of 2.6 or later refuses the old word for conflicts, which it takes in its file; seen on 2.6.3 and 3.0.3.
 */
export function spellingsFor(
  kind: Kind,
  name: string,
  { release, possible, running = false, preferred }: Speller,
): readonly Spelling[] {
  const isRefused = (key: string): boolean =>
    running && key === formerConflicts && takes(release, kind, "ddns-conflict-resolution-mode");
  const good = spellingsOf(kind, name).filter(
    ({ key }) => takes(release, kind, key) && !isRefused(key),
  );
  const rank = ({ key }: Spelling): number => {
    if (!running && preferred.has(`${kind} ${key}`)) return 0;
    return possible.every((one) => takes(one, kind, key)) ? 1 : 2;
  };
  return good.toSorted((a, b) => rank(a) - rank(b));
}
