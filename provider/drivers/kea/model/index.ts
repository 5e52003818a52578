// What Kea's JSON means, both ways: read it, say what it would hold if told to, and find the edits
// that make it so.
export { planEdits, normalizeFor, type EditPlan, type Document } from "./plan-edits.js";
export {
  findTakenOver,
  hasOwnListener,
  findUndivided,
  findUnservedRanges,
} from "./failover-unsupported.js";
export { isParameter, withoutDefaults, termsToMatch } from "./ha-parameters.js";
export { serverSpecific } from "./server-specific.js";
export { subjectOf, type KeaMap } from "./kea-map.js";
export { describePair, pairsOf } from "./ha-pairs.js";
export { parseConfiguration, type ParsedConfiguration } from "./parse-configuration.js";
export {
  failoverLibrary,
  peerNames,
  readHaRelationships,
  type HaRelationship,
} from "./ha-relationships.js";
export {
  before,
  possibleReleases,
  releaseNamed,
  releases,
  releaseOf,
  type Release,
} from "./release.js";
export { withoutInherited } from "./without-inherited.js";
export { isBuiltInEverywhere } from "./standard-options.js";
export type { TargetOptions, ReplicationSource } from "./target.js";
export { findFirstDifference } from "./first-difference.js";
