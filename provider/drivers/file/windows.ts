// An Export-DhcpServer XML as a server: two exports can be compared on any machine, without access
// to their servers. A write changes the partner's export to what it would become. It puts a script
// beside it that does the same to the server, for a person to review and run.
import { basename, dirname, join } from "node:path";
import { listAddedScopes } from "../../core/sweeping.js";
import { messages } from "../../core/messages.js";
import { messages as windowsMessages } from "../windows/messages.js";
import type { Configuration } from "../../core/model.js";
import { readText } from "../../storage/files.js";
import { readDocument } from "../windows/export/document.js";
import { normalizeForWindows, type WindowsNormalized } from "../windows/normalize.js";
import { renameLike } from "../windows/model/rename-classes.js";
import { findActivatedScopes } from "../windows/plan/activated-scopes.js";
import { formatScript as scriptOf } from "../windows/plan/script.js";
import type { Software } from "../driver.js";
import type { Format } from "./format.js";

export const windows: Format = (path, { sizeLimit, locate = (name) => name }) => {
  const { path: real, text } = readText(locate(path), sizeLimit);
  const { configuration, windows: release, ipv6, warnings, rewrite } = readDocument(path, text);
  const normalizedBy = new WeakMap<Configuration, WindowsNormalized>();
  const [major = 0, minor = 0] = release.split(".").map(Number);
  const version = major > 0 ? ([major, minor] as const) : undefined;
  /**
   * Returns the normalized configuration, computed once: a write needs it for the export and for
   * the script.
   */
  const normalize = (desired: Configuration): WindowsNormalized => {
    const found = normalizedBy.get(desired) ?? normalizeForWindows(configuration, desired, version);
    normalizedBy.set(desired, found);
    return found;
  };
  return {
    texts: new Map([[real, text]]),
    configuration,
    warnings,
    software: softwareOf(release),
    ...(ipv6 === undefined ? { isPartial: true } : { uncompared: { IPv6: withoutLayout(ipv6) } }),
    inOwnNames: renameLike,
    normalize,
    rewrite(desired) {
      const { configuration: normalized, unsupported } = normalize(desired);
      if (unsupported.length > 0) throw messages.unsupported(path, unsupported);
      return new Map([[real, rewrite(normalized)]]);
    },
    rewriteBeside: (desired) =>
      new Map([[scriptPathBeside(real), scriptOf(basename(real), normalize(desired).steps)]]),
    announce(changes) {
      const added = listAddedScopes(changes);
      const activated = findActivatedScopes(configuration, changes);
      return [
        windowsMessages.windowsAnnounced(path, scriptPathBeside(real)),
        ...(activated.length > 0 ? [windowsMessages.windowsActivated(path, activated)] : []),
        ...(added.length > 0 ? [windowsMessages.windowsNewScopes(path, added)] : []),
      ];
    },
    describeWritten: (script, kept) => [
      windowsMessages.windowsScript(script),
      ...(kept === undefined ? [] : [windowsMessages.windowsScriptKept(kept)]),
    ],
  };
};

/** Returns an element without its layout. */
const withoutLayout = (element: string): string => element.replace(/>\s+</g, "><");

const scriptPathBeside = (real: string): string =>
  join(dirname(real), `replicate-${basename(real).replace(/\.xml$/i, "")}.ps1`);

const releaseNames: Readonly<Record<string, string>> = {
  "6.2": "Windows Server 2012",
  "6.3": "Windows Server 2012 R2",
  "10.0": "Windows Server 2016 or later",
};

/** Returns the release that an export was made on. 2016, 2019, 2022 and 2025 all state 10.0. */
function softwareOf(release: string): Software {
  const [major = 0, minor = 0] = release.split(".").map(Number);
  return { name: releaseNames[release] ?? `Windows ${release}`, rank: major * 100 + minor };
}
