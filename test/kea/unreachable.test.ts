// Servers that this machine has no way to: asked from a network namespace that has nothing in it, so that no packet leaves.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const provider = join(import.meta.dirname, "..", "..", "dist", "lifecycle", "index.js");

/** Returns the answer of a check of a replication to this partner, in a network of its own. */
function checked(url: string): string {
  const script = `
    const { replication } = require(${JSON.stringify(provider)});
    const server = (url) => ({ driver: "kea", url });
    replication.check({}, { primary: server(${JSON.stringify(url)}), partner: server(${JSON.stringify(url)}) }).then(({ failures }) => console.log(failures[0].reason), (error) => console.log(String(error)));
  `;
  const { stdout, stderr } = spawnSync("unshare", ["--net", process.execPath, "-e", script], {
    encoding: "utf8",
  });
  return (stdout + stderr).trim();
}

describe.skipIf(process.getuid?.() !== 0 && process.env["CI"] !== "true")(
  "a preview reports a server",
  () => {
    it("that there is no route to", () => {
      expect(checked("http://10.0.0.1:8000")).toBe(
        "http://10.0.0.1:8000: no route from this machine to the server (ENETUNREACH). Check routes and firewalls on the way to the server, or correct the address. [no-route]",
      );
    });

    it("whose name nobody knows", () => {
      expect(checked("https://dhcp2.invalid:8000")).toBe(
        'https://dhcp2.invalid:8000: the name "dhcp2.invalid" cannot be resolved. Correct the address, or the DNS settings of this machine. [host-unknown]',
      );
    });
  },
);
