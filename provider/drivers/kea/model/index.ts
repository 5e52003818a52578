// What Kea's JSON means, both ways: read it, say what it would hold if told to, and find the edits that make it so.
export { arrange, fit, type Arranged, type Document } from "./arrange.js";
export { read, type Reading } from "./read.js";
export { releases, releaseOf, type Release } from "./release.js";
export { thawed } from "./thaw.js";
export type { Options } from "./target.js";
