// Relationships of servers that change both when one is asked: the primary alone is written, and the partner comes to state its side by
// itself. What reached only one of them is found on both: it is said once more where that takes nothing from anybody, and named otherwise.
import { indexByNetwork } from "../core/address.js";
import { valueAt, byName, canonicalText } from "../core/canonical.js";
import { compare } from "../core/compare.js";
import { messages, UserError } from "../core/messages.js";
import type {
  Change,
  Configuration,
  Json,
  Plan,
  Relationship,
  ScopeId,
  Tree,
} from "../core/model.js";
import { formatScopedProperty } from "../core/paths.js";
import { messageOf } from "../core/refused.js";
import { planRelationship, findRelationship, relationshipToTree } from "../core/relationship.js";
import { hashSecret, createSecretKey } from "../core/secrets.js";
import type { Snapshot, DesiredPair, Server } from "../drivers/driver.js";
import type { ServerArgs } from "./arguments.js";
import type { Properties } from "./record.js";
import type { Sighting } from "./related.js";
import type { Session } from "./session.js";

/** What is wanted of both, given what they hold. */
export type Wanting = (primary: Configuration, partner: Configuration) => DesiredPair;

export interface MirroredPlans {
  /** What the primary is told. */
  readonly primary: Plan;
  /** What the partner comes to by that; what its new scopes refer to comes first, and is written to it. */
  readonly partner: Plan;
  /** What the primary would have to state otherwise, apart from what is only said once more. */
  readonly stated: Plan;
  /** Whether only the primary states it: it is removed and made again. */
  readonly remade: boolean;
  /** Leaves that the partner alone states otherwise. */
  readonly pushed: readonly string[];
  /** Scopes that come on the partner, and those that go from it. */
  readonly come: readonly ScopeId[];
  readonly go: readonly ScopeId[];
}

type Seen = Pick<Sighting, "args" | "formerName"> & { readonly wanting: Wanting };

const standing = (
  configuration: Configuration,
  { args: { name }, formerName }: Pick<Sighting, "args" | "formerName">,
): Relationship | undefined => findRelationship(configuration, name, formerName);

/** What these plans come to on two servers as they are. */
export function mirroredPlans(
  seen: Seen,
  primary: Configuration,
  told: Configuration,
): MirroredPlans {
  const {
    args: { name },
    formerName,
    wanting,
  } = seen;
  const partner = named(told, primary);
  const wanted = wanting(primary, partner);
  const { requiresReplacement: anew = [] } = wanted;
  const [here, there] = [standing(primary, seen), standing(partner, seen)];
  const stated = planRelationship(primary.relationships, name, wanted.primary, formerName);
  const theirs = planRelationship(partner.relationships, name, wanted.partner, formerName);
  const remade = here !== undefined && there === undefined && anew.length === 0;
  const tree = relationshipToTree({ ...wanted.primary, scopes: wanted.scopes });
  const mine = new Set(stated.map(({ path }) => canonicalText(path)));
  const pushes =
    here && there && anew.length === 0
      ? theirs.filter(
          ({ path, desired }) =>
            !mine.has(canonicalText(path)) && (path[0] !== "scopes" || desired !== undefined),
        )
      : [];
  const go =
    anew.length > 0
      ? (there?.scopes ?? [])
      : (here?.scopes ?? []).filter(
          (scope) => wanted.primary.scopes && !wanted.scopes.includes(scope),
        );
  const come = wanted.scopes.filter(
    (scope) => !there || anew.length > 0 || !there.scopes.includes(scope),
  );
  const scopes = compare(partner, primary, {
    scopes: come,
    settings: false,
    isIgnored: () => false,
  });
  const gone = go
    .filter((scope) => !come.includes(scope) && partner.scopes[scope])
    .map(
      (scope): Change => ({
        place: { kind: "scope", key: scope },
        path: [],
        current: partner.scopes[scope]!,
      }),
    );
  return {
    primary: remade
      ? [
          {
            place: { kind: "relationship", key: name },
            path: [],
            current: relationshipToTree(here),
            desired: tree,
          },
        ]
      : [...stated, ...pushes.map(({ place, path }) => ({ place, path, ...once(tree, path) }))],
    partner: [...scopes, ...gone, ...theirs],
    stated,
    remade,
    pushed: pushes.map(({ place, path }) => formatScopedProperty(place, path)),
    come,
    go: go.filter((scope) => partner.scopes[scope]),
  };
}

