// What the engine keeps of a resource after its partners were written, or some of them.
import { encodeBase, digestBase } from "../core/base.js";
import { messages, PartlyWritten, type UserError } from "../core/messages.js";
import { createSecretKey, sealSecrets } from "../core/secrets.js";
import { restrictTo } from "../core/select.js";
import type { NotRestored } from "./failover.js";
import type { Args, Kind } from "./kind.js";
import type { Addressed } from "./partners.js";
import { notPersistedOutput, type NotPersisted } from "./persistence.js";
import { argumentsOf, isRecorded, keeping, known, type Kept, type Properties } from "./record.js";
import type { Seen } from "./seen.js";
import { placed } from "./view.js";

/** A partner that holds what it should. */
export interface Done<A extends Args> {
  readonly args: Addressed<A>;
  readonly seen: Seen;
  readonly untold: readonly string[];
  /** Whether anything had to be written for that. */
  readonly written: boolean;
  /** Absent where failover works as it did before, or nobody waits for it. */
  readonly notBack?: NotRestored;
  /** What a restart of a server would undo of it. */
  readonly notPersisted: NotPersisted;
}

/** A resource as the engine has it. */
export interface Former {
  readonly id: string;
  readonly outputs: Properties;
}

/**
 * The resource's id and outputs. Throws where a partner failed, or where failover did not come back on one: with what is kept all the
 * same, where partners were written.
 */
export function outcome<A extends Args>(
  kind: Kind<A>,
  inputs: Properties,
  done: readonly Done<A>[],
  failed: readonly UserError[],
  former?: Former,
): { readonly id: string; readonly outs: Properties } {
  const written = done.filter((one) => one.written);
  const late = done.flatMap(({ args, notBack }) =>
    notBack ? [placed(args, messages.failoverFailed(notBack.message))] : [],
  );
  const reasons = [...failed, ...late].map(({ message }) => message);
  if (failed.length > 0 && written.length === 0)
    throw failed.length === 1 ? failed[0]! : messages.notWritten(reasons);
  const args = argumentsOf(inputs) as unknown as A;
  const key = (former?.outputs.__key as string | undefined) ?? createSecretKey();
  const seen = done.map((one) => one.seen);
  const anew: Properties = {
    ...argumentsOf(inputs),
    ...kind.outputs(args, done),
    __args: Object.keys(argumentsOf(inputs)).filter((name) => name !== "__provider"),
    __key: key,
  };
  const id = former?.id ?? kind.id(args, seen);
  const outs = done.reduce(
    (outs, one) => keeping(outs, one.args.partnerName, kept(one, key)),
    anew,
  );
  if (reasons.length === 0) return { id, outs };
  if (failed.length === 0)
    throw new PartlyWritten(id, { ...outs, __provider: inputs.__provider }, reasons);
  const { drift: _before, ...outputs } = former?.outputs ?? anew;
  const properties = done.reduce(
    (outs, one) => {
      // A server that is on record as the one partner, without a name, goes on being that: the arguments on record are the former ones.
      const unnamed =
        outs.__base !== undefined && isRecorded(outs.__servers, "partner", one.seen.partner);
      return keeping(outs, unnamed ? undefined : one.args.partnerName, kept(one, key));
    },
    { ...outputs, __provider: inputs.__provider } as Properties,
  );
  throw new PartlyWritten(id, properties, [
    ...reasons,
    messages.writtenAllTheSame(written.map((one) => one.args.partnerName!)),
  ]);
}

function kept<A extends Args>(
  { seen: { primary, partner, extent }, untold, notBack, notPersisted }: Done<A>,
  key: string,
): Kept {
  const base = sealSecrets(restrictTo(primary.configuration, extent), key);
  return {
    __base: encodeBase(base),
    __print: digestBase(base),
    __servers: { primary: known(primary), partner: known(partner) },
    ...(untold.length > 0 && { __untold: untold }),
    ...(notBack && { __failover: notBack.relationships }),
    ...notPersistedOutput(notPersisted),
  };
}
