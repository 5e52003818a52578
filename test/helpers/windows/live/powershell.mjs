// Stands in for powershell.exe where there is no Windows: does with its arguments and its standard input what the real one does with the
// bootstrap, and leaves the running of the script to the test that made it. Tells that test, over a socket, in lines of JSON.

import { connect } from "node:net";
import { createInterface } from "node:readline";

const [, , socket, ...argv] = process.argv;
const test = connect(socket);
const lines = createInterface({ input: test })[Symbol.asyncIterator]();
const tell = (line) => test.write(`${JSON.stringify(line)}\n`);
/** Returns the next request of the test; when the test is gone, so are we. */
const told = async () => {
  const { value, done } = await lines.next();
  if (done) process.exit(70);
  return JSON.parse(value);
};
const print = (stream, base64) =>
  new Promise((resolve) => stream.write(Buffer.from(base64, "base64"), resolve));
const printed = async ({ stdout = "", stderr = "" }) => {
  await print(process.stderr, stderr);
  await print(process.stdout, stdout);
};

for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {}); // whoever read it is gone
test.on("error", () => process.exit(70));
test.on("close", () => process.exit(70));

tell({ argv, pid: process.pid, variables: Object.keys(process.env) });
const beginning = await told();
await printed(beginning);
if (beginning.code !== undefined) process.exit(beginning.code);

const input = [];
for await (const part of process.stdin) input.push(part);
tell({ input: Buffer.concat(input).toString("latin1") });
const end = await told();
await printed(end);
process.exit(end.code ?? 0);
