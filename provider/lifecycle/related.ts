// Two servers and what a program says of the failover between them: what both hold, what each is to state, and the changes that make it so.
import { equal } from "../core/equal.js";
import { compare, type Selection } from "../core/compare.js";
import { messages } from "../core/messages.js";
import type { Configuration, Plan, SharedKey } from "../core/model.js";
import { formatPath, formatScopedProperty } from "../core/paths.js";
import { blamed, blaming, messageOf } from "../core/refused.js";
import { isReapplied, planRelationship, findRelationship } from "../core/relationship.js";
import { requireScope } from "../core/select.js";
import { formatChange } from "../core/text.js";
import type { Snapshot, DesiredPair } from "../drivers/driver.js";
import type { RelationshipSupport } from "../drivers/index.js";
import type { RelationshipArgs, ServerArgs } from "./arguments.js";
import { mirroredPlans, type MirroredPlans, type Wanting } from "./mirrored.js";
import type { Operation } from "./operation.js";
import { builtInParts, visible } from "./planned.js";
import type { Properties } from "./record.js";

/** A server as one operation sees it. */
export interface Known {
  readonly args: ServerArgs;
  readonly label: string;
  readonly reading: Snapshot;
}

export interface Sighting {
  readonly args: RelationshipArgs;
  readonly formerName: string | undefined;
  readonly primary: Known;
  readonly partner: Known;
  /** Servers that were in it and are not to be any more. */
  readonly former: readonly Known[];
  readonly wanted: DesiredPair;
  /** Where a write to the primary changes both. */
  readonly wanting?: Wanting;
}

/** The changes on each server, by the words under which they are shown. */
export type Plans = Readonly<Record<string, Plan>>;

export type Related = ReturnType<typeof related>;

