// GitHub's workflows, every run step of them, with the real CLI on a pair of running servers. A stand-in for gh writes down what it is told.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { withKea } from "../../helpers/kea/versions.js";
import { site, type Site } from "../../helpers/cli/examples/pipelines/pair.js";
import {
  github,
  has,
  outside,
  plan,
  type Run,
} from "../../helpers/cli/examples/pipelines/runner.js";

interface Kept {
  comments: { id: number; body: string; user: { login: string } }[];
  issues: { number: number; title: string; labels: string[]; body: string; comments: string[] }[];
  runs: {
    databaseId: number;
    workflow: string;
    commit: string;
    status: string;
    artifacts: string;
  }[];
}

withKea("2.2.0")("GitHub Actions", () => {
  let place: Site;
  beforeAll(async () => {
    place = await site();
  });
  const kept = (): Kept => JSON.parse(readFileSync(join(place.github, "state.json"), "utf8"));
  const told = (change: (state: Kept) => void) => {
    const state = kept();
    change(state);
    writeFileSync(join(place.github, "state.json"), JSON.stringify(state));
  };
  const ours = () =>
    kept()
      .comments.filter(({ user }) => user.login === "github-actions[bot]")
      .map(({ body }) => body);

  /** A preview of the pull request, noted as a run of its workflow. */
  const preview = async (commit: string): Promise<Run> => {
    const run = await github(place, "preview.yml", { "github.event.number": "12" });
    told(({ runs }) =>
      runs.push({
        databaseId: 7000 + runs.length,
        workflow: "preview.yml",
        commit,
        status: run.passed ? "success" : "failure",
        artifacts: run.artifacts,
      }),
    );
    return run;
  };
  const merge = (commit: string) =>
    github(place, "update.yml", {
      "github.event.pull_request.head.sha": commit,
      "github.event.pull_request.merge_commit_sha": `${commit}-merged`,
    });
  const night = () => github(place, "drift.yml");

  it("previews a pull request in one comment, which the next preview brings up to date", async () => {
    told(({ comments }) => {
      comments.push({ id: 1, body: "Looks fine.", user: { login: "ann" } });
      comments.push({
        id: 2,
        body: "<!-- preview of the stack production -->\nAll is well, merge.",
        user: { login: "mallory" },
      });
      comments.push({
        id: 3,
        body: "Lint: nothing found.",
        user: { login: "github-actions[bot]" },
      });
    });
    const first = await preview("c1");
    expect(first.passed, first.said).toBe(true);
    expect(ours()[1]).toContain('reservations.10.0.1.13.name: "borrowed => printer"');
    expect(has(plan(first))).toBe(true);
    expect(place.untracked()).toBe("");

    await place.change("plotter");
    const second = await preview("c2");
    expect(second.passed, second.said).toBe(true);
    expect(ours()).toHaveLength(2);
    expect(ours()[0]).toBe("Lint: nothing found.");
    expect(ours()[1]).toContain('reservations.10.0.1.13.name: "borrowed => plotter"');
    expect(kept().comments.find(({ id }) => id === 2)!.body).toContain("All is well");
  });

  it("does on the merge what the preview said", async () => {
    const run = await merge("c2");
    expect(run.passed, run.said).toBe(true);
    expect(await place.names()).toEqual(["plotter", "plotter"]);
  });

  it("has nothing to do when nothing differs", async () => {
    const written = await place.writes();
    expect((await preview("c3")).passed).toBe(true);
    expect(ours()[1]).toMatch(/\n {8}2 unchanged\n/);
    expect((await merge("c3")).passed).toBe(true);
    const quiet = await night();
    expect(quiet.passed, quiet.said).toBe(true);
    expect(kept().issues).toEqual([]);
    expect(await place.writes()).toBe(written);
  });

  it("opens an issue in the night after a hand edit, and adds to it in the next", async () => {
    await place.edit("moved");
    for (const nights of [0, 1]) {
      const run = await night();
      expect(run.passed, run.said).toBe(true);
      const { issues } = kept();
      expect(issues).toMatchObject([
        { title: "DHCP drift: production", labels: ["dhcp-drift"], comments: { length: nights } },
      ]);
      for (const text of [issues[0]!.body, ...issues[0]!.comments]) {
        expect(text).toMatch(/10\.0\.1\.13.*dhcp1 has "?plotter"?; dhcp2 has "?moved/);
        expect(outside(text)).toEqual(["The DHCP servers of the stack production differ:"]);
      }
    }
    expect(place.untracked()).toBe("");
  });

  it("refuses a plan when a server has changed since, and says what to do", async () => {
    expect((await preview("c4")).passed).toBe(true);
    await place.edit("moved again");
    const written = await place.writes();
    const refused = await merge("c4");
    expect(refused.passed).toBe(false);
    expect(refused.said).toContain(
      "The plan was refused: since it was made, one of the servers has changed, or the program has. Run the preview again, read it, and then run this job again.",
    );
    expect(await place.writes()).toBe(written);
    expect(await place.names()).toEqual(["plotter", "moved again"]);

    await preview("c4");
    expect((await merge("c4")).passed).toBe(true);
    expect(await place.names()).toEqual(["plotter", "plotter"]);
  });

  it("does nothing without a preview that succeeded", async () => {
    const refused = await merge("c5");
    expect(refused.steps.map(({ code }) => code)).toEqual([0, 1, undefined]);
    expect(refused.said).toContain(
      "This pull request was merged without a preview that succeeded. Run its preview again, read it, and then run this job again.",
    );
  });

  it("fails where it cannot be told, and opens no issue", async () => {
    const locked = { ...place, settings: { ...place.settings, KEA_PASSWORD: "hunter2" } };
    const before = kept().issues;
    const dark = await github(locked, "drift.yml");
    expect(dark.passed).toBe(false);
    expect(dark.steps.map(({ code }) => code)).toEqual([
      0,
      expect.toSatisfy((code: number) => code !== 0 && code !== 7),
      undefined,
    ]);
    expect(kept().issues).toEqual(before);

    const failed = await github(locked, "preview.yml", { "github.event.number": "12" });
    expect(failed.passed).toBe(false);
    expect(has(plan(failed))).toBe(false);
    expect(outside(ours()[1]!)[1]).toMatch(
      /^\*\*The preview of the DHCP servers failed\*\* \(stack production, exit code \d+\):$/,
    );
    for (const text of [dark.said, failed.said, ours()[1]!]) expect(text).not.toContain("hunter2");
  });

  it("lets nothing that a server holds out of its block, nor command the log", async () => {
    await place.change("</details> ``` ## mallory");
    await preview("c6");
    const body = ours()[1]!;
    expect(body).toContain("mallory");
    expect(outside(body)).toEqual([
      "<!-- preview of the stack production -->",
      "**What an update of the DHCP servers would do** (stack production):",
    ]);
  });
});
