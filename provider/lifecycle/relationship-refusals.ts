// Why a failover relationship is not made or changed as a program says: asked before anything is written, and of one server right before it is.
import { equal } from "../core/equal.js";
import { checkServerHealth } from "../core/guards.js";
import { messages, type UserError } from "../core/messages.js";
import type { Plan } from "../core/model.js";
import { formatChange } from "../core/text.js";
import type { Snapshot } from "../drivers/driver.js";
import { nameOf } from "./arguments.js";
import { isIn, leaf, type Known, type Plans, type Related, type Sighting } from "./related.js";
import type { Session } from "./session.js";

export function relationshipRefusals(
  session: Session,
  { mirroredOf }: Pick<Related, "mirroredOf">,
) {
  /**
   * Refuses to take over what is there unless it is just what the program says: then an earlier update may have ended before its state
   * was kept. `adopt` also takes over what no server tells, such as a shared secret. What one server lacks of it is made.
   */
  function takingOver(sighting: Sighting, plans: Plans): UserError | undefined {
    const { args, primary, partner, wanted } = sighting;
    const holders = [primary, partner].filter(({ reading }) =>
      isIn(reading.configuration, args.name),
    );
    const planOf = (holder: Known): Plan => {
      const plan =
        holder === primary ? (mirroredOf(sighting)?.stated ?? plans.primary!) : plans.partner!;
      return plan.filter(({ place }) => place.kind === "relationship");
    };
    if (holders.length === 2 && !args.adopt) {
      const isExact =
        wanted.secret === undefined && holders.every((holder) => planOf(holder).length === 0);
      if (!isExact)
        return messages
          .relationshipExists(args.name, primary.label, partner.label)
          .withProperty("name");
      session.tell(messages.relationshipWhole(args.name, primary.label, partner.label));
    }
    for (const holder of holders) {
      const plan = planOf(holder);
      if (plan.length === 0) continue;
      // Of a create that was refused on the primary the partner may hold what no program can say any more.
      if (holders.length === 1 && args.force) return undefined;
      return messages
        .relationshipDiffers(
          args.name,
          holder.label,
          plan.map((change) => `${leaf(change)} ${formatChange(change)}`),
          holders.length === 1,
        )
        .withProperty("name");
    }
    if (holders.length === 1 && !sighting.wanting)
      session.tell(
        messages.relationshipHalf(
          args.name,
          holders[0]!.label,
          (holders[0] === primary ? partner : primary).label,
        ),
      );
    return undefined;
  }

  /** A new name that another relationship of a server has: to go on would be to write that one, and to leave the former where it is. */
  function taken({ args, formerName, primary, partner }: Sighting): UserError | undefined {
    const holder = [primary, partner].find(
      ({ reading: { configuration } }) =>
        formerName !== undefined &&
        isIn(configuration, args.name) &&
        isIn(configuration, formerName),
    );
    return (
      holder &&
      messages.relationshipTaken(formerName!, args.name, holder.label).withProperty("name")
    );
  }

  /** Two servers that are to share leases must find each other's under one number, and know the same scopes. */
  function unequal({
    args,
    formerName,
    primary,
    partner,
    wanted,
    wanting,
  }: Sighting): UserError | undefined {
    if (wanting || args.force || isIn(partner.reading.configuration, args.name, formerName))
      return undefined;
    const { scopes } = partner.reading.configuration;
    const here = primary.reading.configuration.scopes;
    const ids = wanted.scopes.filter(
      (scope) => scopes[scope] && !equal(scopes[scope].properties.id, here[scope]?.properties.id),
    );
    if (ids.length > 0)
      return messages
        .idsDiffer(
          partner.label,
          ids.map(
            (scope) =>
              `${scope} ${String(scopes[scope]!.properties.id)} => ${String(here[scope]?.properties.id)}`,
          ),
        )
        .withProperty("partner");
    const others = Object.entries(
      session.predictConfiguration(partner.reading).relationships,
    ).filter(([name]) => name !== args.name && name !== formerName);
    const strays = Object.keys(scopes).filter(
      (scope) => here[scope] === undefined && !others.some(([, one]) => one.scopes.includes(scope)),
    );
    return strays.length > 0
      ? messages.relationshipStrays(partner.label, primary.label, strays).withProperty("partner")
      : undefined;
  }

  /**
   * Why a server must not be written now. How its other relationships are doing counts; this one may be what is to be mended.
   * `waits`: as in `Guarded`.
   */
  function unwritable(
    {
      args,
      formerName,
      waits,
    }: Pick<Sighting, "args" | "formerName"> & { readonly waits?: boolean },
    { label, args: server }: Known,
    reading: Snapshot,
    plan: Plan,
  ): UserError | undefined {
    if (plan.length === 0) return undefined;
    const unkept = session.findBackupError(server, reading);
    if (unkept) return unkept;
    const why = reading.readOnly?.reason;
    if (why) return messages.partnerReadOnly(label, why);
    const others = (reading.failover ?? []).filter(
      ({ relationship: name }) => name !== args.name && name !== formerName,
    );
    return args.force
      ? undefined
      : checkServerHealth({ ...reading, label, failover: others }, waits);
  }

  /** Returns why no copy can be kept of a server that leaves the relationship, which is written last of all, or nothing. */
  function unkept({ former, wanting }: Sighting, plans: Plans): UserError | undefined {
    const written = wanting ? [] : former.filter(({ label }) => (plans[label] ?? []).length > 0);
    return written
      .map(({ args, reading }) => session.findBackupError(args, reading))
      .find((refused) => refused !== undefined);
  }

  function claimed({ args, primary, partner }: Sighting): UserError | undefined {
    const mine = {
      resource: `FailoverRelationship ${args.__resource ?? ""}`,
      displayName: `FailoverRelationship ${nameOf(args.__resource)}`,
      fingerprint: "",
    };
    for (const { label, reading } of [primary, partner]) {
      const holder = session.claim(reading, claimOf(args.name), mine);
      if (holder)
        return messages
          .relationshipTwice(args.name, label, holder.displayName, mine.displayName)
          .withProperty("name");
    }
    return undefined;
  }

  return { takingOver, taken, unequal, unwritable, unkept, claimed };
}

/** What is claimed on both servers of a relationship. */
export const claimOf = (name: string): string => `relationship ${name}`;