export function related({ session, drivers }: Operation) {
  const known = async (args: ServerArgs): Promise<Known> => ({
    args,
    label: session.server(args).label,
    reading: await session.read(args),
  });

  function kindOf({ primary, partner }: RelationshipArgs): RelationshipSupport {
    const able = Object.keys(drivers).filter((driver) => drivers[driver]!.relationships);
    for (const [where, { driver }] of Object.entries({ primary, partner }))
      if (!able.includes(driver))
        throw messages.relationshipDriver(where, driver, able).withProperty(where);
    if (primary.driver !== partner.driver)
      throw messages.relationshipDrivers(primary.driver, partner.driver).withProperty("partner");
    return drivers[primary.driver]!.relationships!;
  }

  /** `announce`: whether others of this operation are to count with what it wants. */
  async function look(
    args: RelationshipArgs,
    olds: Properties,
    announce = false,
  ): Promise<Sighting & { readonly forget: () => void }> {
    const kind = kindOf(args);
    for (const { relationships: { argumentName: property } = {} } of Object.values(drivers))
      if (
        property !== undefined &&
        property !== kind.argumentName &&
        (args as unknown as Properties)[property] !== undefined
      )
        throw messages.relationshipForeign(property, args.primary.driver).withProperty(property);
    const [primary, partner] = await Promise.all([
      blamed("primary", known(args.primary)),
      blamed("partner", known(args.partner)),
    ]);
    if (session.isSameServer(primary.reading, partner.reading))
      throw messages.sameServer(primary.label, partner.label).withProperty("partner");
    const formerName =
      typeof olds.name === "string" && olds.name !== args.name ? olds.name : undefined;
    const {
      primary: _,
      partner: __,
      name,
      scopeIds,
      mode,
      loadBalancePercent,
      serverRole,
      reservePercent,
      maxClientLeadTime,
      autoStateTransition,
      stateSwitchInterval,
      sharedSecret,
    } = args;
    const scopes = scopeIds?.map((id) =>
      blaming("scopeIds", () => requireScope(id, primary.reading.configuration, "primary")),
    );
    const asked = {
      name,
      formerName,
      adopt: args.adopt,
      mode,
      loadBalancePercent,
      serverRole,
      reservePercent,
      maxClientLeadTime,
      autoStateTransition,
      stateSwitchInterval,
      sharedSecret,
      scopes,
      vendor:
        kind.argumentName === undefined
          ? undefined
          : (args as unknown as Properties)[kind.argumentName],
    };
    const given = Object.fromEntries(
      Object.entries(asked).filter(([, value]) => value !== undefined),
    );
    const coming = ({ reading, label }: Known) => ({
      label,
      snapshot: reading,
      configuration: session.predictConfiguration(reading),
    });
    const former = await formerly(args, olds, [primary, partner]);
    // From here on nothing is waited for: what is checked at the same time must find this one among what is to come.
    const wanting: Wanting = (mine, theirs) =>
      kind.desiredPair(
        given as never,
        { ...coming(primary), configuration: mine },
        { ...coming(partner), configuration: theirs },
      );
    const wanted = wanting(
      session.predictConfiguration(primary.reading),
      session.predictConfiguration(partner.reading),
    );
    const sighting: Sighting = {
      args,
      formerName,
      primary,
      partner,
      former,
      wanted,
      ...(kind.writesBothServers && { wanting }),
    };
    return { ...sighting, forget: announce ? expect(sighting, plansOf(sighting)) : () => {} };
  }

  /** Servers on record that are not in it any more. One that cannot be asked is often the reason: it is told, and stays as it is. */
  async function formerly(
    args: RelationshipArgs,
    olds: Properties,
    now: readonly Known[],
  ): Promise<readonly Known[]> {
    const candidates = [olds.primary, olds.partner].filter(
      (server) => server !== undefined && !now.some(({ args: its }) => equal(its, server)),
    ) as ServerArgs[];
    const found = await Promise.all(
      candidates.map((server) =>
        known(server).catch(
          (error: unknown) =>
            void session.tell(messages.relationshipFormerGone(args.name, messageOf(error))),
        ),
      ),
    );
    return found
      .filter((one) => one !== undefined)
      .filter(({ reading }) => !now.some((other) => session.isSameServer(other.reading, reading)));
  }

  const unservedOf = (
    args: RelationshipArgs,
    { reading }: Known,
    name: string,
  ): readonly string[] => kindOf(args).unservedRanges?.(name, reading.configuration) ?? [];

  /** What becomes of a server that leaves the relationship, seen before it does. */
  function left(args: RelationshipArgs, one: Known, formerName?: string): string {
    const unserved = [args.name, formerName].flatMap((name) =>
      name === undefined ? [] : unservedOf(args, one, name),
    );
    return unserved.length > 0
      ? messages.relationshipIdle(one.label, unserved)
      : messages.relationshipAlone(one.label, Object.keys(one.reading.configuration.scopes).length);
  }

  /** Returns what of the primary the partner is given: the members that it lacks, with what they need. */
  function extentOf(
    { args, formerName, wanted, partner: seen }: Sighting,
    partner: Configuration,
  ): Selection {
    const makes = args.scopeIds !== undefined || !isIn(partner, args.name, formerName);
    const missing = makes
      ? wanted.scopes.filter((scope) => partner.scopes[scope] === undefined)
      : [];
    return visible({ scopes: missing, settings: false, isIgnored: () => false }, [], seen.reading);
  }

  /** Members that the partner lacks, with what they need; then what it states. */
  function partnerPlan(sighting: Sighting, partner: Configuration, primary: Configuration): Plan {
    const { args, formerName, wanted, partner: seen } = sighting;
    // Where others of this operation make the partner a hub, what is new there says which scopes are its own.
    const shares =
      !isIn(seen.reading.configuration, args.name, formerName) &&
      Object.keys(partner.relationships).some((name) => name !== args.name && name !== formerName);
    const states = shares ? { ...wanted.partner, scopes: wanted.scopes } : wanted.partner;
    return [
      ...compare(partner, primary, extentOf(sighting, partner)),
      ...planRelationship(partner.relationships, args.name, states, formerName),
    ];
  }

  /** Returns the shared parts that the partner is not given because its software has them built in. */
  const builtInOf = (sighting: Sighting): readonly SharedKey[] =>
    builtInParts(
      sighting.primary.reading,
      sighting.partner.reading,
      extentOf(sighting, sighting.partner.reading.configuration),
    );

  const primaryPlan = ({ args, formerName, wanted }: Sighting, primary: Configuration): Plan =>
    planRelationship(primary.relationships, args.name, wanted.primary, formerName);
  const formerPlan = ({ args, formerName }: Sighting, former: Configuration): Plan =>
    planRelationship(former.relationships, args.name, undefined, formerName);

  const mirroredOf = (sighting: Sighting): MirroredPlans | undefined =>
    sighting.wanting &&
    mirroredPlans(
      { ...sighting, wanting: sighting.wanting },
      sighting.primary.reading.configuration,
      sighting.partner.reading.configuration,
    );

  function plansOf(sighting: Sighting): Plans {
    const { primary, partner, former } = sighting;
    const mirrored = mirroredOf(sighting);
    return {
      partner:
        mirrored?.partner ??
        partnerPlan(sighting, partner.reading.configuration, primary.reading.configuration),
      primary: mirrored?.primary ?? primaryPlan(sighting, primary.reading.configuration),
      ...Object.fromEntries(
        former.map(({ label, reading }) => [label, formerPlan(sighting, reading.configuration)]),
      ),
    };
  }

  /** Who is checked later in this operation sees the relationship, and its scopes on the partner, as if they were there. */
  function expect(
    { args, formerName, primary, partner, wanted, wanting }: Sighting,
    plans: Plans,
  ): () => void {
    const withScopes = ({ reading }: Known, side: "primary" | "partner") => {
      const changes = planRelationship(
        reading.configuration.relationships,
        args.name,
        { ...wanted[side], scopes: wanted.scopes },
        formerName,
      );
      return wanting ? changes : kept(changes);
    };
    const source = primary.reading.configuration;
    const withdrawn = [
      session.announceWrite(
        primary.reading,
        plans.primary!.length > 0 ? withScopes(primary, "primary") : [],
        source,
      ),
      session.announceWrite(
        partner.reading,
        plans.partner!.length > 0
          ? [
              ...plans.partner!.filter(({ place }) => place.kind !== "relationship"),
              ...withScopes(partner, "partner"),
            ]
          : [],
        source,
      ),
    ];
    return () => withdrawn.forEach((withdraw) => withdraw());
  }

  return {
    known,
    kindOf,
    look,
    unservedOf,
    left,
    builtInOf,
    partnerPlan,
    primaryPlan,
    formerPlan,
    mirroredOf,
    plansOf,
  };
}

