// One look at a running server: everything it holds, once.
import { byNetwork } from "../../../core/address.js";
import { fingerprint } from "../../../core/canonical.js";
import { messages } from "../../../core/messages.js";
import type { Configuration } from "../../../core/model.js";
import { readExport } from "../model/read.js";
import { asExport } from "./as-export.js";
import type { ReadDocument } from "./document.js";
import { relationshipsIn } from "./relationships.js";

export interface Observed {
  readonly document: ReadDocument;
  readonly configuration: Configuration;
  readonly version: string;
  readonly notes: readonly string[];
}

export function observed(document: ReadDocument): Observed {
  const { configuration, notes: told } = readExport(asExport(document));
  const { relationships, notes } = relationshipsIn(document, byNetwork(configuration.scopes));
  const unauthorized = isUnauthorized(document) ? [messages.windowsUnauthorized()] : [];
  return {
    document,
    configuration: { ...configuration, relationships },
    version: versionOf(document),
    notes: [...told, ...notes, ...unauthorized],
  };
}

/** Tells whether it is a domain's computer that may not lease addresses (Add-DhcpServerInDC). */
const isUnauthorized = ({ setting: { IsAuthorized, IsDomainJoined } }: ReadDocument): boolean =>
  IsAuthorized === false && IsDomainJoined !== false;

/** Leaves out what changes by itself: the time, the state of failover, being authorized; and who asks. */
function versionOf({ time: _time, user: _user, setting, relationships, ...held }: ReadDocument): string {
  const { IsAuthorized: _authorized, IsDomainJoined: _joined, ...stated } = setting;
  return fingerprint({
    ...held,
    setting: stated,
    relationships: relationships.map(({ State: _state, ...rest }) => rest),
  });
}
