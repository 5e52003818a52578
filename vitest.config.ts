const { availableParallelism } = require("node:os");

/** @type {import("vitest/config").ViteUserConfig} */
module.exports = {
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: "test/temporary.ts",
    // An operation of the real CLI takes 2 to 3 seconds, twice that when every core is busy, and a story is made of many.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    // Stories wait for heartbeats and for processes that start: with one worker a core a third of the time nothing would run.
    maxWorkers: Math.ceil(availableParallelism() * 1.5),
  },
};
