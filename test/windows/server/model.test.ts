// The stories of `npm run test:windows-server`, on the model of a server.
import { expect, it } from "vitest";
import { rich } from "../../helpers/unit/drivers/windows/exports.js";
import { movable } from "../../helpers/unit/drivers/windows/rows.js";
import { repeats } from "../../parts.js";
import { windowsDrivers } from "../../helpers/windows/live/pair.js";
import { modelServer } from "../../helpers/windows/server.js";
import { assertEmpty, stories } from "../../helpers/windows/server/stories.js";

const server = modelServer("tests.test");

stories(
  async () => ({
    drivers: windowsDrivers([], { name: "tests", domain: "test", server }),
    args: { driver: "windows", over: "local" },
    exported: async () => server.export(),
  }),
  repeats(movable),
  3,
);

it("a Windows DHCP Server that has scopes is left alone", () => {
  expect(() => assertEmpty(rich)).toThrow(
    /^This server has scopes \(10\.0\.1\.0\/24, 10\.0\.2\.0\/25\)/,
  );
});
