// The attribution of changes: which server changed each property since the last replication.
import { attributeChanges, decodeBase, type AttributedChange } from "../core/base.js";
import { messages } from "../core/messages.js";
import type { Configuration } from "../core/model.js";
import { formatProperty } from "../core/paths.js";
import { labelProperty, labelScope } from "../core/scope-labels.js";
import { sealSecrets } from "../core/secrets.js";
import { restrictTo } from "../core/select.js";
import { shortNames, type ServerPair } from "../core/short-names.js";
import { formatSide } from "../core/text.js";
import type { Snapshot } from "../drivers/driver.js";
import type { PairComparison } from "./comparison.js";
import { translateNames } from "./partner-plan.js";
import type { Properties } from "./record.js";

/**
 * Returns the configuration that was last replicated to a partner, or nothing without a record.
 * Seals the values that are secret by now, whatever was secret when it was recorded.
 */
export function readBase(
  record: Properties,
  { __key: key }: Properties,
): Configuration | undefined {
  const base = decodeBase(record.__base);
  return base && sealSecrets(base, String(key));
}

/** A change of a pair, with the server that made it. */
export interface PairChange extends AttributedChange {
  readonly pair: PairComparison;
}

/** Returns each change of a plan with the server that made it since the last replication. */
export function attributePair(
  pair: PairComparison,
  base: Configuration,
  key: string,
): readonly PairChange[] {
  const { primary, partner, selection, plan } = pair;
  if (plan.length === 0) return [];
  const like = restrictTo(primary.configuration, selection);
  const seal = ({ configuration }: Snapshot) => sealSecrets(configuration, key, like);
  const onPartner = seal(partner);
  const translate = (configuration: Configuration) =>
    translateNames(partner, configuration, onPartner);
  const changes = attributeChanges(translate(base), translate(seal(primary)), onPartner, plan);
  return changes.map((change) => ({ ...change, pair }));
}

/** The number of scopes that get a line of their own; the others are counted. */
const maxScopes = 20;

/** A sentence about what changed since the last replication. */
export interface Attribution {
  readonly sentence: string;
  /** True where the partner was edited: an update overwrites that. */
  readonly isWarning: boolean;
}

/** Lists the changes of each server since the last replication, one sentence for a scope. */
export function listAttributions(moved: readonly PairChange[]): readonly Attribution[] {
  const isEdit = ({ changedBy }: AttributedChange): boolean => changedBy !== "primary";
  const groups = Map.groupBy(moved, ({ location, pair }) => {
    if (location.kind === "settings") return "server";
    return location.kind === "scope" ? labelScope(location.key, ...sourcesOf(pair)) : location.key;
  });
  const lines = [...groups].slice(0, maxScopes).map(([scope, properties]) => {
    const listChangedBy = (server: AttributedChange["changedBy"]) =>
      properties.filter(({ changedBy }) => changedBy === server);
    const sentence = messages.changesOnBothServers(
      scope,
      listChangedBy("primary").length,
      listChangedBy("partner").length,
      listChangedBy("both").map(({ location, path }) => formatProperty(location, path)),
    );
    return { sentence, isWarning: properties.some(isEdit) };
  });
  if (groups.size <= maxScopes) return lines;
  const others = [...groups.values()].slice(maxScopes).flat();
  const sentence = messages.changesInMoreScopes(groups.size - maxScopes);
  return [...lines, { sentence, isWarning: others.some(isEdit) }];
}

/** Formats a property that the partner changed, with its three values. */
export function formatMovement(moved: PairChange, labels: ServerPair<string>): string {
  const [base, primary, partner] = moved.values.map((value) => formatSide(moved, value, 40));
  return messages.driftedProperty(
    labelProperty(moved.location, moved.path, ...sourcesOf(moved.pair)),
    shortNames(labels),
    { base: base!, primary: primary!, partner: partner! },
  );
}

/** Returns the configurations that name the scopes of a pair, the partner's first. */
const sourcesOf = ({ primary, partner }: PairComparison): readonly Configuration[] => [
  partner.configuration,
  primary.configuration,
];
