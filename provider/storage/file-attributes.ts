// ACL and extended attributes of a file that is about to be replaced by another one. Node has no
// call for them.
import { spawnSync } from "node:child_process";
import { copyFileSync } from "node:fs";
import { messages } from "../core/messages.js";

/** Milliseconds that cp may take; it copies no content here. */
const copyTimeoutMs = 30_000;

/**
 * Gives one file the ACL and the extended attributes of another; its content may change. Throws if
 * that cannot be done. On Linux cp of GNU coreutils does it, on macOS the system's own copy (not
 * verified on macOS). On Windows nothing is done: a new file has the rights that its folder gives.
 * `path` names the first file in a sentence.
 */
export function copyAttributes(path: string, from: string, to: string): void {
  if (process.platform === "darwin") copyFileSync(from, to);
  if (process.platform !== "linux") return;
  // With "xattr" named, cp fails where it cannot copy one; "mode" is the ACL.
  const { error, status, signal, stderr } = spawnSync(
    "cp",
    ["--attributes-only", "--preserve=mode,xattr", "--", from, to],
    { encoding: "utf8", env: { PATH: process.env["PATH"], LC_ALL: "C" }, timeout: copyTimeoutMs },
  );
  if (status === 0) return;
  // BusyBox knows neither option.
  const isOther =
    (error as NodeJS.ErrnoException | undefined)?.code === "ENOENT" ||
    /(unrecognized|invalid|unknown) option|BusyBox/i.test(stderr);
  if (isOther) throw messages.fileAttributesToolMissing(path);
  throw messages.fileAttributesLost(path, stderr || error?.message || `${signal ?? status}`);
}
