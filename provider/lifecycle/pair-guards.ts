// The guards of check: the reasons why one partner must not be made equal to its primary.
import { fingerprint } from "../core/canonical.js";
import { messages, type UserError } from "../core/messages.js";
import { labelProperty, labelScope } from "../core/scope-labels.js";
import { hideAllSecrets } from "../core/secrets.js";
import { restrictTo } from "../core/select.js";
import type { CommonArgs } from "./resource-definition.js";
import { isEqual, type PairComparison, type PartnerComparison } from "./comparison.js";
import { checkDirection } from "./direction.js";
import { runGuards, type GuardResult } from "./guard-list.js";
import { checkMembership } from "./both-servers/membership-guards.js";
import { checkNativePlan, isNative } from "./native-replication.js";
import type { Addressed } from "./partners.js";
import { withPartnerName } from "./placed-errors.js";
import { displayNameOf, labelOf, type ProviderContext } from "./provider-context.js";
import { checkPartnerWrite, checkPrimaryWrite } from "./write-guards.js";

type PairGuard = <A extends CommonArgs>(
  context: ProviderContext<A>,
  comparison: PartnerComparison<A>,
) => GuardResult;

/** The guards of every check, in the order in which they run: the first error is shown. */
const pairGuards: readonly PairGuard[] = [
  checkOwnership,
  ({ session, drivers }, { args, pair }) => checkMembership({ session, drivers }, args, pair),
  ({ session }, { args, pair }) => checkPartnerWrite(session, args, pair, true),
  ({ session, drivers }, { args, pair }) =>
    isNative(args) ? checkNativePlan({ session, drivers }, args, pair) : undefined,
  ({ session }, { args, pair: { primary, primaryPlan = [] } }) =>
    checkPrimaryWrite(session, args, { snapshot: primary, plan: primaryPlan, waits: true }),
];

/** The guards of a resource that has no record of a replication yet. */
const guardsOfNew: readonly PairGuard[] = [
  (context, { args, pair }) => checkUnrecordedEdits(context, args, pair),
  checkDirectionOnRecord,
];

/** Returns the first reason why a partner must not be made equal, or nothing. */
export async function checkPair<A extends CommonArgs>(
  context: ProviderContext<A>,
  comparison: PartnerComparison<A>,
  { isNew }: { readonly isNew: boolean },
): Promise<UserError | undefined> {
  const all = [...pairGuards, ...(isNew ? guardsOfNew : []), checkSupport];
  const error = await runGuards(all.map((guard) => () => guard(context, comparison)));
  return error && withPartnerName(comparison.args, error);
}

/**
 * Registers the resource as the owner of its scopes and shared objects on the partner. Returns an
 * error where another resource of this operation owns one of them.
 */
function checkOwnership<A extends CommonArgs>(
  context: ProviderContext<A>,
  { args, pair }: PartnerComparison<A>,
): UserError | undefined {
  const ofScopes = checkScopeOwnership(context, args, pair);
  return ofScopes ?? checkSharedOwnership(context, args, pair);
}

function checkScopeOwnership<A extends CommonArgs>(
  context: ProviderContext<A>,
  args: Addressed<A>,
  { primary, partner, selection }: PairComparison,
): UserError | undefined {
  const { definition, session } = context;
  const displayName = displayNameOf(context, args);
  const resource = `${definition.name} ${args.__resource ?? ""}`;
  for (const scope of selection.scopes) {
    const other = session.ownership.claim(partner, scope, {
      resource,
      displayName,
      fingerprint: "",
    });
    if (other)
      return messages
        .claimedTwice(
          labelScope(scope, primary.configuration, partner.configuration),
          labelOf(context, args.partner),
          other.displayName,
          displayName,
        )
        .withProperty("partner");
    const upstream = session.ownership.findOwner(primary, scope);
    if (upstream)
      session.tell(
        messages.primaryAlsoWritten(
          labelOf(context, args.primary),
          upstream.displayName,
          displayName,
        ),
      );
  }
  return undefined;
}

/** Returns an error where two primaries want a shared object of one partner in two ways. */
function checkSharedOwnership<A extends CommonArgs>(
  context: ProviderContext<A>,
  args: Addressed<A>,
  { primary, partner, selection }: PairComparison,
): UserError | undefined {
  const { session } = context;
  const displayName = displayNameOf(context, args);
  const used = restrictTo(primary.configuration, selection);
  const { shared, settings } = hideAllSecrets({ ...used, scopes: {} });
  const objects = { ...shared, ...(selection.settings && { server: settings }) };
  for (const [name, { properties }] of Object.entries(objects)) {
    const key = `shared ${name}`;
    const ours = {
      resource: primary.identity,
      displayName,
      fingerprint: fingerprint(properties),
    };
    const onPartner = session.ownership.claim(partner, key, ours);
    const onPrimary = session.ownership.findOwner(primary, key);
    const other = onPartner ?? (onPrimary?.resource === partner.identity ? onPrimary : undefined);
    if (other && other.fingerprint !== ours.fingerprint)
      return messages
        .twoPrimaries(name, labelOf(context, args.partner), other.displayName, displayName)
        .withProperty("partner");
  }
  return undefined;
}

/**
 * Returns an error where `onDrift` refuses edits and there is no record of a replication: then
 * every value that the partner holds otherwise counts as an edit.
 */
export function checkUnrecordedEdits<A extends CommonArgs>(
  context: ProviderContext<A>,
  args: Addressed<A>,
  { plan, primary, partner }: PairComparison,
): UserError | undefined {
  const edits = plan.filter(({ current }) => current !== undefined);
  if (args.onDrift !== "refuse" || edits.length === 0) return undefined;
  const properties = edits.map(({ location, path }) =>
    labelProperty(location, path, partner.configuration, primary.configuration),
  );
  return messages
    .driftUnrecorded(labelOf(context, args.partner), properties)
    .withProperty("onDrift");
}

/**
 * Returns an error where the notes of this machine say that these scopes went the other way last.
 */
function checkDirectionOnRecord<A extends CommonArgs>(
  { session }: ProviderContext<A>,
  { args: { primary, partner, force }, pair }: PartnerComparison<A>,
): UserError | undefined {
  if (force || isEqual(pair)) return undefined;
  return checkDirection(
    { server: session.server(primary), snapshot: pair.primary },
    { server: session.server(partner), snapshot: pair.partner },
    pair.selection.scopes,
  );
}

function checkSupport<A extends CommonArgs>(
  context: ProviderContext<A>,
  { args, pair: { unsupported } }: PartnerComparison<A>,
): UserError | undefined {
  if (unsupported.length === 0) return undefined;
  return messages.unsupported(labelOf(context, args.partner), unsupported).withProperty("partner");
}
