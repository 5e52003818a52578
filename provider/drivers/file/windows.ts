// An Export-DhcpServer XML as a server: two exports can be compared on any machine, without a way to the servers they come from. A write
// changes the partner's export as it would become, and puts a script beside it that does the same to the server: a person reviews and runs it.
import { basename, dirname, join } from "node:path";
import { listAddedScopes } from "../../core/sweeping.js";
import { messages } from "../../core/messages.js";
import type { Configuration } from "../../core/model.js";
import { readText } from "../../storage/files.js";
import { readDocument } from "../windows/export/document.js";
import { normalizeForWindows, type WindowsNormalized } from "../windows/normalize.js";
import { renameLike } from "../windows/model/rename-classes.js";
import { findActivatedScopes } from "../windows/plan/activated-scopes.js";
import { formatScript as scriptOf } from "../windows/plan/script.js";
import type { Software } from "../driver.js";
import type { Format } from "./format.js";

export const windows: Format = (path, { sizeLimit }) => {
  const { path: real, text } = readText(path, sizeLimit);
  const {
    configuration,
    windows: release,
    ipv6,
    warnings: notes,
    rewrite: rewritten,
  } = readDocument(path, text);
  const known = new WeakMap<Configuration, WindowsNormalized>();
  const [major = 0, minor = 0] = release.split(".").map(Number);
  const version = major > 0 ? ([major, minor] as const) : undefined;
  /** What would be wanted of the server, worked out once: a write asks for the export, and for the script. */
  const fitted = (desired: Configuration): WindowsNormalized => {
    const found = known.get(desired) ?? normalizeForWindows(configuration, desired, version);
    known.set(desired, found);
    return found;
  };
  return {
    texts: new Map([[real, text]]),
    configuration,
    warnings: notes,
    software: softwareOf(release),
    ...(ipv6 === undefined ? { isPartial: true } : { uncompared: { IPv6: withoutLayout(ipv6) } }),
    inOwnNames: renameLike,
    normalize: fitted,
    rewrite(desired) {
      const { configuration: wanted, unsupported } = fitted(desired);
      if (unsupported.length > 0) throw messages.misfit(path, unsupported);
      return new Map([[real, rewritten(wanted)]]);
    },
    rewriteBeside: (desired) =>
      new Map([[scriptBeside(real), scriptOf(basename(real), fitted(desired).steps)]]),
    announce(changes) {
      const come = listAddedScopes(changes);
      const activated = findActivatedScopes(configuration, changes);
      return [
        messages.windowsAnnounced(path, scriptBeside(real)),
        ...(activated.length > 0 ? [messages.windowsActivated(path, activated)] : []),
        ...(come.length > 0 ? [messages.windowsNewScopes(path, come)] : []),
      ];
    },
    describeWritten: (script, kept) => [
      messages.windowsScript(script),
      ...(kept === undefined ? [] : [messages.windowsScriptKept(kept)]),
    ],
  };
};

/** What an element holds, however it is laid out. */
const withoutLayout = (element: string): string => element.replace(/>\s+</g, "><");

const scriptBeside = (real: string): string =>
  join(dirname(real), `replicate-${basename(real).replace(/\.xml$/i, "")}.ps1`);

const names: Readonly<Record<string, string>> = {
  "6.2": "Windows Server 2012",
  "6.3": "Windows Server 2012 R2",
  "10.0": "Windows Server 2016 or later",
};

/** Returns the release that an export was made on. 2016, 2019, 2022 and 2025 all state 10.0. */
function softwareOf(release: string): Software {
  const [major = 0, minor = 0] = release.split(".").map(Number);
  return { name: names[release] ?? `Windows ${release}`, rank: major * 100 + minor };
}
