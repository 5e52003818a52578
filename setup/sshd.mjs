// Provides OpenSSH for the tests, which run a server of their own on a port of the loopback. Where it is missing it stays missing quietly, except in a pipeline.

import { provide, reportProvided } from "./apt.mjs";
import { findSshd } from "./paths.mjs";

const packages = ["openssh-server", "openssh-client"];

const { server, lacks } = await provide(findSshd, packages, (line) => console.log(line));
reportProvided("OpenSSH", `${server} on this machine`, lacks);
