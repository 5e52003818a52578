// Shows that the harness drives the real CLI: a provider that does nothing, in the project's own folder.

import { beforeAll, expect, it } from "vitest";

import { added, project, type Project } from "../helpers/cli/engine/cli.js";

const program = `
const pulumi = require("@pulumi/pulumi");
const __provider = 'exports.handler=()=>require("module").createRequire(process.cwd()+"/_")("./provider.cjs").scope;';
new pulumi.CustomResource("pulumi-nodejs:dynamic/dhcp:FailoverScope", "hq", { lease: new pulumi.Config().get("lease"), __provider });
`;
const provider = `
const wanted = () => JSON.parse(require("fs").readFileSync("wanted.json", "utf8"));
exports.scope = {
  async check(olds, news) { return { inputs: { ...news, replicate: wanted() } }; },
  async diff() { return { changes: undefined }; },
  async create(inputs) { return { id: "hq", outs: inputs }; },
  async update(id, olds, news) { return { outs: news }; },
};
`;

let hq: Project;
beforeAll(async () => {
  hq = await project({
    program,
    wholeSdk: true,
    files: { "provider.cjs": provider, "wanted.json": '{ "leaseDuration": "86400 => 691200" }' },
    config: { "dhcp:lease": "8 days" },
  });
});

it("a project previews, applies and then finds nothing to do", async () => {
  expect(added(await hq.previewJson())).toEqual(["leaseDuration: 86400 => 691200"]);
  expect(await hq.preview("--expect-no-changes")).toMatchObject({ code: 7 });

  expect(await hq.up()).toMatchObject({ code: 0 });
  expect((await hq.state()).deployment.resources?.at(-1)).toMatchObject({
    id: "hq",
    outputs: { lease: "8 days" },
  });
  expect(await hq.preview("--expect-no-changes")).toMatchObject({ code: 0 });
});

it("the added lines of a preview are told apart from the lines that were there before", async () => {
  await hq.write(
    "wanted.json",
    '{ "leaseDuration": "86400 => 691200", "leaseDuration (2)": "100 => 691200", "10.0.1.0/24": { "name": "x => HQ" } }',
  );
  expect(added(await hq.previewJson())).toEqual([
    "10.0.1.0/24 name: x => HQ",
    "leaseDuration: 100 => 691200",
  ]);
});
