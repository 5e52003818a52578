// diff: decides from the comparison of check whether an update is needed. A refresh calls diff
// without check; then the drift that `read` found decides.
import { digestBase } from "../core/base.js";
import { equal } from "../core/equal.js";
import { messages } from "../core/messages.js";
import { sealSecrets } from "../core/secrets.js";
import { restrictTo } from "../core/select.js";
import { attributePair, formatMovement, listAttributions, readBase } from "./attribution.js";
import { isEqual, type Comparison, type PartnerComparison } from "./comparison.js";
import { checkUnrecordedEdits } from "./pair-guards.js";
import { listUnchangedWarnings } from "./pair-warnings.js";
import { notPersistedEntry, notPersistedIn } from "./persistence.js";
import { withPartnerName } from "./placed-errors.js";
import { informOfAll, labelOf, type ProviderContext } from "./provider-context.js";
import {
  findRecord,
  isRecorded,
  isReversed,
  listAwaited,
  listRecords,
  recordedArguments,
  sealVersion,
  userArguments,
  withRecordedIdentities,
  type Properties,
} from "./record.js";
import { listNotPersisted } from "./replication-plan.js";
import type { CommonArgs } from "./resource-definition.js";

/** The answer to diff. `changes` is absent where the engine compares the inputs itself. */
export interface Diff {
  readonly changes: boolean | undefined;
  readonly replaces?: readonly string[];
}

/** A compared partner, with what the state records of it. */
interface RecordedPartner<A extends CommonArgs> extends PartnerComparison<A> {
  readonly record: Properties;
}

/** The old and the new properties of a resource, and its partners. */
interface DiffInput<A extends CommonArgs> {
  readonly olds: Properties;
  readonly news: Properties;
  readonly comparison: Comparison<A>;
  readonly partners: readonly RecordedPartner<A>[];
}

/**
 * Returns whether a resource changes. Tells which server changed what. Throws where drift is
 * refused.
 */
export function diffReplication<A extends CommonArgs>(
  context: ProviderContext<A>,
  id: string,
  stored: Properties,
  news: Properties,
): Diff {
  const comparison = context.checks.takeFresh(news);
  if (comparison === undefined) return { changes: stored.drift !== undefined };
  if (comparison === "unknown") return { changes: undefined };
  const servers = comparison.partners.map(({ args }) => [args.primary, args.partner] as const);
  const olds = withRecordedIdentities(stored, context.drivers, servers);
  const partners = comparison.partners.map((one) => ({
    ...one,
    record: findRecord(olds, one.args.partnerName, one.pair.partner),
  }));
  for (const { args, pair } of partners)
    if (!args.force && isReversed(olds, pair))
      throw messages.directionReversed(
        labelOf(context, args.primary),
        labelOf(context, args.partner),
      );
  const replaces = partners.flatMap(({ pair, record }) => {
    const isSamePartner = isRecorded(record.__servers, "partner", pair.partner);
    return context.definition.listReplacing(id, pair, isSamePartner);
  });
  if (replaces.length > 0) return { changes: true, replaces };
  return diffRecorded(context, { olds, news, comparison, partners });
}

function diffRecorded<A extends CommonArgs>(
  context: ProviderContext<A>,
  input: DiffInput<A>,
): Diff {
  const { olds, news, comparison, partners } = input;
  const hasSameArguments = equal(userArguments(recordedArguments(olds)), userArguments(news));
  const hasUnfinished = tellUnfinished(context, partners);
  const isNotPersisted = partners.some(
    (one) => notPersistedEntry(listNotPersisted(context, one)) !== undefined,
  );
  const isAsBefore = hasSameArguments && isAsRecorded(input);
  const needsUpdate = hasUnfinished || isNotPersisted;
  if (!isAsBefore || needsUpdate) {
    const isNew = false;
    const unchanged = partners.flatMap((one) => listUnchangedWarnings(context, one, { isNew }));
    informOfAll(context.session, unchanged);
  }
  // The usual case: no record has to be unpacked.
  if (isAsBefore && !isNotPersisted) return { changes: needsUpdate };

  tellAttribution(context, partners, olds);
  // The engine compares the inputs and shows the differences. Equal servers leave none there: they
  // keep the revision on record, and an update must be asked for.
  const isVisible =
    isNotPersisted || !hasSameArguments || partners.some(({ pair }) => !isEqual(pair));
  return { changes: isVisible && comparison.unreachable.length === 0 ? undefined : true };
}

/** Returns whether all partners are equal, and recorded with what they hold now. */
function isAsRecorded<A extends CommonArgs>({ olds, comparison, partners }: DiffInput<A>): boolean {
  if (comparison.unreachable.length > 0) return false;
  if (!partners.every(({ pair }) => isEqual(pair))) return false;
  if (listRecords(olds).size !== partners.length) return false;
  return partners.every(({ pair: { primary, selection }, record }) => {
    if (typeof record.__print !== "string") return false;
    // The usual case: the whole primary is as it was.
    const version = sealVersion(primary, String(olds.__key));
    if (version !== undefined && record.__version === version) return true;
    const desired = sealSecrets(restrictTo(primary.configuration, selection), String(olds.__key));
    return digestBase(desired) === record.__print;
  });
}

/**
 * Tells what the last update left unfinished: failover that had not come back, and configurations
 * that a restart would undo. Returns whether there is any.
 */
function tellUnfinished<A extends CommonArgs>(
  context: ProviderContext<A>,
  partners: readonly RecordedPartner<A>[],
): boolean {
  const awaiting = partners.filter(({ record }) => listAwaited(record).length > 0);
  for (const { args, record } of awaiting)
    context.session.tell(
      messages.failoverAwaited(labelOf(context, args.partner), listAwaited(record)),
    );
  const notPersisted = partners.flatMap(({ record }) => Object.entries(notPersistedIn(record)));
  for (const [server, reason] of notPersisted) context.session.tell(`${server}: ${reason}`);
  return awaiting.length > 0 || notPersisted.length > 0;
}

/**
 * Tells which server changed what since the last replication. Throws where `onDrift` refuses the
 * partner's own changes.
 */
function tellAttribution<A extends CommonArgs>(
  context: ProviderContext<A>,
  partners: readonly RecordedPartner<A>[],
  olds: Properties,
): void {
  const refused: [string, string[]][] = [];
  const moved = partners.flatMap(({ args, pair, record }) => {
    const base = readBase(record, olds);
    if (!base) {
      const error = checkUnrecordedEdits(context, args, pair);
      if (error) throw withPartnerName(args, error);
      return [];
    }
    const changes = attributePair(pair, base, String(olds.__key));
    const edits = changes.filter(({ changedBy }) => changedBy !== "primary");
    const labels = {
      primary: labelOf(context, args.primary),
      partner: labelOf(context, args.partner),
    };
    if (args.onDrift === "refuse" && edits.length > 0)
      refused.push([labels.partner, edits.map((edit) => formatMovement(edit, labels))]);
    return changes;
  });
  if (refused.length > 0) throw messages.driftRefused(refused);
  const attributions = listAttributions(moved);
  for (const { sentence, isWarning } of attributions) {
    if (isWarning) context.session.tell(sentence);
    else context.session.inform(sentence);
  }
  const resource = partners[0]?.args.__resource;
  const hasEdits = attributions.some(({ isWarning }) => isWarning);
  if (hasEdits && !context.session.wasRefreshed(resource))
    context.session.showLines(resource, [messages.driftNotListed()]);
}
