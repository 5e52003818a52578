// Plans the edits that bring a document to a desired configuration, in several rounds: an edit of
// one object can change the meaning of others.
import { messages } from "../../messages.js";
import type { Configuration, Json } from "../../../../core/model.js";
import type { Normalized } from "../../../driver.js";
import { applyEdits } from "../../apply-edits.js";
import type { Edit } from "../../json-edit.js";
import { indexConfiguration, type ConfigIndex } from "../parse/config-index.js";
import { findFirstDifference } from "../first-difference.js";
import { forEachKeyword } from "../keywords.js";
import { normalizeConfiguration, type NormalizedConfiguration } from "../normalize/normalize.js";
import { toConfiguration } from "../parse/parse-configuration.js";
import { possibleReleases, releaseOf, type Release } from "../release.js";
import { planRound } from "./round-edits.js";
import type { ReplicationSource, Target, TargetOptions } from "../target.js";

/** A document as Kea has it: `{ "Dhcp4": … }`. */
export interface Document {
  readonly Dhcp4: Json;
}

export interface EditPlan {
  /** The document after the edits. */
  readonly root: Document;
  /** The configuration that it is read as then. */
  readonly configuration: Configuration;
  /** The edits of each round, which are about the document after the rounds before it. */
  readonly edits: readonly (readonly Edit[])[];
  /** One sentence each. Not empty: the document is left as it was. */
  readonly unsupported: readonly string[];
}

/**
 * The most rounds that a change needs, and one more to see that it is complete: new names of
 * definitions (two rounds, as a name is given up before it is taken), moves while definitions
 * change (three, with the arrays that they need), structure, moves into it, values, order and ids,
 * peers.
 */
const maxRounds = 11;

interface EditGoal {
  readonly index: ConfigIndex;
  /** The configuration that the document is read as now. */
  readonly current: Configuration;
  readonly target: Target;
  readonly normalized: NormalizedConfiguration;
}

/**
 * Returns the configuration that the document should be read as in the end. Where its release is
 * unknown, it is one that accepts all that the document holds and is to hold, if possible one that
 * the sources can be for.
 */
function findGoal(
  root: Document,
  desired: Configuration,
  current: Configuration,
  options: TargetOptions,
): EditGoal {
  const { sources = [], release: knownRelease } = options;
  const possible = possibleReleases(root.Dhcp4, knownRelease);
  const first = releaseOf(root.Dhcp4, knownRelease);
  const preferred = collectKeywords(sources);
  let goal: EditGoal | undefined;
  for (const release of sortReleases(
    [first, ...possible.filter((one) => one !== first)],
    sources,
  )) {
    const target = { ...options, release, possible, preferred, knownRelease };
    const index = indexConfiguration(root.Dhcp4, knownRelease, release);
    const currentOfRelease = release === first ? current : toConfiguration(index);
    const input = { index, current: currentOfRelease, desired, target };
    goal = { index, current: currentOfRelease, target, normalized: normalizeConfiguration(input) };
    if (goal.normalized.otherRelease.length === 0) return goal;
  }
  return goal!;
}

/** Returns releases, those that the sources can be for first. */
function sortReleases(
  candidates: readonly Release[],
  sources: readonly ReplicationSource[],
): readonly Release[] {
  const isOfSources = (candidate: Release): boolean =>
    sources.every(({ dhcp4, release }) => possibleReleases(dhcp4, release).includes(candidate));
  return candidates.toSorted((a, b) => Number(isOfSources(b)) - Number(isOfSources(a)));
}

/** Returns the keywords that configurations use, as `<object> <keyword>`. */
function collectKeywords(sources: readonly ReplicationSource[]): ReadonlySet<string> {
  const found = new Map<string, Set<string>>();
  for (const { dhcp4 } of sources)
    forEachKeyword(dhcp4, (context, keyword) => {
      const inContext = found.get(context);
      if (inContext) inContext.add(keyword);
      else found.set(context, new Set([keyword]));
    });
  return new Set(
    [...found].flatMap(([context, names]) => [...names].map((name) => `${context} ${name}`)),
  );
}

/**
 * Returns `desired` as the document would be read after the edits, and what it cannot hold.
 * `current`: the configuration that it is read as now.
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

/** Returns the document brought to `desired`, and the edits that do so. */
export function planEdits(
  root: Document,
  desired: Configuration,
  current: Configuration,
  options: TargetOptions = {},
): EditPlan {
  const goal = findGoal(root, desired, current, options);
  const { configuration, unsupported } = goal.normalized;
  if (unsupported.length > 0) return { root, configuration: current, edits: [], unsupported };
  const result = runRounds(root, goal);
  const newlyUnreadable = [...result.index.subnets].find(
    ([id, { unreadable }]) => unreadable && !goal.index.subnets.get(id)?.unreadable,
  );
  const different = newlyUnreadable?.[0] ?? findFirstDifference(result.current, configuration);
  if (different !== undefined) {
    const sentence = messages.keaUnsettled(different);
    return { root, configuration: current, edits: [], unsupported: [sentence] };
  }
  return {
    root: result.root,
    configuration: result.current,
    edits: result.edits,
    unsupported: [],
  };
}

interface RoundsResult extends Pick<EditGoal, "index" | "current"> {
  readonly root: Document;
  readonly edits: readonly (readonly Edit[])[];
}

/** Edits the document in rounds until nothing is left to do. */
function runRounds(root: Document, { index, current, target, normalized }: EditGoal): RoundsResult {
  const desired = normalized.configuration;
  const edits: (readonly Edit[])[] = [];
  let result: RoundsResult = { root, index, current, edits };
  for (;;) {
    const input = { index: result.index, current: result.current, desired, target };
    const round = planRound(input);
    if (round.length === 0 || edits.length === maxRounds) return result;
    edits.push(round);
    const next = applyEdits(result.root as unknown as Json, round) as unknown as Document;
    const nextIndex = indexConfiguration(next.Dhcp4, target.knownRelease, target.release);
    result = { root: next, index: nextIndex, current: toConfiguration(nextIndex), edits };
  }
}
