// The meaning of Kea's JSON: parses it into the model, normalizes a desired configuration for a
// server, and plans the edits that lead there.
export { planEdits, normalizeFor, type EditPlan, type Document } from "./plan-edits.js";
export { findTakenOver, findUndivided, hasOwnListener } from "./failover-unsupported.js";
export { findUnservedRanges } from "./ranges-of-classes.js";
export { isParameter, withoutDefaults } from "./ha-parameters.js";
export { termsToMatch } from "./ha-terms.js";
export { serverSpecific } from "./server-specific.js";
export { asMaps, subjectOf, type KeaMap } from "./kea-map.js";
export { toHex } from "./hex.js";
export { describePair, pairsOf } from "./ha-pairs.js";
export { parseConfiguration, type ParsedConfiguration } from "./parse-configuration.js";
export { peerNames, readHaRelationships, type HaRelationship } from "./ha-relationships.js";
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
