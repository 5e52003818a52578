// Reads a text of which long parts stand in a text that was read before: subnets that both spell
// with the same characters are the objects of the earlier text, and are not parsed again.
import { isMap } from "../../../core/canonical.js";
import type { Json } from "../../../core/model.js";
import { keywords } from "../names.js";
import { parsePlainJson, type PlainJson } from "./plain-json.js";

type KeaMap = Readonly<Record<string, Json>>;

/** A subnet, and its array. */
interface PlacedSubnet {
  readonly subnet: Json;
  readonly list: readonly Json[];
}

/** A text that was read, and its subnets in the order of the text. */
interface EarlierText {
  readonly text: string;
  readonly isStrict: boolean;
  readonly subnets: readonly PlacedSubnet[];
  /** The place in the text at which the name `subnet` of each subnet begins. */
  readonly places: readonly number[];
  /** The subnets by the texts of their prefixes. */
  readonly indexes: ReadonlyMap<string, number>;
}

/** The number of texts that others are compared with: the last ones that were read. */
const maxRemembered = 3;

/** The configurations of the texts that were read last, the newest first. */
let remembered: readonly WeakRef<KeaMap>[] = [];
const texts = new WeakMap<KeaMap, { readonly text: string; readonly isStrict: boolean }>();
const earlierTexts = new WeakMap<KeaMap, EarlierText | "unusable">();

/** Remembers the text of a value as long as anybody uses the value. */
export function rememberText(text: string, { value, isStrict }: PlainJson): void {
  if (!isMap(value) || !isMap(value.Dhcp4)) return;
  const dhcp4 = value.Dhcp4 as KeaMap;
  texts.set(dhcp4, { text, isStrict });
  const others = remembered.filter((one) => ![undefined, dhcp4].includes(one.deref()));
  remembered = [new WeakRef(dhcp4), ...others].slice(0, maxRemembered);
}

/**
 * Returns the value of a text, wrapped, where the newest text that was read before has many of its
 * subnets. Returns nothing where it has few, or where the value is not certain.
 */
export function parseReusing(text: string): PlainJson | undefined {
  let places: readonly number[] | undefined;
  for (const reference of remembered) {
    const dhcp4 = reference.deref();
    const earlier = dhcp4 && earlierTextOf(dhcp4);
    if (!earlier) continue;
    places ??= findPlaces(text);
    const found = parseWithRuns(text, places, earlier);
    if (found) return found;
  }
  return undefined;
}

function earlierTextOf(dhcp4: KeaMap): EarlierText | undefined {
  const known = earlierTexts.get(dhcp4) ?? indexText(dhcp4) ?? "unusable";
  earlierTexts.set(dhcp4, known);
  return known === "unusable" ? undefined : known;
}

/** Returns an index of a text, or nothing where the places of its subnets are not certain. */
function indexText(dhcp4: KeaMap): EarlierText | undefined {
  const { text, isStrict } = texts.get(dhcp4)!;
  const subnets = listSubnets(dhcp4);
  const places = findPlaces(text);
  if (!belongTogether(places, subnets)) return undefined;
  const indexes = new Map(subnets.map(({ subnet }, i) => [String((subnet as KeaMap).subnet), i]));
  return { text, isStrict, subnets, places, indexes };
}

const nameOfPrefix = '"subnet"';

/** Returns where the name `subnet` begins in a text each time that a colon follows it. */
function findPlaces(text: string): readonly number[] {
  const places: number[] = [];
  for (let at = text.indexOf(nameOfPrefix); at !== -1; at = text.indexOf(nameOfPrefix, at + 1)) {
    let end = at + nameOfPrefix.length;
    while (isBlank(text.charCodeAt(end))) end++;
    if (text.charCodeAt(end) === 58 /* : */) places.push(at);
  }
  return places;
}

const isBlank = (code: number): boolean => code === 32 || (code >= 9 && code <= 13);

/**
 * Returns whether each place is the prefix of the subnet with the same number. Each subnet has one,
 * so none of as many places is anywhere else, such as in a comment.
 */
const belongTogether = (places: readonly number[], subnets: readonly PlacedSubnet[]): boolean =>
  places.length === subnets.length &&
  subnets.every(({ subnet }) => isMap(subnet) && Object.hasOwn(subnet, "subnet"));

/** Returns the subnets of a configuration in the order of its text. */
function listSubnets(dhcp4: KeaMap): readonly PlacedSubnet[] {
  const place = (list: Json | undefined): readonly PlacedSubnet[] =>
    listOf(list).map((subnet) => ({ subnet, list: list as readonly Json[] }));
  return Object.entries(dhcp4).flatMap(([name, value]) => {
    if (name === keywords.subnets) return place(value);
    if (name !== keywords.sharedNetworks) return [];
    return listOf(value).flatMap((one) => (isMap(one) ? place(one[keywords.subnets]) : []));
  });
}

