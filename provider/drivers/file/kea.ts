// Kea's own configuration file, with those it includes.
import { apply } from "../../core/apply.js";
import { messages, UserError } from "../../core/messages.js";
import { messages as keaMessages } from "../kea/messages.js";
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
  shareAlike,
  subjectOf,
  type Document,
  type KeaMap,
} from "../kea/model/index.js";
import { hasBuiltIn, replicationSourcesOf } from "../kea/replication-sources.js";
import { isMap } from "../../core/canonical.js";
import type { Snapshot } from "../driver.js";
import type { Format, FormatOptions } from "./format.js";

export const kea: Format = (path, options) => {
  const { locate = (name) => name } = options;
  const readFile = (name: string) => readTextWithBytes(locate(name), options.sizeLimit);
  const document = parseDocument(path, readFile, shareDhcp4);
  const root = dhcp4In(document);
  const found = withPosition(document, () => parseConfiguration(root.Dhcp4, options.release));
  const { configuration, readOnlyReason, unreadableOptions } = found;
  const releasesPossible = possibleReleases(root.Dhcp4, options.release);
  const unreadableScopes = new Map(
    [...found.unreadableScopes].map(([scope, error]) => [scope, addPosition(document, error)]),
  );
  const warnings = [
    ...found.warnings,
    ...[...unreadableScopes].map(([scope, { text }]) => keaMessages.keaReadInPart(scope, text)),
  ];

  const file: KeaFile = { path, document, root, configuration, options, readFile };

  return {
    texts: document.files,
    configuration,
    warnings,
    unreadableOptions,
    unreadableScopes,
    ...(readOnlyReason !== undefined && { readOnly: readOnlyReason }),
    pairs: pairsOf(readHaRelationships(root.Dhcp4 as KeaMap, options.release)),
    source: {
      configuration,
      dhcp4: root.Dhcp4,
      ...(options.release && { release: options.release }),
    },
    hasBuiltIn: (key, part) => hasBuiltIn(releasesPossible, key, part),
    normalize: (desired, sources) =>
      normalizeFor(root, desired, configuration, {
        ...options,
        sources: replicationSourcesOf(sources),
      }),
    rewrite(desired, sources) {
      const changed = rewriteTexts(file, desired, sources);
      if (changed instanceof Map) return changed as ReadonlyMap<string, string>;
      throw messages.unsupported(path, changed as readonly string[]);
    },
    announce(changes, primary) {
      const desired = apply(changes, configuration, primary.configuration);
      const lost = countLostComments(file, desired, primary);
      return lost > 0 ? [keaMessages.keaCommentsLost(path, lost)] : [];
    },
  };
};

/** Returns a document that shares what other configurations spell alike. */
function shareDhcp4(value: Json): Json {
  if (!isMap(value) || !isMap(value.Dhcp4)) return value;
  return { ...value, Dhcp4: shareAlike(value.Dhcp4) };
}

/** A parsed file, and the way to read those that it includes. */
interface KeaFile {
  readonly path: string;
  readonly document: KeaDocument;
  readonly root: Document;
  readonly configuration: Configuration;
  readonly options: FormatOptions;
  readonly readFile: (path: string) => ReturnType<typeof readTextWithBytes>;
}

/** Returns the texts that change, or sentences about what is unsupported. */
function rewriteTexts(
  { path, document, root, configuration, options, readFile }: KeaFile,
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
    for (const [name, text] of editText(now, round)) changed.set(name, text);
    now = parseDocument(path, (name) => {
      const real = readFile(name);
      return {
        path: real.path,
        text: changed.get(real.path) ?? document.files.get(real.path) ?? real.text,
      };
    });
  }
  return changed;
}

/** Returns the number of comments that a write removes. A plan that ends in an error removes none. */
function countLostComments(file: KeaFile, desired: Configuration, primary: Snapshot): number {
  const { document } = file;
  if (document.isStrictJson) return 0;
  if (document.sources.every(({ comments }) => comments.length === 0)) return 0;
  try {
    const changed = rewriteTexts(file, desired, [primary]);
    if (!(changed instanceof Map)) return 0;
    let lost = 0;
    for (const [name, text] of changed as ReadonlyMap<string, string>)
      lost += countComments(document.files.get(name)!) - countComments(text);
    return lost;
  } catch (error) {
    if (error instanceof UserError) return 0; // the write ends in the same error
    throw error;
  }
}

/** Runs work and adds the position in the file to a `UserError` about an object. */
function withPosition<T>(document: KeaDocument, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof UserError ? addPosition(document, error) : error;
  }
}

/** Returns an error with the file, the line and the column of its subject. */
function addPosition({ root, files }: KeaDocument, error: UserError): UserError {
  const subject = subjectOf(error);
  const node = subject && nodeOf(root, subject);
  const [path] = files.keys();
  return messages.inFile(node ? node.source.positionOf(node.start) : { path: path! }, error);
}

const nodes = new WeakMap<KeaNode, ReadonlyMap<Json, KeaNode>>();

/** Returns the node of an object. All objects of a document are indexed at the first call. */
function nodeOf(root: KeaNode, value: Json): KeaNode | undefined {
  const known = nodes.get(root) ?? nodesOfMaps(root);
  nodes.set(root, known);
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
  if (!isMap(dhcp4)) throw keaMessages.keaNotDhcp4(path!, Object.keys(value as object));
  return value as unknown as Document;
}
