// One look at a running server: everything it holds, once.
import { indexByNetwork, networkAddress } from "../../../core/address.js";
import { fingerprint } from "../../../core/canonical.js";
import { messages } from "../../../core/messages.js";
import type { Configuration, ScopeId } from "../../../core/model.js";
import { readExport } from "../model/read.js";
import { asExport } from "./as-export.js";
import type { ReadDocument } from "./document.js";
import { relationshipsIn } from "./relationships.js";

export interface Observed {
  readonly document: ReadDocument;
  readonly configuration: Configuration;
  readonly version: string;
  /** Fingerprints of what is outside scopes, by an empty text, and of what is in each scope that was read. */
  readonly parts: ReadonlyMap<string, string>;
  /** Scopes whose contents were not read. */
  readonly unread: ReadonlySet<ScopeId>;
  readonly notes: readonly string[];
}

export function observed(document: ReadDocument): Observed {
  const { configuration, notes: told } = readExport(asExport(document));
  const { relationships, notes } = relationshipsIn(document, indexByNetwork(configuration.scopes));
  const unauthorized = isUnauthorized(document) ? [messages.windowsUnauthorized()] : [];
  const parts = partsOf(document);
  const selected = new Set(document.selected);
  const unread = Object.keys(configuration.scopes).filter(
    (scope) => !selected.has(networkAddress(scope)),
  );
  return {
    document,
    configuration: { ...configuration, relationships },
    version: fingerprint(Object.fromEntries(parts)),
    parts,
    unread: new Set(unread),
    notes: [...told, ...notes, ...unauthorized],
  };
}

/** Tells whether nothing changed between two looks, as far as both went. */
export const agree = ({ parts: now }: Observed, { parts: before }: Observed): boolean =>
  [...before].every(([part, print]) => !now.has(part) || now.get(part) === print);

/** Tells whether it is a domain's computer that may not lease addresses (Add-DhcpServerInDC). */
const isUnauthorized = ({ setting: { IsAuthorized, IsDomainJoined } }: ReadDocument): boolean =>
  IsAuthorized === false && IsDomainJoined !== false;

/** Leaves out what changes by itself: the time, the state of failover, being authorized; and who asks. */
function partsOf(document: ReadDocument): ReadonlyMap<string, string> {
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
    ...held
  } = document;
  const { IsAuthorized: _authorized, IsDomainJoined: _joined, ...stated } = setting;
  const contents = [reservations, policies, policyRanges, options].map((rows) =>
    Map.groupBy(rows, ({ ScopeId }) => String(ScopeId ?? "")),
  );
  const within = (scope: string) => contents.map((rows) => rows.get(scope) ?? []);
  const outside = {
    ...held,
    contents: within(""),
    setting: stated,
    relationships: relationships.map(({ State: _state, ...rest }) => rest),
  };
  return new Map([
    ["", fingerprint(outside)],
    ...selected.map((scope) => [scope, fingerprint(within(scope))] as const),
  ]);
}