const listOf = (value: Json | undefined): readonly Json[] =>
  Array.isArray(value) ? (value as readonly Json[]) : [];

/** Subnets that follow one another in both texts, with the same characters. */
interface Run {
  /** The number of the first one in the new text. */
  readonly first: number;
  /** The number of the first one in the earlier text. */
  readonly earlier: number;
  readonly length: number;
}

/**
 * Parses a text without the runs that it has in common with an earlier one: of each run a single
 * subnet is left, the beginning of the first one with the end of the last one.
 */
function parseWithRuns(
  text: string,
  places: readonly number[],
  earlier: EarlierText,
): PlainJson | undefined {
  const runs = findRuns(text, places, earlier);
  const shared = runs.reduce((sum, { length }) => sum + length, 0);
  if (shared < places.length / 2) return undefined;
  const parts: string[] = [];
  let copied = 0;
  for (const { first, length } of runs) {
    parts.push(text.slice(copied, places[first]));
    copied = places[first + length - 1]!;
  }
  const rest = parts.join("") + text.slice(copied);
  const found = parsePlainJson(rest);
  if (!found || !isMap(found.value) || !isMap(found.value.Dhcp4)) return undefined;
  const dhcp4 = found.value.Dhcp4 as KeaMap;
  const parsed = listSubnets(dhcp4);
  // A run may stand in a comment.
  if (!belongTogether(findPlaces(rest), parsed)) return undefined;
  return {
    value: { ...found.value, Dhcp4: withRuns(dhcp4, parsed, runs, earlier) },
    isStrict: found.isStrict && earlier.isStrict,
  };
}

/** Returns the runs of at least two subnets, each within one array of the earlier text. */
function findRuns(text: string, places: readonly number[], earlier: EarlierText): readonly Run[] {
  const runs: Run[] = [];
  const used = new Set<number>();
  for (let at = 0; at < places.length; ) {
    const index = earlier.indexes.get(prefixAt(text, places[at]!)) ?? -1;
    const end = index < 0 ? at : findEnd(text, places, { earlier, from: at, index });
    // The beginning of the subnet at `at` and the end of that at `end` may differ.
    const run = { first: at + 1, earlier: index + 1, length: end - at - 1 };
    if (run.length >= 2 && isInOneArray(earlier, run) && !used.has(run.earlier)) {
      runs.push(run);
      for (let i = 0; i < run.length; i++) used.add(run.earlier + i);
    }
    at = Math.max(end, at + 1);
  }
  return runs;
}

/** Returns the text in quotes behind the name at a place. */
function prefixAt(text: string, place: number): string {
  const start = text.indexOf('"', place + nameOfPrefix.length) + 1;
  return text.slice(start, text.indexOf('"', start));
}

/** Returns the last place that only characters of the earlier text lead to, from one place on. */
function findEnd(
  text: string,
  places: readonly number[],
  { earlier, from, index }: { earlier: EarlierText; from: number; index: number },
): number {
  let at = from;
  for (let other = index; at + 1 < places.length && other + 1 < earlier.places.length; other++) {
    const { subnets } = earlier;
    if (other > index && subnets[other + 1]!.list !== subnets[other]!.list) break;
    const length = earlier.places[other + 1]! - earlier.places[other]!;
    if (places[at + 1]! - places[at]! !== length) break;
    const own = text.slice(places[at], places[at]! + length);
    if (own !== earlier.text.slice(earlier.places[other], earlier.places[other + 1])) break;
    at++;
  }
  return at;
}

const isInOneArray = ({ subnets }: EarlierText, { earlier, length }: Run): boolean =>
  subnets[earlier]!.list === subnets[earlier + length - 1]!.list;

/** Returns a configuration with the subnets of each run in the place of the one that was left. */
function withRuns(
  dhcp4: KeaMap,
  parsed: readonly PlacedSubnet[],
  runs: readonly Run[],
  { subnets }: EarlierText,
): KeaMap {
  const replacements = new Map<Json, readonly Json[]>();
  let removed = 0;
  for (const { first, earlier, length } of runs) {
    const all = subnets.slice(earlier, earlier + length).map(({ subnet }) => subnet);
    replacements.set(parsed[first - removed]!.subnet, all);
    removed += length - 1;
  }
  const replaceIn = (holder: KeaMap): KeaMap => {
    const list = holder[keywords.subnets];
    if (!Array.isArray(list)) return holder;
    const replaced = (list as readonly Json[]).flatMap((raw) => replacements.get(raw) ?? [raw]);
    return { ...holder, [keywords.subnets]: replaced };
  };
  const networks = dhcp4[keywords.sharedNetworks];
  return {
    ...replaceIn(dhcp4),
    ...(Array.isArray(networks) && {
      [keywords.sharedNetworks]: (networks as readonly Json[]).map((one) =>
        isMap(one) ? replaceIn(one) : one,
      ),
    }),
  };
}
