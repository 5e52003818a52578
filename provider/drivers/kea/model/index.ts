// The meaning of Kea's JSON: parses it into the model, normalizes a desired configuration for a
// server, and plans the edits that lead there.
export { planEdits, normalizeFor, type EditPlan, type Document } from "./plan/plan-edits.js";
export { findTakenOver, findUndivided, hasOwnListener } from "./failover/failover-unsupported.js";
export { commandHooksProperty, findHooksDirectory, hasCommands } from "./failover/command-hooks.js";
export { findUnservedRanges } from "./failover/ranges-of-classes.js";
export { isParameter, withoutDefaults } from "./failover/ha-parameters.js";
export { termsToMatch } from "./failover/ha-terms.js";
export { serverSpecific } from "./server-specific.js";
export { asMaps, subjectOf, type KeaMap } from "./kea-map.js";
export { identifierKeys, toClient } from "./parse/client-identifiers.js";
export { listClassesInTest } from "./parse/references.js";
export { describePeers, pairsOf } from "./failover/ha-pairs.js";
export { parseConfiguration, type ParsedConfiguration } from "./parse/parse-configuration.js";
export {
  peerNames,
  readHaRelationships,
  type HaRelationship,
} from "./failover/ha-relationships.js";
export {
  before,
  possibleReleases,
  releaseNamed,
  releases,
  releaseOf,
  type Release,
} from "./release.js";
export { keywordsWrittenWhenInherited, withoutInherited } from "./parse/without-inherited.js";
export { shareAlike } from "./parse/share-alike.js";
export { isBuiltInEverywhere } from "./options/standard-options.js";
export type { TargetOptions, ReplicationSource } from "./target.js";
export { findFirstDifference } from "./first-difference.js";
