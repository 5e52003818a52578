/** @type {import("vitest/config").ViteUserConfig} */
module.exports = {
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: "test/temporary.ts",
    // An operation of the real CLI takes 2 to 3 seconds, twice that when every core is busy, and a story is made of many.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    // By default one core is left idle; of two, that is half.
    maxWorkers: "100%",
  },
};
