// The Automation API's program: an update as a job, started, followed, waited for and cancelled, on a pair of running servers.
// What a provider says and what the engine does reach the job by two ways, so the order is held within each of them only.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { between, type Between } from "../../helpers/kea/between.js";
import { until } from "../../helpers/kea/until.js";
import { withKea } from "../../helpers/kea/versions.js";
import { pipelines } from "../../helpers/cli/examples/pipelines/checkout.js";
import { site, type Site } from "../../helpers/cli/examples/pipelines/pair.js";

withKea("2.2.0")("the Automation API", () => {
  let place: Site;
  let door: Between;
  beforeAll(async () => {
    place = await site(async (url) => {
      door = await between(url);
      return door.url;
    });
    expect(await place.run(["npm", "ci"])).toMatchObject({ code: 0 });
    return () => door.end();
  });

  const job = (stack = "production") => {
    const child = spawn("node", ["automation/replicate.mjs", stack], {
      cwd: place.folder,
      env: place.env,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let said = "";
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => (said += text));
    const ended = once(child, "close").then(([code]) => ({ code: code as number, said }));
    const cancelled = () => {
      child.kill("SIGTERM");
      return until("the job to be cancelling", async () => said.includes("cancelling: "));
    };
    return { ended, cancelled };
  };
  /** Tells the sentences of the provider apart: each begins with a server's address or a scope. */
  const apart = (said: string) =>
    Map.groupBy(said.split("\n"), (line) => (/^(http:|\d)/.test(line) ? "provider" : "job"));
  const last = (said: string) => said.trimEnd().split("\n").at(-1);

  it("starts an update, tells its progress, waits for it, and says what came of it", async () => {
    const { code, said } = await job().ended;
    expect(code, said).toBe(0);
    expect(apart(said).get("provider")!.join("\n")).toMatch(
      /this write is one config-set[^]*: failover works again after [\d.]+ s \(hot-standby\)\.$/,
    );
    expect(apart(said).get("job")).toEqual([
      "headquarters: create begun",
      "headquarters: create done",
      'succeeded: {"create":2}',
      "",
    ]);
    expect(await place.names()).toEqual(["printer", "printer"]);
  });

  it("writes whole what it is writing when it is cancelled", async () => {
    await place.edit("by hand");
    const { ended, cancelled } = job();
    door.before("config-set", cancelled);
    const { code, said } = await ended;
    expect(code).toBe(1);
    expect(apart(said).get("provider")!.join("\n")).toContain("failover works again");
    const [, shown] = /^```text\n([^]*?)^```/m.exec(
      readFileSync(join(pipelines, "README.md"), "utf8"),
    )!;
    expect(apart(said).get("job")!.join("\n")).toContain(shown);
    expect(await place.names()).toEqual(["printer", "printer"]);

    const next = await job().ended; // no lock is left, and the state knows what was written
    expect(next.code, next.said).toBe(0);
    expect(last(next.said)).toBe('succeeded: {"same":2}');
  });

  it("writes nothing when it is cancelled before", async () => {
    await place.edit("by hand");
    const written = await place.writes();
    const { ended, cancelled } = job();
    door.before("config-get", cancelled);
    const { code, said } = await ended;
    expect(code).toBe(1);
    expect(last(said)).toBe("cancelled: nothing more was begun");
    expect(await place.names()).toEqual(["printer", "by hand"]);
    expect(await place.writes()).toBe(written);

    const next = await job().ended;
    expect(next.code, next.said).toBe(0);
    expect(await place.names()).toEqual(["printer", "printer"]);
  });

  it("says in a line why it was not started", async () => {
    expect(await job("elsewhere").ended).toEqual({
      code: 1,
      said: "not started: no stack named 'elsewhere' found\n",
    });
  });
});
