// One read of a running server says what its export says, and more: its relationships. Carried out from the text of the script.
import { describe, expect, it } from "vitest";
import fc from "../../helpers/draws.js";
import { canonicalText } from "../../../provider/core/canonical.js";
import { readDocument } from "../../../provider/drivers/windows/export/document.js";
import { createWindowsDriver } from "../../../provider/drivers/windows/live/index.js";
import { rich } from "../../helpers/unit/drivers/windows/exports.js";
import { movable, withEdits } from "../../helpers/unit/drivers/windows/rows.js";
import { modelServer } from "../../helpers/windows/server.js";
import { connections, type Machine } from "../../helpers/windows/live/model.js";

const server = (xml: string, name = "dhcp1.test") => {
  const model = modelServer(name);
  model.import(xml);
  return model;
};
const open = (machine: Machine) =>
  createWindowsDriver(connections([machine]), 0)({ computerName: machine.name });

describe("a running server", () => {
  it("is read as its own export is", async () => {
    const model = server(rich);
    const { configuration } = await open({ name: "dhcp1", server: model }).read();
    expect(canonicalText(configuration)).toBe(
      canonicalText(readDocument("dhcp.xml", model.export()).configuration),
    );
  });

  it("is read as its own export is, whatever it holds", async () => {
    await fc.assert(
      fc.asyncProperty(fc.subarray(movable), async (chosen) => {
        const model = server(withEdits(chosen));
        const { configuration } = await open({ name: "dhcp1", server: model }).read();
        expect(canonicalText(configuration)).toBe(
          canonicalText(readDocument("dhcp.xml", model.export()).configuration),
        );
      }),
      { numRuns: 25 },
    );
  });
});
