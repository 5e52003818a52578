/** @type {import("vitest/config").ViteUserConfig} */
module.exports = {
  test: {
    include: ["bench/*.bench.ts"],
    globalSetup: "test/temporary.ts",
    disableConsoleIntercept: true,
  },
};
