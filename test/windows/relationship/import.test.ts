// An import takes a relationship into the state as its servers have it.
import { afterEach, beforeEach, expect, it } from "vitest";
import {
  importAgain,
  name,
  other,
  server,
  start,
  stop,
  up,
} from "../../helpers/windows/relationship/servers.js";

beforeEach(start);
afterEach(stop);

const servers = { primary: server(name), partner: server(other), name: "both" };

it.each([
  [{ mode: "loadBalance" }],
  [{ mode: "loadBalance", loadBalancePercent: 70 }],
  [{ mode: "hotStandby", serverRole: "standby" }],
  [{ mode: "hotStandby", reservePercent: 20, maxClientLeadTime: 60 }],
  [{ mode: "loadBalance", autoStateTransition: true, stateSwitchInterval: 600 }],
])("an import names the arguments %o, and the next preview is empty", async (args) => {
  await up(args);
  const { inputs, preview } = await importAgain();
  expect(inputs).toMatchObject({ ...servers, ...args });
  expect(Object.keys(inputs).sort()).toEqual(Object.keys({ ...servers, ...args }).sort());
  expect(preview).toMatchObject({ op: "same", added: [], failures: [] });
});
