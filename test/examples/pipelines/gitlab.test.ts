// GitLab's jobs, every script line of them, with the real CLI on a pair of running servers. A stand-in for its interface keeps notes and issues.
import { beforeAll, expect, it } from "vitest";
import { withKea } from "../../helpers/kea/versions.js";
import { site, type Site } from "../../helpers/cli/examples/pipelines/pair.js";
import { gitlab, outside } from "../../helpers/cli/examples/pipelines/runner.js";
import { service, type Answer, type Asked } from "../../helpers/cli/examples/pipelines/service.js";

/** A path's own number, told apart from the merge request's. */
const named = (path: string): [string, string] => {
  const id = /(?<=^merge_requests\/5\/notes\/|^issues\/)\d+/.exec(path)?.[0] ?? "";
  return [id ? path.replace(new RegExp(`/${id}(?=$|/notes$)`), "/#") : path, id];
};

const perPage = 2; // GitLab gives a hundred; the note that is looked for must be found on a later page as well

withKea("2.2.0")("GitLab CI", () => {
  let place: Site;
  let api: string;
  const notes: { id: number; body: string }[] = [
    { id: 1, body: "Looks fine." },
    { id: 2, body: "Assigned to @ann" },
    { id: 3, body: "Ready." },
  ];
  const issues: {
    iid: number;
    title: string;
    labels: string;
    description: string;
    notes: string[];
  }[] = [];

  const answers: Readonly<Record<string, (asked: Asked, id: string) => Answer>> = {
    "GET merge_requests/5/notes": ({ query }) => {
      const page = Number(query.get("page"));
      const rest = notes.length > page * perPage;
      return {
        body: notes.slice((page - 1) * perPage, page * perPage),
        headers: { "x-next-page": rest ? String(page + 1) : "" },
      };
    },
    "POST merge_requests/5/notes": ({ body }) => ({
      status: 201,
      body: { id: notes.push({ id: notes.length + 1, body: body.body }) },
    }),
    "PUT merge_requests/5/notes/#": ({ body }, id) => ({
      body: Object.assign(notes.find((note) => note.id === Number(id))!, body),
    }),
    "GET issues": ({ query }) => ({
      body:
        query.get("state") === "opened"
          ? issues.filter(({ labels }) => labels === query.get("labels"))
          : [],
    }),
    "POST issues": ({ body }) => ({
      status: 201,
      body: { iid: issues.push({ iid: 40 + issues.length, notes: [], ...body }) },
    }),
    "POST issues/#/notes": ({ body }, id) => ({
      status: 201,
      body: { id: issues.find(({ iid }) => iid === Number(id))!.notes.push(body.body) },
    }),
  };
  beforeAll(async () => {
    place = await site();
    api = await service((asked) => {
      if (asked.headers["private-token"] !== "glpat")
        return { status: 401, body: { message: "401 Unauthorized" } };
      const [call, id] = named(asked.path.replace("/projects/77/", ""));
      return (
        answers[`${asked.method} ${call}`]?.(asked, id) ?? {
          status: 404,
          body: { message: `404 ${asked.method} ${asked.path}` },
        }
      );
    });
  });
  const predefined = () => ({
    CI_API_V4_URL: api,
    CI_PROJECT_ID: "77",
    CI_MERGE_REQUEST_IID: "5",
    GITLAB_TOKEN: "glpat",
  });
  const job = (name: string, needed?: Awaited<ReturnType<typeof gitlab>>) =>
    gitlab(place, name, predefined(), needed);

  it("previews a merge request in one note, which the next preview brings up to date", async () => {
    for (const [edit, told] of [
      ["borrowed", "borrowed => printer"],
      ["moved", "moved => printer"],
    ] as const) {
      await place.edit(edit);
      const run = await job("preview");
      expect(run.passed, run.said).toBe(true);
      expect(notes).toHaveLength(4);
      expect(notes[3]!.body).toContain(`reservations.10.0.1.13.name: "${told}"`);
      expect(outside(notes[3]!.body)).toHaveLength(2);
    }
    expect(place.untracked()).toBe("");
  });

  it("updates by the plan that was made after the merge", async () => {
    const plan = await job("plan");
    expect(plan.passed, plan.said).toBe(true);
    const update = await job("update", plan);
    expect(update.passed, update.said).toBe(true);
    expect(await place.names()).toEqual(["printer", "printer"]);
  });

  it("is quiet in a night when nothing differs", async () => {
    const run = await job("drift");
    expect(run.passed, run.said).toBe(true);
    expect(issues).toEqual([]);
  });

  it("opens an issue in the night after a hand edit, and adds to it in the next", async () => {
    const plan = await job("plan");
    await place.edit("by hand");
    for (const nights of [0, 1]) {
      const run = await job("drift");
      expect(run.passed, run.said).toBe(true);
      expect(issues).toMatchObject([
        { title: "DHCP drift: production", labels: "dhcp-drift", notes: { length: nights } },
      ]);
      expect(issues[0]!.description).toMatch(
        /10\.0\.1\.13.*dhcp1 has "?printer"?; dhcp2 has "?by hand/,
      );
    }
    const refused = await job("update", plan);
    expect(refused.passed).toBe(false);
    expect(refused.said).toContain("The plan was refused:");
    expect(await place.names()).toEqual(["printer", "by hand"]);
  });

  it("fails where it cannot be told, and opens no issue", async () => {
    const locked = { ...place, settings: { ...place.settings, KEA_PASSWORD: "hunter2" } };
    expect((await gitlab(locked, "drift", predefined())).passed).toBe(false);
    expect(issues).toMatchObject([{ notes: { length: 1 } }]);
    const preview = await gitlab(locked, "preview", predefined());
    expect(preview.passed).toBe(false);
    expect(notes[3]!.body).toContain("**The preview of the DHCP servers failed**");
    expect(preview.said).not.toContain("hunter2");
  });

  it("says in a line what the service refused", async () => {
    const note = (env: Readonly<Record<string, string>>) =>
      place.run(["node", "scripts/gitlab.mjs", "note", "README.md"], { ...predefined(), ...env });
    expect(await note({ GITLAB_TOKEN: "expired" })).toEqual({
      code: 1,
      said: `GET ${api}/projects/77/merge_requests/5/notes?sort=asc&per_page=100&page=1 was answered with 401 Unauthorized.\n`,
    });
    expect(await note({ CI_API_V4_URL: "http://127.0.0.1:9" })).toEqual({
      code: 1,
      said: expect.stringMatching(/^http:\/\/127\.0\.0\.1:9 does not answer: .*\.\n$/),
    });
  });
});
