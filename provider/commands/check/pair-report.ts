// The report on one pair: its servers are read, compared and described.
import { byName } from "../../core/canonical.js";
import type { Configuration, ScopeId } from "../../core/model.js";
import { findScopeName } from "../../core/scope-labels.js";
import { messages, UserError } from "../../core/messages.js";
import { formatUnreadableOptions } from "../../core/paths.js";
import { onOneLine, replaceUnprintable } from "../../core/printable.js";
import { withSecretNames } from "../../core/secrets.js";
import type { Snapshot } from "../../drivers/driver.js";
import { ignorableKinds } from "../../lifecycle/ignored.js";
import type { Session } from "../../lifecycle/session.js";
import {
  compareWhole,
  type PairReading,
  type ReadPair,
  readPair,
  type WholePair,
} from "../../lifecycle/whole-pair.js";
import { toDifference } from "../../report/difference.js";
import type {
  Difference,
  PairReport,
  ReportedError,
  Result,
  ScopeReport,
  ServerReport,
} from "../../report/report.js";
import { chooseNames, type PairNames } from "./names.js";
import {
  describeRelationships,
  toMembershipDifference,
  toRelationshipDifference,
  toUncomparedDifference,
} from "./relationship-report.js";
import type { RequestedPair, RequestedServer } from "./request.js";

/** Reports on a pair. Never throws: an error is part of the report. */
export function reportPair(session: Session, pair: RequestedPair): Promise<PairReport> {
  return withSecretNames(pair.secretNames, async () => {
    const { primary, partner } = pair;
    const reading = await readPair(session, { primary: primary.args, partner: partner.args });
    const names = chooseNames(
      nameable(primary, reading.primary),
      nameable(partner, reading.partner),
    );
    try {
      return describePair(session, pair, { reading, names });
    } catch (error) {
      const known = error instanceof UserError ? error : messages.internalError("check", error);
      return describeFailure(pair, { reading, names }, [known]);
    }
  });
}

/** A pair that was read as far as it can be, and the names of its servers. */
interface NamedReading {
  readonly reading: PairReading;
  readonly names: PairNames;
}

const nameable = (server: RequestedServer, snapshot: Snapshot | UserError) => ({
  ...server,
  ...(!(snapshot instanceof UserError) && { snapshot }),
});

function describePair(session: Session, pair: RequestedPair, named: NamedReading): PairReport {
  const { primary, partner } = named.reading;
  if (primary instanceof UserError || partner instanceof UserError) {
    const errors = [primary, partner].filter((one) => one instanceof UserError);
    return describeFailure(pair, named, errors);
  }
  const { parts, ignore } = pair;
  const query = { primary: pair.primary.args, partner: pair.partner.args, parts, ignore };
  const snapshots = { primary, partner };
  const whole = compareWhole(session, query, snapshots);
  const scopes = describeScopes(whole, snapshots);
  const outside = describeOutside(whole, snapshots);
  const errors = listErrors(whole);
  const relationships = describeRelationships(snapshots, named.names, whole.relationshipNames).map(
    (one) => (whole.ignored.has("health") ? { ...one, states: [] } : one),
  );
  const isHealthy = relationships.every(({ states }) => states.every(({ healthy }) => healthy));
  const differs =
    outside.length > 0 || !isHealthy || scopes.some(({ result }) => result !== "in-sync");
  const isUnknown = errors.length > 0 || scopes.some(({ result }) => result === "unknown");
  return {
    ...describeServers(pair, named),
    result: toResult(isUnknown, differs),
    relationships,
    scopes,
    outside,
    ignored: pair.ignored.map(replaceUnprintable),
    warnings: listWarnings(whole, snapshots, named.names),
    errors: errors.map(toReportedError),
  };
}

function toResult(isUnknown: boolean, differs: boolean): Result {
  if (isUnknown) return "unknown";
  return differs ? "differs" : "in-sync";
}

/** Reports on a pair that cannot be compared. */
function describeFailure(
  pair: RequestedPair,
  named: NamedReading,
  errors: readonly UserError[],
): PairReport {
  const side = named.reading.primary instanceof UserError ? "partner" : "primary";
  const reading = named.reading[side];
  const found = reading instanceof UserError ? undefined : reading;
  const scopes = Object.keys(found?.configuration.scopes ?? {}).map(
    (scope): ScopeReport => ({
      ...nameScope(scope, found?.configuration),
      result: "unknown",
      differences: [],
    }),
  );
  return {
    ...describeServers(pair, named),
    result: "unknown",
    relationships: describeRelationships(found ? { [side]: found } : {}, named.names),
    scopes,
    outside: [],
    ignored: pair.ignored.map(replaceUnprintable),
    warnings: [],
    errors: errors.map(toReportedError),
  };
}

const toReportedError = ({ code, text }: UserError): ReportedError => ({
  code,
  message: onOneLine(text),
});

