// npm run setup: everything that the demo, the tests and the benchmarks need, made if it is not there.
// Also runs before each of them, so it is quick when there is nothing to do.

import { provideCli } from "./cli.mjs";
import { preparePackage } from "./prepare.mjs";
import { reportSetupError } from "./run.mjs";

const say = (line) => console.log(line);

try {
  const version = await preparePackage(say);
  const cli = await provideCli(say);
  say(`Ready: Node ${version}, pulumi ${cli.version} in ${cli.folder}.`);
} catch (error) {
  reportSetupError(error);
}