/** A leaf said once more: what it is on the primary already. */
function once(tree: Tree, path: readonly string[]): Pick<Change, "current" | "desired"> {
  const value = valueAt(tree, path) as Json | undefined;
  return value === undefined ? {} : { current: value, desired: value };
}

/** Members that the partner lists and does not have are what the primary has at their addresses. */
function named(partner: Configuration, primary: Configuration): Configuration {
  const ids = indexByNetwork(primary.scopes);
  const known = ({ missing = [], ...rest }: Relationship): Relationship => ({
    ...rest,
    scopes: [...rest.scopes, ...missing.flatMap((address) => ids.get(address) ?? [])].sort(byName),
  });
  return {
    ...partner,
    relationships: Object.fromEntries(
      Object.entries(partner.relationships).map(([name, one]) => [
        name,
        one.missing ? known(one) : one,
      ]),
    ),
  };
}

/** Active leases in scopes of a server; nothing where their number is unknown. */
export async function leasesIn(
  server: Server | undefined,
  scopes: readonly ScopeId[],
): Promise<number | undefined> {
  if (scopes.length === 0) return 0;
  const counts = (await server?.leases?.countActive(scopes)) ?? [undefined];
  return counts.reduce(
    (all, leases) => (all === undefined || leases === undefined ? undefined : all + leases),
    0,
  );
}

/** Why this must not be carried out, or nothing. */
export async function mirroredRefusal(
  session: Session,
  sighting: Sighting,
  plans: MirroredPlans,
): Promise<UserError | undefined> {
  const { args, primary, partner, former, wanted } = sighting;
  const { name, force } = args;
  const [here, there] = [
    standing(primary.reading.configuration, sighting),
    standing(named(partner.reading.configuration, primary.reading.configuration), sighting),
  ];
  if (there && there.partner !== wanted.partner.partner)
    return messages
      .relationshipElsewhere(name, partner.label, String(there.partner))
      .withProperty("name");
  if (there && !here)
    return messages
      .relationshipPartnerAlone(name, primary.label, partner.label)
      .withProperty("name");
  const alone = (there?.scopes ?? []).filter((scope) => here && !here.scopes.includes(scope));
  if (alone.length > 0)
    return messages
      .relationshipMembersAlone(name, primary.label, partner.label, alone)
      .withProperty("scopeIds");
  const { requiresReplacement: anew = [] } = wanted;
  if (!force && anew.length > 0) {
    const left =
      here?.partner === wanted.primary.partner
        ? partner
        : former.find(({ reading }) => !session.isSameServer(reading, primary.reading));
    const members = here?.scopes ?? [];
    return messages
      .relationshipAnew(
        name,
        anew,
        left?.label ?? String(here?.partner),
        members,
        await leasesIn(left && session.server(left.args), members),
      )
      .withProperty("force");
  }
  if (!force && plans.go.length > 0) {
    const leases = await leasesIn(session.server(partner.args), plans.go);
    if (leases !== 0)
      return messages
        .relationshipLeaves(name, partner.label, plans.go, leases)
        .withProperty("scopeIds");
  }
  const moved = Object.entries(primary.reading.configuration.relationships).flatMap(
    ([other, { scopes }]) =>
      other === name || other === sighting.formerName
        ? []
        : scopes
            .filter((scope) => plans.come.includes(scope))
            .map((scope) => `${scope} (${other})`),
  );
  if (!force && moved.length > 0)
    return messages.relationshipMoves(name, moved).withProperty("scopeIds");
  const already = plans.come.filter(
    (scope) => partner.reading.configuration.scopes[scope] && !plans.go.includes(scope),
  );
  if (already.length > 0)
    return plans.remade
      ? messages
          .relationshipPrimaryAlone(name, primary.label, partner.label, already)
          .withProperty("name")
      : messages.relationshipScopesThere(name, partner.label, already).withProperty("scopeIds");
  return undefined;
}