/** A plan without the scopes that it gives up: whose they will be is known when they are written. */
export const kept = (plan: Plan): Plan =>
  plan.filter(
    ({ place, path, desired }) =>
      place.kind !== "relationship" || path[0] !== "scopes" || desired !== undefined,
  );

export const isIn = (
  configuration: Configuration,
  ...names: readonly (string | undefined)[]
): boolean => findRelationship(configuration, ...names) !== undefined;

/** A leaf as the relationship's own: what stands elsewhere keeps its place. */
export const leaf = ({ place, path }: Plan[number]): string =>
  place.kind === "relationship"
    ? path.length === 0
      ? "(relationship)"
      : formatPath(path)
    : place.kind === "scope" && path.length === 0
      ? place.key
      : formatScopedProperty(place, path);

/** Plans as one map for each server; nothing where there is nothing to do. What is only said once more is shown where it is missing. */
export function shown(plans: Plans): Properties | undefined {
  const sides = Object.entries(plans)
    .map(([where, plan]) => [where, plan.filter((change) => !isReapplied(change))] as const)
    .filter(([, plan]) => plan.length > 0);
  return sides.length === 0
    ? undefined
    : Object.fromEntries(
        sides.map(([where, plan]) => [
          where,
          Object.fromEntries(plan.map((change) => [leaf(change), formatChange(change)])),
        ]),
      );
}
