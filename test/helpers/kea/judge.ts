// What `kea-dhcp4 -t` of a release says of a configuration file.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { kea, within, type Version } from "./versions.js";

/** The judgement of Kea on a file, and all that it prints. */
export interface Verdict {
  readonly takes: boolean;
  readonly text: string;
}

/** Asks a release of Kea whether it would start from this configuration, as a text or as the value of one. */
export async function keaSays(version: Version, configuration: string | object): Promise<Verdict> {
  const there = kea(version);
  const folder = mkdtempSync(join(there.root, "tmp", "kea-says-"));
  try {
    writeFileSync(
      join(folder, "kea.conf"),
      typeof configuration === "string" ? configuration : JSON.stringify(configuration),
    );
    const inside = there.root === "/" ? folder : folder.slice(there.root.length);
    const [command, ...args] = [
      ...within(there),
      "/usr/sbin/kea-dhcp4",
      "-t",
      join(inside, "kea.conf"),
    ];
    return await new Promise((resolve, reject) => {
      const child = spawn(command!, args, { stdio: ["ignore", "pipe", "pipe"] });
      let text = "";
      for (const stream of [child.stdout, child.stderr])
        stream.on("data", (chunk: Buffer) => (text += chunk.toString()));
      child.once("error", reject).once("close", (code) => resolve({ takes: code === 0, text }));
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
