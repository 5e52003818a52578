// The module that stands in for DhcpServer under a real PowerShell, as text: no PowerShell is needed.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { cmdlets } from "../../provider/drivers/windows/rules/cmdlets.js";
import { moduleText } from "../helpers/windows/powershell/module.js";
import { parsed } from "../helpers/windows/tree-sitter.js";

it("the module that stands in for the DHCP module is PowerShell, with a function for each cmdlet and each of its parameters", () => {
  const text = moduleText();
  // The grammar does not know how a constructor calls that of its base.
  expect(() => parsed(text.replace(" : base($message)", ""))).not.toThrow();
  for (const [name, { parameters }] of Object.entries(cmdlets)) {
    const body = new RegExp(`^function ${name} \\{\\n([^]*?)^\\}`, "m").exec(text)![1]!;
    const declared = [...body.matchAll(/\] \$(\w+),?$/gm)].map(([, parameter]) => parameter);
    expect(declared).toEqual([...Object.keys(parameters), "ComputerName"]);
  }
});

it("the text that passes scripts to the module is PowerShell", () => {
  const text = readFileSync(
    join(import.meta.dirname, "../helpers/windows/powershell/jobs.ps1"),
    "utf8",
  );
  expect(() => parsed(text)).not.toThrow();
  expect(text + moduleText()).toMatch(/^[\n\x20-\x7e]+$/);
});
