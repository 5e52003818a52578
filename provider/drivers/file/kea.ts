// Kea's own configuration file, with those it includes.
import { messages } from "../../core/messages.js";
import type { Configuration, Json } from "../../core/model.js";
import { readTextWithBytes } from "../../transports/files.js";
import { parse, type KeaDocument } from "../kea/dialect/document.js";
import { edit } from "../kea/dialect/edit.js";
import { arrange, fit, read, type Document } from "../kea/model/index.js";
import { isMap } from "../../core/canonical.js";
import type { Format } from "./format.js";

export const kea: Format = (path, options) => {
  const document = parse(path, readTextWithBytes);
  const root = dhcp4In(document);
  const { configuration, notes, readOnly, hollow } = read(root.Dhcp4, options.release);
  return {
    texts: document.files,
    configuration,
    notes,
    hollow,
    ...(readOnly !== undefined && { readOnly }),
    fit: (desired) => fit(root, desired, configuration, options),
    rewritten(desired: Configuration) {
      const { edits, misfits } = arrange(root, desired, configuration, options);
      if (misfits.length > 0) throw messages.misfit(path, misfits);
      const changed = new Map<string, string>();
      let now = document;
      for (const round of edits) {
        for (const [file, text] of edit(now, round)) changed.set(file, text);
        now = parse(path, (file) => {
          const real = readTextWithBytes(file);
          return { path: real.path, text: changed.get(real.path) ?? document.files.get(real.path) ?? real.text };
        });
      }
      return changed;
    },
  };
};

function dhcp4In({ value, files }: KeaDocument): Document {
  const [path] = files.keys();
  const dhcp4 = (value as Record<string, Json>).Dhcp4;
  if (!isMap(dhcp4)) throw messages.keaNotDhcp4(path!, Object.keys(value as object));
  return value as unknown as Document;
}
