// What Kea's JSON means, both ways: read it, say what it would hold if told to, and find the edits that make it so.
export { arrange, fit, type Arranged, type Document } from "./arrange.js";
export { inherited, listens, undivided, unserved } from "./failover-unsupported.js";
export { isParameter, said, terms } from "./knobs.js";
export { serversOwn } from "./own.js";
export { subjectOf, type Raw } from "./raw.js";
export { pairOf, pairsOf } from "./pairs.js";
export { read, type Reading } from "./read.js";
export { failoverLibrary, peersIn, stated, type Stated } from "./relationships.js";
export {
  before,
  possibleReleases,
  releaseNamed,
  releases,
  releaseOf,
  type Release,
} from "./release.js";
export { thawed } from "./thaw.js";
export { builtInEverywhere } from "./standard-options.js";
export type { Options, Source } from "./target.js";
export { whereDiffers } from "./where-differs.js";