/** What a person should know before. */
export function tellMirrored(
  session: Session,
  { args, primary, partner, former, wanted }: Sighting,
  plans: MirroredPlans,
  onDelete: unknown,
): void {
  const { name } = args;
  if (plans.remade) session.tell(messages.relationshipRemade(name, primary.label, partner.label));
  if (plans.pushed.length > 0)
    session.tell(messages.relationshipPushed(name, primary.label, partner.label, plans.pushed));
  const losing = (wanted.requiresReplacement ?? []).length > 0 ? (former[0] ?? partner) : partner;
  const lost =
    losing === partner
      ? plans.go
      : (findRelationship(primary.reading.configuration, name)?.scopes ?? []);
  if (lost.length > 0) session.tell(messages.relationshipTakes(name, losing.label, lost));
  if (
    args.onDelete === "remove" &&
    (plans.primary.length > 0 || onDelete !== "remove") &&
    wanted.scopes.length > 0
  )
    session.tell(messages.relationshipTakes(name, partner.label, wanted.scopes));
}

/** A secret that no server tells: what is kept of it, and whether it is another one than was written last. */
export interface Secret {
  readonly kept: Properties;
  readonly changed: boolean;
}

export async function secretOf({ secret }: DesiredPair, outputs: Properties): Promise<Secret> {
  if (secret === undefined) return { kept: {}, changed: false };
  const key = typeof outputs.__key === "string" ? outputs.__key : createSecretKey();
  const print = await hashSecret(secret, key);
  return { kept: { __key: key, __secret: print }, changed: outputs.__secret !== print };
}

/** Writes what the partner's new scopes refer to, then the primary. Throws where the partner does not come to state its side. */
export async function writeMirrored(
  session: Session,
  sighting: Sighting & { readonly wanting: Wanting },
  changed: boolean,
  guards: { readonly primary: Guard; readonly partner: Guard },
): Promise<void> {
  const { args, formerName, primary, partner, former, wanted, wanting } = sighting;
  const { name } = args;
  const both = [name, ...(formerName === undefined ? [] : [formerName])];
  const seen = { primary: primary.reading, partner: partner.reading };
  const needed = (q: Configuration, p: Configuration): Plan =>
    mirroredPlans(sighting, p, q).partner.filter(
      ({ place }) => place.kind === "shared" || place.kind === "order",
    );
  const hasBegun = needed(partner.reading.configuration, primary.reading.configuration).length > 0;
  if (hasBegun)
    await session.enqueue({
      primary: primary.args,
      partner: partner.args,
      plannedFrom: seen,
      replan: (q, p) => needed(q, p!),
      guard: guards.partner,
      changedRelationships: both,
    });
  const first = mirroredPlans(
    sighting,
    primary.reading.configuration,
    partner.reading.configuration,
  );
  const open = [primary, partner].some(
    ({ reading }) => standing(reading.configuration, sighting)?.own?.enableAuth !== true,
  );
  const comes =
    first.primary.some(({ path, desired }) => path.length === 0 && desired !== undefined) ||
    (wanted.requiresReplacement ?? []).length > 0;
  const secret: Plan =
    wanted.secret !== undefined && (changed || open || comes)
      ? [
          {
            place: { kind: "relationship", key: name },
            path: ["sharedSecret"],
            desired: wanted.secret,
          },
        ]
      : [];
  // What is said once more, and what no server tells, is there once it was said.
  let said = false;
  const plan = (p: Configuration): Plan => {
    const { primary: again, stated } = mirroredPlans(sighting, p, partner.reading.configuration);
    return said
      ? stated
      : [...(first.remade || first.pushed.length > 0 ? again : stated), ...secret];
  };
  const guard: Guard = async (changes, now) => {
    await guards.primary(changes, now);
    said = true;
  };
  const before = primary.reading.version;
  try {
    await session.enqueue({
      partner: primary.args,
      primary: partner.args,
      mirrors: [partner.args, ...former.map((one) => one.args)],
      plannedFrom: { primary: partner.reading, partner: primary.reading },
      replan: plan,
      guard,
      changedRelationships: both,
      hasBegun,
    });
  } catch (error) {
    if (!said) throw error;
    throw (await halfApplied(session, sighting, before, error)) ?? error;
  }
  const [mine, theirs] = [
    await session.getLatestSnapshot(primary.args),
    await session.getLatestSnapshot(partner.args),
  ];
  const left = planRelationship(
    named(theirs.configuration, mine.configuration).relationships,
    name,
    wanting(mine.configuration, theirs.configuration).partner,
    formerName,
  ).map(({ place, path }) => formatScopedProperty(place, path));
  const lacking = first.come.filter((scope) => theirs.configuration.scopes[scope] === undefined);
  if (left.length + lacking.length > 0)
    throw messages.relationshipUnmirrored(name, primary.label, partner.label, [
      ...left,
      ...lacking,
    ]);
}

