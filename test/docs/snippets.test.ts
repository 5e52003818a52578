// Servers and resources that the pages show can be opened, and what they quote is what the provider prints.
import { describe, expect, it } from "vitest";
import { messages } from "../../provider/drivers/kea/messages.js";
import { drivers } from "../../provider/drivers/index.js";
import { kea, keaOptions } from "../../provider/drivers/kea/index.js";
import { windows, windowsOptions } from "../../provider/drivers/windows/live/index.js";
import { relationshipShape } from "../../provider/lifecycle/arguments.js";
import { readPage } from "../helpers/unit/docs/page.js";

/** Returns the servers that a page's TypeScript declares, in order. */
function serversIn(path: string): readonly Record<string, unknown>[] {
  const programs = readPage(path).blocks("ts").join("\n");
  return [...programs.matchAll(/: dhcp\.Server = (\{.*\});/g)].map(
    ([, server]) => new Function(`return ${server}`)() as Record<string, unknown>,
  );
}

describe("docs/getting-started-kea.md", () => {
  it("declares two running servers that can be opened", () => {
    const servers = serversIn("docs/getting-started-kea.md").map(({ driver, ...options }) => [
      driver,
      keaOptions().safeParse(options).success,
      kea(options as Parameters<typeof kea>[0]).label,
    ]);
    expect(servers).toEqual([
      ["kea", true, "https://dhcp1.example.com:8000"],
      ["kea", true, "https://dhcp2.example.com:8000"],
    ]);
  });

  it("begins with the command that the README shows", () => {
    const command = /^npx .*$/m;
    const [shown] = command.exec(readPage("README.md").text)!;
    expect(command.exec(readPage("docs/getting-started-kea.md").text)![0]).toBe(shown);
  });
});

describe("the pages on Windows", () => {
  it("begin with the README's command, for two exports", () => {
    const command = /^npx .*$/m;
    const [shown] = command.exec(readPage("README.md").text)!;
    expect(command.exec(readPage("docs/getting-started-windows.md").text)![0]).toBe(
      shown.replace("https://dhcp1:8000", "dhcp1.xml").replace("https://dhcp2:8000", "dhcp2.xml"),
    );
  });

  it.each(["docs/getting-started-windows.md", "docs/windows.md"])(
    "%s declares running servers that can be opened",
    (path) => {
      const servers = serversIn(path);
      expect(servers.length).toBeGreaterThan(0);
      for (const { driver, ...options } of servers) {
        expect([driver, windowsOptions().safeParse(options).success]).toEqual(["windows", true]);
        const { label } = windows(options as Parameters<typeof windows>[0]);
        expect(label).toBe(options["computerName"]);
      }
    },
  );
});

describe("docs/kea.md", () => {
  const page = readPage("docs/kea.md");

  it("has a relationship whose arguments are known", () => {
    const programs = page.blocks("ts").join("\n");
    const [, args] = /FailoverRelationship\("offices", (\{[^]*?\n\})\);/.exec(programs)!;
    const found = new Function("dhcp1", "dhcp2", `return ${args}`)({}, {}) as object;
    expect(relationshipShape(drivers).safeParse(found).success).toBe(true);
  });

  it("quotes what a preview says of the cost", () => {
    const waiting = messages.keaCost(
      "http://dhcp2:8000",
      messages.keaPause({ delay: 10, leases: 0, sync: 0 }, false, messages.keaWaitNobody(1)),
    );
    const [byCommands, byConfigSet] = page.blocks("text").map((block) => block.trim());
    expect([byCommands, byConfigSet]).toEqual([
      messages.keaCommandsCost(
        "http://dhcp2:8000",
        Array(3).fill({ name: "reservation-add" }),
        true,
      ),
      waiting,
    ]);
  });
});
