// One reading of a running server: everything it holds, or the scopes that were requested.
import { indexByNetwork, networkAddress } from "../../../core/address.js";
import { fingerprint } from "../../../core/canonical.js";
import { messages } from "../messages.js";
import type { Configuration, ScopeId } from "../../../core/model.js";
import { readExport } from "../model/read-export.js";
import type { ReadDocument } from "./document.js";
import { toExportElement } from "./export-element.js";
import { readRelationships } from "./read-relationships.js";

export interface WindowsSnapshot {
  readonly document: ReadDocument;
  readonly configuration: Configuration;
  readonly version: string;
  /**
   * One for all that is outside scopes, by an empty string, and one for each scope that was read.
   */
  readonly fingerprints: ReadonlyMap<string, string>;
  /** Scopes whose contents were not read. */
  readonly unreadScopes: ReadonlySet<ScopeId>;
  readonly warnings: readonly string[];
}

/** Returns what the answer of the reading script means. */
export function toWindowsSnapshot(document: ReadDocument): WindowsSnapshot {
  const { configuration, warnings } = readExport(toExportElement(document));
  const ids = indexByNetwork(configuration.scopes);
  const { relationships, warnings: ofRelationships } = readRelationships(document, ids);
  const unauthorized = isUnauthorized(document) ? [messages.windowsUnauthorized()] : [];
  const fingerprints = fingerprintParts(document);
  const selected = new Set(document.selected);
  const unread = Object.keys(configuration.scopes).filter(
    (scope) => !selected.has(networkAddress(scope)),
  );
  return {
    document,
    configuration: { ...configuration, relationships },
    version: fingerprint(Object.fromEntries(fingerprints)),
    fingerprints,
    unreadScopes: new Set(unread),
    warnings: [...warnings, ...ofRelationships, ...unauthorized],
  };
}

/** Tells whether nothing changed between two readings, as far as both went. */
export const isUnchanged = (
  { fingerprints: now }: WindowsSnapshot,
  { fingerprints: before }: WindowsSnapshot,
): boolean => [...before].every(([part, digest]) => !now.has(part) || now.get(part) === digest);

/** Tells whether it is a domain's computer that may not hand out addresses (Add-DhcpServerInDC). */
const isUnauthorized = ({ setting: { IsAuthorized, IsDomainJoined } }: ReadDocument): boolean =>
  IsAuthorized === false && IsDomainJoined !== false;

/**
 * Returns the fingerprints of a reading. Left out is what changes by itself: the time, the state of
 * failover and the authorization; and the account that read.
 */
function fingerprintParts(document: ReadDocument): ReadonlyMap<string, string> {
  const {
    time: _time,
    user: _user,
    selected,
    setting,
    relationships,
    reservations,
    policies,
    policyRanges,
    options,
    ...rest
  } = document;
  const { IsAuthorized: _authorized, IsDomainJoined: _joined, ...settings } = setting;
  const contents = [reservations, policies, policyRanges, options].map((rows) =>
    Map.groupBy(rows, (row) => String(row.ScopeId ?? "")),
  );
  const rowsOf = (scope: string) => contents.map((rowsByScope) => rowsByScope.get(scope) ?? []);
  const outsideScopes = {
    ...rest,
    contents: rowsOf(""),
    setting: settings,
    relationships: relationships.map(({ State: _state, ...others }) => others),
  };
  return new Map([
    ["", fingerprint(outsideScopes)],
    ...selected.map((scope) => [scope, fingerprint(rowsOf(scope))] as const),
  ]);
}
