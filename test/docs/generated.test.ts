// What scripts make of the code stands in the pages as the code is now.
import { describe, expect, it } from "vitest";
import { argumentsIn } from "../../provider/core/shape.js";
import { fileOptions } from "../../provider/drivers/file/index.js";
import { drivers } from "../../provider/drivers/index.js";
import { keaOptions } from "../../provider/drivers/kea/index.js";
import { windowsOptions } from "../../provider/drivers/windows/live/index.js";
import {
  relationshipShape,
  replicationShape,
  scopeShape,
} from "../../provider/lifecycle/arguments.js";
import { architectureText } from "../../setup/drawing.mjs";
import { referenceText } from "../../setup/reference.mjs";
import { readPage } from "../helpers/unit/docs/page.js";

describe("docs/reference.md", () => {
  const { text } = readPage("docs/reference.md");

  it("has the tables that `npm run -s reference` writes", () => {
    expect(text).toBe(referenceText());
  });

  it("names every argument that the provider takes", () => {
    const names = [
      replicationShape,
      scopeShape,
      relationshipShape(drivers),
      fileOptions,
      keaOptions,
      windowsOptions,
    ].flatMap((shape) => Object.keys(argumentsIn(shape)));
    const missing = new Set(names.filter((name) => !text.includes(`\`${name}\``)));
    expect([...missing]).toEqual([]);
  });
});

describe("docs/architecture.md", () => {
  it("has the drawing that `npm run -s drawing` makes", () => {
    expect(readPage("docs/architecture.md").text).toBe(architectureText());
  });
});
