// The result of a write: the resource as the engine records it after its partners, or some of them,
// were written.
import { encodeBase, digestBase } from "../core/base.js";
import { messages, PartlyWritten, type UserError } from "../core/messages.js";
import { createSecretKey, sealSecrets } from "../core/secrets.js";
import { restrictTo } from "../core/select.js";
import type { PartnerComparison } from "./comparison.js";
import type { NotRestored } from "./failover.js";
import { notPersistedOutput, type NotPersisted } from "./persistence.js";
import { withPartnerName } from "./placed-errors.js";
import {
  argumentsOf,
  fingerprintServer,
  isRecorded,
  sealVersion,
  withRecord,
  type PartnerRecord,
  type Properties,
} from "./record.js";
import type { CommonArgs, ResourceDefinition } from "./resource-definition.js";

/** A partner that is equal to its primary. */
export interface WrittenPartner<A extends CommonArgs> extends PartnerComparison<A> {
  /** Properties that the servers may hold and never return. */
  readonly unreadablePaths: readonly string[];
  /** True where the partner had to be written to become equal. */
  readonly isWritten: boolean;
  /** Absent where failover works as it did before, or nobody waits for it. */
  readonly notRestored?: NotRestored;
  /** Servers on which a restart would undo the write. */
  readonly notPersisted: NotPersisted;
}

/** The partners of one write. */
export interface WriteResults<A extends CommonArgs> {
  readonly done: readonly WrittenPartner<A>[];
  readonly failed: readonly UserError[];
}

/** A resource as the engine has it. */
export interface StoredResource {
  readonly id: string;
  readonly outputs: Properties;
}

/**
 * Returns the resource's id and outputs. Throws where a partner failed, or where failover did not
 * come back on one. The error carries the outputs where partners were written.
 */
export function recordOutcome<A extends CommonArgs>(
  definition: ResourceDefinition<A>,
  inputs: Properties,
  { done, failed }: WriteResults<A>,
  former?: StoredResource,
): { readonly id: string; readonly outs: Properties } {
  const late = done.flatMap(({ args, notRestored }) =>
    notRestored ? [withPartnerName(args, messages.failoverFailed(notRestored.message))] : [],
  );
  const reasons = [...failed, ...late].map(({ message }) => message);
  if (failed.length > 0 && !done.some(({ isWritten }) => isWritten))
    throw failed.length === 1 ? failed[0]! : messages.notWritten(reasons);

  const resourceArgs = argumentsOf(inputs) as unknown as A;
  const key = (former?.outputs.__key as string | undefined) ?? createSecretKey();
  const pairs = done.map(({ pair }) => pair);
  const id = former?.id ?? definition.createId(resourceArgs, pairs);
  const fresh: Properties = {
    ...argumentsOf(inputs),
    ...definition.createOutputs(resourceArgs, done),
    __args: Object.keys(argumentsOf(inputs)).filter((name) => name !== "__provider"),
    __key: key,
  };
  if (failed.length === 0) {
    const outs = done.reduce(
      (recorded, one) => withRecord(recorded, one.args.partnerName, createRecord(one, key)),
      fresh,
    );
    if (reasons.length === 0) return { id, outs };
    throw new PartlyWritten(id, { ...outs, __provider: inputs.__provider }, reasons);
  }
  const outputs = { ...(former?.outputs ?? fresh), __provider: inputs.__provider };
  throw createPartialOutcome(id, outputs, { done, reasons, key });
}

/** The partners of a write of which some failed. */
interface PartialWrite<A extends CommonArgs> {
  readonly done: readonly WrittenPartner<A>[];
  readonly reasons: readonly string[];
  readonly key: string;
}

/** Returns the error of a write that failed on some partners, with the records of the others. */
function createPartialOutcome<A extends CommonArgs>(
  id: string,
  { drift: _before, ...outputs }: Properties,
  { done, reasons, key }: PartialWrite<A>,
): PartlyWritten {
  const outs = done.reduce<Properties>(
    (recorded, one) => withRecord(recorded, findRecordName(recorded, one), createRecord(one, key)),
    outputs,
  );
  const written = done.filter(({ isWritten }) => isWritten);
  const names = written.map((one) => one.args.partnerName!);
  return new PartlyWritten(id, outs, [...reasons, messages.partnersAlreadyWritten(names)]);
}

/**
 * Returns the name under which outputs record a partner. A server on record as the one partner,
 * without a name, stays without: the arguments on record are the former ones.
 */
function findRecordName<A extends CommonArgs>(
  outs: Properties,
  { args, pair }: WrittenPartner<A>,
): string | undefined {
  const isUnnamed =
    outs.__base !== undefined && isRecorded(outs.__servers, "partner", pair.partner);
  return isUnnamed ? undefined : args.partnerName;
}

function createRecord<A extends CommonArgs>(
  { pair, unreadablePaths, notRestored, notPersisted }: WrittenPartner<A>,
  key: string,
): PartnerRecord {
  const version = sealVersion(pair.primary, key);
  const base = sealSecrets(restrictTo(pair.primary.configuration, pair.selection), key);
  return {
    __base: encodeBase(base),
    __print: digestBase(base),
    __servers: {
      primary: fingerprintServer(pair.primary),
      partner: fingerprintServer(pair.partner),
    },
    ...(version !== undefined && { __version: version }),
    ...(unreadablePaths.length > 0 && { __untold: unreadablePaths }),
    ...(notRestored && { __failover: notRestored.relationships }),
    ...notPersistedOutput(notPersisted),
  };
}
