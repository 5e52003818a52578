// Azure's stages, every script step of them, with the real CLI on a pair of running servers. A stand-in for its interface keeps the threads.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { withKea } from "../../helpers/kea/versions.js";
import { site, type Site } from "../../helpers/cli/examples/pipelines/pair.js";
import { azure, outside, type Run } from "../../helpers/cli/examples/pipelines/runner.js";
import { type Answer, type Asked, service } from "../../helpers/cli/examples/pipelines/service.js";

interface Thread {
  readonly id: number;
  readonly status: string;
  readonly isDeleted?: boolean;
  readonly comments: readonly { readonly id: number; readonly content?: string }[];
}

const threadsPath = "/collection/project/_apis/git/repositories/repository/pullRequests/9/threads";

/** Azure's interface to the threads of a pull request: they are listed and added, and their comments changed. */
function answerOn(threads: Thread[], { method, path, query, headers, body }: Asked): Answer {
  const isCalledAsDocumented =
    headers["authorization"] === "Bearer the job's token" && query.get("api-version") === "7.1";
  if (!isCalledAsDocumented) return { status: 401, body: {} };
  if (method === "GET" && path === threadsPath) return { body: { value: threads } };
  if (method === "POST" && path === threadsPath) {
    threads.push({
      id: threads.length + 1,
      status: body.status,
      comments: body.comments.map(({ content }: any) => ({ id: 1, content })),
    });
    return { body: threads.at(-1) };
  }
  const comment = findComment(threads, path);
  return method === "PATCH" && comment
    ? { body: Object.assign(comment, body) }
    : { status: 404, body: {} };
}

function findComment(threads: readonly Thread[], path: string): object | undefined {
  const [, thread, comment] =
    /^\/threads\/(\d+)\/comments\/(\d+)$/.exec(path.replace(threadsPath, "/threads")) ?? [];
  return threads
    .find(({ id }) => id === Number(thread))
    ?.comments.find(({ id }) => id === Number(comment));
}

withKea("2.2.0")("Azure Pipelines", () => {
  let place: Site;
  let predefined: Record<string, string>;
  const threads: Thread[] = [
    { id: 1, status: "active", comments: [{ id: 1, content: "Looks fine." }] },
  ];

  beforeAll(async () => {
    place = await site();
    const api = await service((asked) => answerOn(threads, asked));
    predefined = {
      SYSTEM_COLLECTIONURI: `${api}/collection/`,
      SYSTEM_TEAMPROJECTID: "project",
      BUILD_REPOSITORY_ID: "repository",
      SYSTEM_PULLREQUEST_PULLREQUESTID: "9",
    };
  });
  const stage = (name: string, needed?: Run) => azure(place, name, predefined, needed);
  const codes = ({ steps }: Run) => steps.map(({ code }) => code);

  it("previews a pull request in one comment, which the next preview brings up to date", async () => {
    for (const [edit, told] of [
      ["borrowed", "borrowed => printer"],
      ["moved", "moved => printer"],
    ] as const) {
      await place.edit(edit);
      const run = await stage("preview");
      expect(run.passed, run.said).toBe(true);
      expect(threads).toMatchObject([{ id: 1 }, { status: "closed", comments: { length: 1 } }]);
      const content = threads[1]!.comments[0]!.content!;
      expect(content).toContain(`reservations.10.0.1.13.name: "${told}"`);
      expect(outside(content)).toHaveLength(2);
    }
    expect(place.untracked()).toBe("");
  });

  it("tells in the night what differs, also before the first update", async () => {
    const run = await stage("drift");
    expect(codes(run)).toEqual([0, 7, 0]);
    expect(run.said).toMatch(/10\.0\.1\.13.*dhcp1 has "?printer"?; dhcp2 has "?moved/);
  });

  it("updates by the plan that was made after the merge", async () => {
    const plan = await stage("plan");
    expect(plan.passed, plan.said).toBe(true);
    const update = await stage("update", plan);
    expect(update.passed, update.said).toBe(true);
    expect(await place.names()).toEqual(["printer", "printer"]);
  });

  it("is quiet in a night when nothing differs", async () => {
    expect(codes(await stage("drift"))).toEqual([0, 0, undefined]);
  });

  it("fails the nightly run where only the servers' own settings differ, and an update still goes through", async () => {
    const { server2 } = place.servers;
    const lifetime = async (seconds: number) => {
      const { Dhcp4 } = (await server2.command("config-get")).arguments!;
      expect(
        (await server2.command("config-set", { Dhcp4: { ...Dhcp4, "valid-lifetime": seconds } }))
          .result,
      ).toBe(0);
      await place.servers.ready();
    };
    await lifetime(600);
    const run = await stage("drift");
    expect(codes(run)).toEqual([0, 7, 0]);
    const written = readFileSync(join(place.folder, "drift.md"), "utf8");
    expect(written).toMatch(/Outside scopes\n.*dhcp1 has .*3600.*; dhcp2 has .*600/);
    expect((await stage("update", await stage("plan"))).passed).toBe(true);
    await lifetime(3600);
    expect(codes(await stage("drift"))).toEqual([0, 0, undefined]);
  });

  it("fails the nightly run after a hand edit, with the drift as its summary", async () => {
    const plan = await stage("plan");
    await place.edit("by hand");
    const run = await stage("drift");
    expect(codes(run)).toEqual([0, 7, 0]);
    expect(run.said).toMatch(/10\.0\.1\.13.*dhcp1 has "?printer"?; dhcp2 has "?by hand/);
    expect(run.said.trimEnd().split("\n").at(-1)).toBe(
      `##vso[task.uploadsummary]${place.folder}/drift.md`,
    );

    const refused = await stage("update", plan);
    expect(refused.passed).toBe(false);
    expect(refused.said).toContain("The plan was refused:");
    expect(await place.names()).toEqual(["printer", "by hand"]);
  });

  it("fails where it cannot be told, without a summary", async () => {
    const locked = { ...place, settings: { ...place.settings, KEA_PASSWORD: "hunter2" } };
    const run = await azure(locked, "drift", predefined);
    expect(codes(run)).toEqual([
      0,
      expect.toSatisfy((code: number) => code !== 0 && code !== 7),
      0,
    ]);
    expect(run.said).not.toContain("##vso");
    expect((await azure(locked, "preview", predefined)).passed).toBe(false);
    expect(threads[1]!.comments[0]!.content).toContain(
      "**The preview of the DHCP servers failed**",
    );
  });
});
