// An Export-DhcpServer XML as a server: two exports can be compared on any machine, without a way to the servers they come from. A write
// changes the partner's export as it would become, and puts a script beside it that does the same to the server: a person reviews and runs it.
import { basename, dirname, join } from "node:path";
import { messages } from "../../core/messages.js";
import type { Configuration } from "../../core/model.js";
import { readText } from "../../transports/files.js";
import { readDocument } from "../windows/export/document.js";
import { fit } from "../windows/model/fit.js";
import { script, unquotableIn } from "../windows/plan/script.js";
import { steps } from "../windows/plan/steps.js";
import type { Format } from "./format.js";

export const windows: Format = (path) => {
  const { path: real, text } = readText(path);
  const { configuration, windows: release, rewritten } = readDocument(path, text);
  const fitted = (desired: Configuration) => {
    const found = fit(configuration, desired);
    const lost = unquotableIn(steps(configuration, found.configuration));
    return lost ? { ...found, misfits: [...found.misfits, messages.windowsText(...lost)] } : found;
  };
  return {
    texts: new Map([[real, text]]),
    configuration,
    notes: [],
    system: systemOf(release),
    fit: fitted,
    rewritten(desired) {
      const { configuration: wanted, misfits } = fitted(desired);
      if (misfits.length > 0) throw messages.misfit(path, misfits);
      return new Map([[real, rewritten(wanted)]]);
    },
    beside: (desired) => new Map([[scriptBeside(real), script(basename(real), steps(configuration, fitted(desired).configuration))]]),
    announced(changes) {
      const come = changes.flatMap(({ place, path: leaf, current }) => (place.kind === "scope" && leaf.length === 0 && current === undefined ? [place.key] : []));
      return [messages.windowsAnnounced(path, scriptBeside(real)), ...(come.length > 0 ? [messages.windowsNewScopes(path, come)] : [])];
    },
    wrote: (script, kept) => [messages.windowsScript(script), ...(kept === undefined ? [] : [messages.windowsScriptKept(kept)])],
  };
};

const scriptBeside = (real: string): string => join(dirname(real), `replicate-${basename(real).replace(/\.xml$/i, "")}.ps1`);

const names: Readonly<Record<string, string>> = { "6.2": "Windows Server 2012", "6.3": "Windows Server 2012 R2", "10.0": "Windows Server 2016 or later" };

/** What an export says of the release it was made on: 2016, 2019, 2022 and 2025 all say 10.0. */
function systemOf(release: string): { readonly name: string; readonly rank: number } {
  const [major = 0, minor = 0] = release.split(".").map(Number);
  return { name: names[release] ?? `Windows ${release}`, rank: major * 100 + minor };
}
