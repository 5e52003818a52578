// node scripts/azure.mjs FILE: a comment on the pull request; a later one takes its place, known by its first line.

import { readFileSync } from "node:fs";

import { ask } from "./ask.mjs";

const {
  SYSTEM_COLLECTIONURI,
  SYSTEM_TEAMPROJECTID,
  BUILD_REPOSITORY_ID,
  SYSTEM_PULLREQUEST_PULLREQUESTID,
  SYSTEM_ACCESSTOKEN,
} = process.env;
const content = readFileSync(process.argv[2], "utf8");
const threads = `${SYSTEM_COLLECTIONURI}${SYSTEM_TEAMPROJECTID}/_apis/git/repositories/${BUILD_REPOSITORY_ID}/pullRequests/${SYSTEM_PULLREQUEST_PULLREQUESTID}/threads`;
const call = (method, url, body) =>
  ask(method, `${url}?api-version=7.1`, { Authorization: `Bearer ${SYSTEM_ACCESSTOKEN}` }, body);

const [marker] = content.split("\n");
const { told } = await call("GET", threads);
const known = told.value.find(
  ({ isDeleted, comments }) => !isDeleted && comments[0]?.content?.startsWith(marker),
);
// "closed": a thread that is open can keep a pull request from being completed.
await (known
  ? call("PATCH", `${threads}/${known.id}/comments/${known.comments[0].id}`, { content })
  : call("POST", threads, { comments: [{ content, commentType: "text" }], status: "closed" }));