function describeServers(
  pair: RequestedPair,
  { reading, names }: NamedReading,
): Pick<PairReport, "name" | "servers"> {
  const describe = (side: "primary" | "partner"): ServerReport => {
    const snapshot = reading[side];
    const isReached = !(snapshot instanceof UserError);
    const software = isReached ? snapshot.software?.name : undefined;
    return {
      name: onOneLine(names[side]),
      address: onOneLine(withoutPassword(pair[side].text)),
      ...(software !== undefined && { software: onOneLine(software) }),
      reached: isReached,
    };
  };
  const servers = { primary: describe("primary"), partner: describe("partner") };
  return { name: `${servers.primary.name} and ${servers.partner.name}`, servers };
}

/** Returns an address as people wrote it, so that a command line takes it, without a password. */
const withoutPassword = (address: string): string => address.replace(/\/\/[^/@]*:[^/@]*@/, "//");

function nameScope(scope: ScopeId, ...sources: readonly (Configuration | undefined)[]) {
  const name = findScopeName(scope, ...sources);
  return { scope, ...(name !== undefined && { name }) };
}

function describeScopes(whole: WholePair, pair: ReadPair): readonly ScopeReport[] {
  const { plan, unreadable, unreadableOptions } = whole;
  const changes = Map.groupBy(plan, ({ location }) =>
    location.kind === "scope" ? location.key : "",
  );
  const unknown = new Set([
    ...unreadable.keys(),
    ...unreadableOptions.flatMap(({ location }) =>
      location.kind === "scope" ? [location.key] : [],
    ),
  ]);
  return whole.scopes.flatMap((scope) => {
    const membership = whole.memberships.get(scope);
    const differences = [
      ...sorted((changes.get(scope) ?? []).map(toDifference)),
      ...(membership ? [toMembershipDifference(membership)] : []),
    ];
    return toScopeReport(scope, pair, { differences, isUnknown: unknown.has(scope) });
  });
}

interface FoundInScope {
  readonly differences: readonly Difference[];
  readonly isUnknown: boolean;
}

/** Describes one scope; not at all where only one server has it and that is left out. */
function toScopeReport(
  scope: string,
  { primary, partner }: ReadPair,
  { differences, isUnknown }: FoundInScope,
): readonly ScopeReport[] {
  const [ours, theirs] = [primary, partner].map(({ configuration }) => configuration.scopes[scope]);
  const named = nameScope(scope, primary.configuration, partner.configuration);
  if (isUnknown) return [{ ...named, result: "unknown", differences }];
  if (ours && theirs)
    return [{ ...named, result: differences.length > 0 ? "differs" : "in-sync", differences }];
  if (differences.length === 0) return [];
  return [{ ...named, result: ours ? "only-on-primary" : "only-on-partner", differences: [] }];
}

/** Returns differences by their paths, so that all of one reservation stand together. */
const sorted = (differences: readonly Difference[]): readonly Difference[] =>
  differences.toSorted((one, other) => byName(one.path, other.path));

function describeOutside(
  { plan, relationships, uncompared }: WholePair,
  { primary, partner }: ReadPair,
): readonly Difference[] {
  return [
    ...sorted(plan.filter(({ location }) => location.kind !== "scope").map(toDifference)),
    ...relationships.map(toRelationshipDifference),
    ...uncompared.map((name) =>
      toUncomparedDifference(name, primary.uncompared![name]!, partner.uncompared![name]!),
    ),
  ];
}

/** Lists the reasons why some of a pair could not be compared, each once. */
function listErrors({ unreadable, unreadableOptions }: WholePair): readonly UserError[] {
  const options = formatUnreadableOptions(unreadableOptions);
  const byText = new Map([...unreadable.values()].map((error) => [error.text, error] as const));
  return [...byText.values(), ...(options.length > 0 ? [messages.optionsUnreadable(options)] : [])];
}

function listWarnings(
  { foreignScopes, ignored }: WholePair,
  { primary, partner }: ReadPair,
  names: PairNames,
): readonly string[] {
  const ofServer = (name: string, snapshot: Snapshot): readonly string[] =>
    [
      ...snapshot.warnings,
      ...(snapshot.notPersisted === undefined ? [] : [snapshot.notPersisted]),
    ].map((warning) => `${name}: ${warning}`);
  const isPartial = Boolean(primary.isPartial) !== Boolean(partner.isPartial);
  const partialName = primary.isPartial ? names.primary : names.partner;
  return [
    ...ofServer(names.primary, primary),
    ...ofServer(names.partner, partner),
    ...(isPartial ? [messages.partsMissing(partialName)] : []),
    ...(foreignScopes > 0 ? [messages.scopesOfOthers(names.primary, foreignScopes)] : []),
    ...ignored.unused.map((word) => messages.ignoreUnused(word, ignorableKinds)),
  ].map(onOneLine);
}
