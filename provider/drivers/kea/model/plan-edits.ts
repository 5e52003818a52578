// A document brought to what it should say, in as many rounds of edits as that takes: what a part
// says can change what others mean.
import { messages } from "../messages.js";
import type { Configuration, Json } from "../../../core/model.js";
import type { Normalized } from "../../driver.js";
import { applyEdits } from "../apply-edits.js";
import type { Edit } from "../json-edit.js";
import { planRound } from "./round-edits.js";
import { normalizeConfiguration, type NormalizedConfiguration } from "./normalize.js";
import { indexConfiguration, type ConfigIndex } from "./config-index.js";
import { toConfiguration } from "./parse-configuration.js";
import { possibleReleases, releaseOf, type Release } from "./release.js";
import { forEachKeyword } from "./keywords.js";
import type { TargetOptions, ReplicationSource, Target } from "./target.js";
import { findFirstDifference } from "./first-difference.js";

/** A document as Kea has it: `{ "Dhcp4": … }`. */
export interface Document {
  readonly Dhcp4: Json;
}

export interface EditPlan {
  readonly root: Document;
  /** The configuration that it then reads as. */
  readonly configuration: Configuration;
  /**
   * One list for each round: each speaks of the document as the rounds before it left it. Empty:
   * nothing is to be changed.
   */
  readonly edits: readonly (readonly Edit[])[];
  /** One sentence each. Not empty: the document was left as it was. */
  readonly unsupported: readonly string[];
}

/**
 * Names first (given up before they are taken), then what moves while definitions change (with two
 * rounds for the lists it moves into), then structure, then what moves into it, then what is said
 * in it, then order and numbers, then whose subnets are: ten rounds do, and one to see that they
 * did.
 */
const maxRounds = 11;

interface EditGoal {
  readonly index: ConfigIndex;
  /** The configuration that it reads as now. */
  readonly current: Configuration;
  readonly target: Target;
  readonly normalized: NormalizedConfiguration;
}

/**
 * Returns what the document should read as in the end. Where nobody knows which release it is for,
 * it is for one that takes all that it holds and is to hold: one that the sources can be for comes
 * first.
 */
function findGoal(
  root: Document,
  desired: Configuration,
  current: Configuration,
  options: TargetOptions,
): EditGoal {
  const first = releaseOf(root.Dhcp4, options.release);
  const possible = possibleReleases(root.Dhcp4, options.release);
  const sources = options.sources ?? [];
  const isOfSources = (release: Release): boolean =>
    sources.every(({ dhcp4, release: known }) => possibleReleases(dhcp4, known).includes(release));
  const ordered = [first, ...possible.filter((other) => other !== first)].toSorted(
    (a, b) => Number(isOfSources(b)) - Number(isOfSources(a)),
  );
  const preferred = collectKeywords(sources);
  let found: EditGoal | undefined;
  for (const release of ordered) {
    const target = { ...options, release, possible, preferred, knownRelease: options.release };
    const from = indexConfiguration(root.Dhcp4, target.knownRelease, release);
    const held = release === first ? current : toConfiguration(from);
    found = {
      index: from,
      current: held,
      target,
      normalized: normalizeConfiguration(from, held, desired, target),
    };
    if (found.normalized.otherRelease.length === 0) return found;
  }
  return found!;
}

/** Returns the words that configurations use, as `place word`. */
function collectKeywords(sources: readonly ReplicationSource[]): ReadonlySet<string> {
  const words = new Set<string>();
  for (const { dhcp4 } of sources)
    forEachKeyword(dhcp4, (place, word) => words.add(`${place} ${word}`));
  return words;
}

/**
 * Returns what the document would read as if it were brought to `desired`; `current` is what it
 * reads as.
 */
export function normalizeFor(
  root: Document,
  desired: Configuration,
  current: Configuration,
  options: TargetOptions = {},
): Normalized {
  const { configuration, unsupported } = findGoal(root, desired, current, options).normalized;
  return { configuration, unsupported };
}

/** The document brought to `desired`. */
export function planEdits(
  root: Document,
  desired: Configuration,
  current: Configuration,
  options: TargetOptions = {},
): EditPlan {
  const {
    index: first,
    current: before,
    target,
    normalized: { configuration, unsupported },
  } = findGoal(root, desired, current, options);
  if (unsupported.length > 0) return { root, configuration: current, edits: [], unsupported };
  const made: (readonly Edit[])[] = [];
  let [now, from, held] = [root, first, before];
  for (;;) {
    const next = planRound(from, held, configuration, target);
    if (next.length === 0 || made.length === maxRounds) break;
    made.push(next);
    now = applyEdits(now as unknown as Json, next) as unknown as Document;
    from = indexConfiguration(now.Dhcp4, target.knownRelease, target.release);
    held = toConfiguration(from);
  }
  const unread = [...from.subnets].find(
    ([id, { unreadable }]) => unreadable && !first.subnets.get(id)?.unreadable,
  );
  const different = unread?.[0] ?? findFirstDifference(held, configuration);
  return different === undefined
    ? { root: now, configuration: held, edits: made, unsupported: [] }
    : { root, configuration: current, edits: [], unsupported: [messages.keaUnsettled(different)] };
}
