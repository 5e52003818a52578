// Provides Kea for the tests: Debian's own packages on this machine, and a small Debian in the cache folder for each later version.
// Run as a program it says where each version is. What is missing stays missing quietly, except in a pipeline.

import { existsSync, realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { install, installed, lastLine, reportProvided } from "./apt.mjs";
import { making } from "./making.mjs";
import { findKea, keaRoots } from "./paths.mjs";
import { run } from "./run.mjs";

const here = ["kea-dhcp4-server", "kea-ctrl-agent", "kea-admin"];

/** What each Debian of its own is made of; kea-admin brings perfdhcp. Backports have to be asked for by name. */
const debians = {
  "2.6.3": { suite: "trixie", packages: here },
  "3.0.3": {
    suite: "trixie",
    backports: "trixie-backports",
    packages: ["kea-dhcp4-server/trixie-backports", "kea-admin/trixie-backports"],
  },
};

/** Every version with where it is, or with what it `lacks`. */
export async function provideKea(say) {
  const why = await provided(say);
  return Object.keys(keaRoots).map((version) => {
    const { lacks, ...found } = findKea(version);
    return {
      name: version,
      ...found,
      ...(lacks && { lacks: [lacks, why[version]].filter(Boolean).join("; ") }),
    };
  });
}

/** Makes what is missing and can be made; answers why it could not be, by version. */
async function provided(say) {
  const missing = Object.keys(keaRoots).filter(
    (version) => !existsSync(`${keaRoots[version]}/usr/sbin/kea-dhcp4`),
  );
  const tools = ["ip", "openssl"].filter((tool) => !installed(tool));
  if (missing.length === 0 && tools.length === 0) return {};

  const all = (reason) => Object.fromEntries(missing.map((version) => [version, reason]));
  if (!installed("apt-get")) return all("this machine has no apt-get to install it with");
  if (process.getuid() !== 0)
    return all(`only root can install it (${here.join(" ")}, by apt-get)`);

  const why = {};
  const own = missing.filter((version) => debians[version]);
  const packages = [
    ...tools.map((tool) => (tool === "ip" ? "iproute2" : tool)),
    ...(own.length > 0 && !installed("mmdebstrap") ? ["mmdebstrap"] : []),
    ...(missing.includes("2.2.0") ? here : []),
  ];
  if (packages.length > 0) {
    const problem = await install(packages, say);
    if (problem) Object.assign(why, all(problem));
  }
  return installed("mmdebstrap") ? { ...why, ...(await makeDebians(own, say)) } : why;
}

/** Makes a Debian for each of these versions; returns why it could not be made, by version. */
async function makeDebians(versions, say) {
  const why = {};
  for (const version of versions) {
    say(
      `Kea ${version}: making a Debian for it in ${keaRoots[version]}. It takes half a minute, once.`,
    );
    why[version] = await making(keaRoots[version], (folder) => bootstrap(folder, debians[version]));
  }
  return why;
}

async function bootstrap(folder, { suite, backports, packages }) {
  // The same line again with the other suite: whatever mirror mmdebstrap chose serves both.
  const sources = `"$1"/etc/apt/sources.list`;
  const hook = backports && [
    `--setup-hook=sed -n 's/ ${suite} / ${backports} /p' ${sources} > ${sources}.d/${backports}.list`,
  ];
  const args = [
    "--quiet",
    "--variant=minbase",
    `--include=${packages.join(",")}`,
    ...(hook || []),
    suite,
    folder,
    ...(await mirror()),
  ];
  // In mount points of its own, so that nothing of this machine is mounted inside a folder that may have to be removed.
  const apart =
    (await run("unshare", ["--mount", "true"], { quiet: true })).code === 0
      ? ["unshare", "--mount"]
      : [];
  const [command, ...rest] = [...apart, "mmdebstrap", ...args];
  const made = await run(command, rest, { quiet: true });
  if (made.code !== 0) return `mmdebstrap could not make a Debian for it (${lastLine(made)})`;
}

/** The mirror that apt uses for Debian itself; on a machine that is no Debian, none, and mmdebstrap chooses. */
async function mirror() {
  const asked = await run(
    "apt-get",
    ["indextargets", "--format", "$(LABEL) $(REPO_URI)", "Created-By: Packages"],
    { quiet: true },
  );
  const uri = /^Debian (\S+)$/m.exec(asked.output)?.[1];
  return uri ? [uri] : [];
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const versions = await provideKea((line) => console.log(line));
  for (const { name, version, root, lacks } of versions) {
    const place = root === "/" ? "on this machine" : `in ${root}`;
    reportProvided(`Kea ${name}`, `${version} ${place}`, lacks);
  }
}
