// The state of both servers of a relationship after a write to the primary that failed.
import { messages, type UserError } from "../../core/messages.js";
import { messageOf } from "../../core/user-errors.js";
import { findRelationship } from "../../core/relationship.js";
import type { Snapshot } from "../../drivers/driver.js";
import type { ServerArgs } from "../arguments.js";
import type { Session } from "../session.js";
import { nameServers } from "../shared-relationship.js";

export interface LabelledServer {
  readonly args: ServerArgs;
  readonly label: string;
}

/** Two servers, and the name of the relationship between them. */
interface RelatedServers {
  readonly name: string;
  readonly primary: LabelledServer;
  readonly partner: LabelledServer;
}

/**
 * Returns an error with what both servers state after a call that failed. Returns nothing where the
 * call changed nothing before it failed.
 */
export async function describeHalfApplied(
  session: Session,
  { name, primary, partner }: RelatedServers,
  versionBefore: string,
  error: unknown,
): Promise<UserError | undefined> {
  const [onPrimary, onPartner] = await Promise.all(
    [primary, partner].map(({ args }) => session.snapshots.reread(args).catch(() => undefined)),
  );
  if (onPrimary === undefined || onPrimary.version === versionBefore) return undefined;
  return messages.relationshipPartlyApplied(
    nameServers(session, name, { primary: primary.args, partner: partner.args }),
    [describeStatement(name, onPrimary), describeStatement(name, onPartner)],
    messageOf(error),
  );
}

function describeStatement(name: string, snapshot: Snapshot | undefined): string {
  if (!snapshot) return messages.relationshipStateUnknown();
  const scopes = findRelationship(snapshot.configuration, name)?.scopes;
  const existing = (scopes ?? []).filter((scope) => snapshot.configuration.scopes[scope]);
  return messages.relationshipMembersState(scopes, existing.length);
}
