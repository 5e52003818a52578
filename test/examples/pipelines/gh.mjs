// A stand-in for GitHub's gh. It keeps comments, issues, labels and runs in $GH_STATE/state.json, writes every call down beside it, and refuses
// what it does not know. Its --jq is jq.

import { appendFileSync, cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { raw } from "jq-wasm";

const { GH_STATE, GH_TOKEN, GH_REPO } = process.env;
const args = process.argv.slice(2);
appendFileSync(join(GH_STATE, "calls"), `${JSON.stringify(args)}\n`);

const refuse = (why) => {
  console.error(`gh: ${why}`);
  process.exit(1);
};
if (GH_TOKEN !== "the job's token")
  refuse("To use GitHub CLI in a GitHub Actions workflow, set the GH_TOKEN environment variable.");

const flags = {};
const words = [];
const alone = ["--paginate", "--silent", "--force"];
for (let i = 0; i < args.length; i++) {
  if (!args[i].startsWith("--")) words.push(args[i]);
  else if (alone.includes(args[i])) flags[args[i]] = true;
  else flags[args[i]] = args[++i];
}
/** Flags that a call must have, each exactly these. */
const takes = (...names) => {
  const given = Object.keys(flags).sort().join(" ");
  if (given !== names.sort().join(" ")) refuse(`${words.join(" ")} does not take ${given}`);
};

const state = JSON.parse(readFileSync(join(GH_STATE, "state.json"), "utf8"));
const save = () => writeFileSync(join(GH_STATE, "state.json"), JSON.stringify(state));
const body = () => readFileSync(flags["--body-file"], "utf8");
const bot = { login: "github-actions[bot]" };
const picked = async (told) =>
  process.stdout.write(
    await raw(told, flags["--jq"], ["-r"]).then((text) => (text ? `${text.trimEnd()}\n` : "")),
  );

const [call, ...rest] = words;
const known = `${call} ${call === "api" ? (flags["--method"] ?? "GET") : rest[0]}`;
if (known === "api GET") {
  takes("--paginate", "--jq");
  if (rest[0] !== `repos/${GH_REPO}/issues/${state.number}/comments`) refuse(`no ${rest[0]}`);
  for (let page = 0; page * 2 < state.comments.length; page++)
    await picked(state.comments.slice(page * 2, page * 2 + 2));
} else if (known === "api PATCH") {
  takes("--silent", "--method", "--field");
  const comment = state.comments.find(
    ({ id }) => rest[0] === `repos/${GH_REPO}/issues/comments/${id}`,
  );
  const file = /^body=@(.*)$/.exec(flags["--field"])?.[1];
  if (!comment || !file) refuse(`no ${rest[0]}`);
  comment.body = readFileSync(file, "utf8");
} else if (known === "pr comment") {
  takes("--body-file");
  if (rest[1] !== String(state.number)) refuse(`no pull request ${rest[1]}`);
  state.comments.push({ id: 1000 + state.comments.length, body: body(), user: bot });
} else if (known === "issue list") {
  takes("--label", "--state", "--limit", "--json", "--jq");
  const found = state.issues
    .filter((issue) => issue.state === flags["--state"] && issue.labels.includes(flags["--label"]))
    .slice(0, Number(flags["--limit"]));
  await picked(found.map((issue) => ({ [flags["--json"]]: issue[flags["--json"]] })));
} else if (known === "issue comment") {
  takes("--body-file");
  state.issues.find(({ number }) => rest[1] === String(number)).comments.push(body());
} else if (known === "label create") {
  takes("--force");
  state.labels = [...new Set([...state.labels, rest[1]])];
} else if (known === "issue create") {
  takes("--title", "--label", "--body-file");
  if (!state.labels.includes(flags["--label"]))
    refuse(`could not add label: '${flags["--label"]}' not found`);
  state.issues.push({
    number: 100 + state.issues.length,
    title: flags["--title"],
    labels: [flags["--label"]],
    state: "open",
    body: body(),
    comments: [],
  });
} else if (known === "run list") {
  takes("--workflow", "--commit", "--status", "--limit", "--json", "--jq");
  const found = state.runs
    .filter(
      (run) =>
        run.workflow === flags["--workflow"] &&
        run.commit === flags["--commit"] &&
        run.status === flags["--status"],
    )
    .reverse();
  await picked(
    found
      .slice(0, Number(flags["--limit"]))
      .map((run) => ({ [flags["--json"]]: run[flags["--json"]] })),
  );
} else if (known === "run download") {
  takes("--name");
  const run = state.runs.find(({ databaseId }) => rest[1] === String(databaseId));
  cpSync(join(run.artifacts, flags["--name"]), process.cwd(), { recursive: true });
} else {
  refuse(`unknown command ${args.join(" ")}`);
}
save();
