// node scripts/gitlab.mjs note FILE: a note on the merge request; a later one takes its place, known by its first line.
// node scripts/gitlab.mjs issue FILE: an issue, or a note on the one that is open.

import { readFileSync } from "node:fs";

import { ask } from "./ask.mjs";

const [what, file] = process.argv.slice(2);
const { CI_API_V4_URL, CI_PROJECT_ID, CI_MERGE_REQUEST_IID, GITLAB_TOKEN, PULUMI_STACK } =
  process.env;
const body = readFileSync(file, "utf8");
const call = (method, path, content) =>
  ask(
    method,
    `${CI_API_V4_URL}/projects/${CI_PROJECT_ID}/${path}`,
    { "PRIVATE-TOKEN": GITLAB_TOKEN },
    content,
  );

if (what === "note") {
  const notes = `merge_requests/${CI_MERGE_REQUEST_IID}/notes`;
  const [marker] = body.split("\n");
  let known;
  for (let page = "1"; page && !known; ) {
    const { told, next } = await call("GET", `${notes}?sort=asc&per_page=100&page=${page}`);
    known = told.find((note) => note.body.startsWith(marker));
    page = next;
  }
  await (known ? call("PUT", `${notes}/${known.id}`, { body }) : call("POST", notes, { body }));
} else {
  const { told } = await call("GET", "issues?state=opened&labels=dhcp-drift&per_page=1");
  const [open] = told;
  await (open
    ? call("POST", `issues/${open.iid}/notes`, { body })
    : call("POST", "issues", {
        title: `DHCP drift: ${PULUMI_STACK}`,
        labels: "dhcp-drift",
        description: body,
      }));
}
