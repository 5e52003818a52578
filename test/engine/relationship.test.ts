// A FailoverRelationship on the real CLI: what the CLI itself prints about a refused argument.
import { expect, it } from "vitest";
import { project } from "../helpers/cli/engine/cli.js";

it.each([
  ["the shared secret", `sharedSecret: "canary-of-peers"`, "sharedSecret is not a reference."],
  [
    "the peers' password",
    `kea: { peerUser: "partner", peerPassword: "canary-of-peers" }`,
    "kea.peerPassword is not a reference.",
  ],
  [
    "a peer's address",
    `kea: { primaryUrl: "http://partner:canary-of-peers@192.0.2.1:8000/", heartbeatDelay: "soon" }`,
    "kea.heartbeatDelay is",
  ],
])("a password in the wrong place is not printed: %s", async (_, written, said) => {
  const stack = await project({
    program: `
const dhcp = require("pulumi-dhcp-failover");
const server = (port) => ({ driver: "kea", url: "http://127.0.0.1:" + port });
new dhcp.FailoverRelationship("offices", { primary: server(1), partner: server(2), name: "offices", ${written} });
`,
  });
  const { code, output } = await stack.preview();
  expect(code).not.toBe(0);
  expect(output).toContain(said);
  expect(output).not.toContain("canary-of-peers");
});