/** Two servers and the relationship between them. */
interface Sides {
  readonly args: { readonly name: string };
  readonly primary: { readonly args: ServerArgs; readonly label: string };
  readonly partner: { readonly args: ServerArgs; readonly label: string };
}

export type Guard = (plan: Plan, now: Snapshot) => Promise<void>;

/** What both state after a call that failed, where it did something before it did. */
export async function halfApplied(
  session: Session,
  { args, primary, partner }: Sides,
  before: string,
  error: unknown,
): Promise<UserError | undefined> {
  const found = await Promise.all(
    [primary, partner].map(({ args: server }) => session.reread(server).catch(() => undefined)),
  );
  if (found[0] === undefined || found[0].version === before) return undefined;
  const states = (reading: Snapshot | undefined): string => {
    const scopes = reading && findRelationship(reading.configuration, args.name)?.scopes;
    return reading
      ? messages.relationshipStates(
          scopes,
          (scopes ?? []).filter((scope) => reading.configuration.scopes[scope]).length,
        )
      : messages.relationshipUnread();
  };
  return messages.relationshipHalfApplied(
    args.name,
    primary.label,
    partner.label,
    states(found[0]),
    states(found[1]),
    messageOf(error),
  );
}

/** Takes the relationship off both, by the primary; with it go its scopes on the partner. */
export async function removeMirrored(
  session: Session,
  args: Sides["args"] & { readonly force?: boolean },
  primary: Sides["primary"] & { readonly reading: Snapshot },
  partner: typeof primary,
  guard: Guard,
): Promise<void> {
  const { name } = args;
  const [here, there] = [primary, partner].map(({ reading }) =>
    findRelationship(reading.configuration, name),
  );
  if (!here && !there) return;
  if (!here) throw messages.relationshipPartnerAlone(name, primary.label, partner.label);
  const lost = here.scopes.filter((scope) => there && partner.reading.configuration.scopes[scope]);
  const leases = await leasesIn(session.server(partner.args), lost);
  if (!args.force && leases !== 0)
    throw messages.relationshipRemoved(name, partner.label, lost, leases);
  if (lost.length > 0) session.tell(messages.relationshipTakes(name, partner.label, lost));
  let asked = false;
  try {
    await session.enqueue({
      partner: primary.args,
      mirrors: [partner.args],
      changedRelationships: [name],
      plannedFrom: { partner: primary.reading },
      replan: ({ relationships }) => planRelationship(relationships, name, undefined),
      guard: async (plan, now) => {
        await guard(plan, now);
        asked = true;
      },
    });
  } catch (error) {
    throw (
      (asked
        ? await halfApplied(session, { args, primary, partner }, primary.reading.version, error)
        : undefined) ?? error
    );
  }
  const theirs = await session.getLatestSnapshot(partner.args);
  if (findRelationship(theirs.configuration, name))
    throw messages.relationshipPartnerAlone(name, primary.label, partner.label);
}
