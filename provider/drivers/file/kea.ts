// Kea's own configuration file, with those it includes.
import { apply } from "../../core/apply.js";
import { messages, UserError } from "../../core/messages.js";
import type { Configuration, Json } from "../../core/model.js";
import { readTextWithBytes } from "../../storage/files.js";
import { parseDocument, type KeaDocument, type KeaNode } from "../kea/dialect/document.js";
import { editText } from "../kea/dialect/edit-text.js";
import { countComments } from "../kea/dialect/source.js";
import {
  planEdits,
  normalizeFor,
  pairsOf,
  possibleReleases,
  parseConfiguration,
  readHaRelationships,
  subjectOf,
  type Document,
  type KeaMap,
} from "../kea/model/index.js";
import { hasBuiltIn, replicationSourcesOf } from "../kea/replication-sources.js";
import { isMap } from "../../core/canonical.js";
import type { Snapshot } from "../driver.js";
import type { Format } from "./format.js";

export const kea: Format = (path, options) => {
  const readFile = (file: string) => readTextWithBytes(file, options.sizeLimit);
  const document = parseDocument(path, readFile);
  const root = dhcp4In(document);
  const found = orPlaced(document, () => parseConfiguration(root.Dhcp4, options.release));
  const { configuration, readOnlyReason: readOnly, unreadableOptions: hollow } = found;
  const possible = possibleReleases(root.Dhcp4, options.release);
  const unreadable = new Map(
    [...found.unreadableScopes].map(([scope, refusal]) => [scope, placed(document, refusal)]),
  );
  const notes = [
    ...found.warnings,
    ...[...unreadable].map(([scope, { message }]) => messages.keaReadInPart(scope, message)),
  ];

  /** Returns the texts that change, or why they cannot. */
  function rewritten(
    desired: Configuration,
    sources?: readonly Snapshot[],
  ): ReadonlyMap<string, string> | readonly string[] {
    const { edits, unsupported } = planEdits(root, desired, configuration, {
      ...options,
      sources: replicationSourcesOf(sources),
    });
    if (unsupported.length > 0) return unsupported;
    const changed = new Map<string, string>();
    let now = document;
    for (const round of edits) {
      for (const [file, text] of editText(now, round)) changed.set(file, text);
      now = parseDocument(path, (file) => {
        const real = readFile(file);
        return {
          path: real.path,
          text: changed.get(real.path) ?? document.files.get(real.path) ?? real.text,
        };
      });
    }
    return changed;
  }

  /** Returns how many comments go with what is removed. A plan that is refused removes none. */
  function lostComments(desired: Configuration, primary: Snapshot): number {
    if (document.sources.every(({ comments }) => comments.length === 0)) return 0;
    try {
      const changed = rewritten(desired, [primary]);
      if (!(changed instanceof Map)) return 0;
      const texts = [...(changed as ReadonlyMap<string, string>)];
      return texts.reduce(
        (lost, [file, text]) =>
          lost + countComments(document.files.get(file)!) - countComments(text),
        0,
      );
    } catch (error) {
      // The write is refused with the same sentence.
      if (error instanceof UserError) return 0;
      throw error;
    }
  }

  return {
    texts: document.files,
    configuration,
    warnings: notes,
    unreadableOptions: hollow,
    unreadableScopes: unreadable,
    ...(readOnly !== undefined && { readOnly }),
    pairs: pairsOf(readHaRelationships(root.Dhcp4 as KeaMap, options.release)),
    source: {
      configuration,
      dhcp4: root.Dhcp4,
      ...(options.release && { release: options.release }),
    },
    hasBuiltIn: (key, part) => hasBuiltIn(possible, key, part),
    normalize: (desired, sources) =>
      normalizeFor(root, desired, configuration, {
        ...options,
        sources: replicationSourcesOf(sources),
      }),
    rewrite(desired, sources) {
      const changed = rewritten(desired, sources);
      if (changed instanceof Map) return changed as ReadonlyMap<string, string>;
      throw messages.misfit(path, changed as readonly string[]);
    },
    announce(changes, primary) {
      const lost = lostComments(apply(changes, configuration, primary.configuration), primary);
      return lost > 0 ? [messages.keaCommentsLost(path, lost)] : [];
    },
  };
};

/** Does what is refused with a sentence about a map, and says where in the file that map is. */
function orPlaced<T>(document: KeaDocument, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof UserError ? placed(document, error) : error;
  }
}

/** Returns a refusal with the file, the line and the column of what it is about. */
function placed({ root, files }: KeaDocument, refusal: UserError): UserError {
  const subject = subjectOf(refusal);
  const node = subject && nodeOf(root, subject);
  const [path] = files.keys();
  return messages.inFile(node ? node.source.positionOf(node.start) : { path: path! }, refusal);
}

const nodes = new WeakMap<KeaNode, ReadonlyMap<Json, KeaNode>>();

/** Returns the node of a map, of a document whose maps were all noted at the first question. */
function nodeOf(root: KeaNode, value: Json): KeaNode | undefined {
  let known = nodes.get(root);
  if (!known) nodes.set(root, (known = nodesOfMaps(root)));
  return known.get(value);
}

function nodesOfMaps(root: KeaNode): ReadonlyMap<Json, KeaNode> {
  const found = new Map<Json, KeaNode>();
  const note = (node: KeaNode): void => {
    if (isMap(node.value)) found.set(node.value, node);
    node.children?.forEach(note);
  };
  note(root);
  return found;
}

function dhcp4In({ value, files }: KeaDocument): Document {
  const [path] = files.keys();
  const dhcp4 = (value as Record<string, Json>).Dhcp4;
  if (!isMap(dhcp4)) throw messages.keaNotDhcp4(path!, Object.keys(value as object));
  return value as unknown as Document;
}
