// A pair that its own drift has stopped: real clients, a scope missing on the partner, and one update that mends it.
import { afterEach, expect, it } from "vitest";
import { project, type Project } from "../engine/cli.js";
import { lab, wire, type Lab } from "./lab.js";
import { networks } from "./network.js";
import { until } from "./until.js";
import { withKea } from "./versions.js";

const scope = { id: 1, subnet: wire, pools: [{ pool: "10.20.1.0 - 10.20.255.254" }] };

withKea("3.0.3", networks)("a pair terminated by a scope that its partner lacks", () => {
  let pair: Lab;
  let stack: Project;
  afterEach(async () => {
    await stack?.remove();
    await pair?.end();
  });

  it("ends in hot standby after one up, and its clients are answered again", async () => {
    pair = await lab({ serves: (server) => ({ subnet4: server === "server1" ? [scope] : [] }) });
    const { server1, server2, clients } = pair;
    const lost = await clients(50, 2);
    expect(lost.acks).toBeLessThan(lost.discovers);
    await until("both servers to give up", async () => [await server1.state(), await server2.state()].every((state) => state === "terminated"));

    const at = (url: string) => JSON.stringify({ driver: "kea", url });
    stack = await project({ refresh: "always", program: `new (require("pulumi-dhcp-failover").FailoverReplication)("all", { primary: ${at(server1.unixUrl)}, partner: { ...${at(server2.unixUrl)}, backupDir: "kept" } });` });
    const preview = await stack.preview("--diff");
    expect(preview.output).toContain(`Failover has stopped (terminated), as it does when partners differ: after the write ${server1.unixUrl} is sent ha-reset, which starts it again.`);
    const up = await stack.up();
    expect(up.code, up.output).toBe(0);
    expect(up.output).toContain(`${server1.unixUrl}: ha-reset was sent.`);
    expect([await server1.state(), await server2.state()]).toEqual(["hot-standby", "hot-standby"]);
    const answered = await clients(50, 2);
    expect(answered.acks).toBe(answered.discovers);
    expect((await stack.preview("--expect-no-changes")).code).toBe(0);
  });
});
