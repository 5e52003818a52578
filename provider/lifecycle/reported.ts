// Differences that are not written: properties outside scopes, and scopes that only the partner
// has. A program reports or refuses them, and one operation can refuse all that its program
// reports.
import { compareSettings, type Selection } from "../core/compare.js";
import { messages, type UserError } from "../core/messages.js";
import type { Configuration, Plan } from "../core/model.js";
import type { Snapshot } from "../drivers/driver.js";
import { translateNames } from "./partner-plan.js";
import { excludeInvisible } from "./visibility.js";

/** The number of differences that are not written. */
export interface ReportedCounts {
  readonly settings: number;
  readonly scopes: number;
}

/** The treatment of differences outside scopes. */
export type SettingsPolicy = "report" | "replicate" | "ignore" | "refuse";

/** Returns whether differences outside scopes are reported rather than written or ignored. */
export const isReported = (policy: SettingsPolicy): boolean =>
  policy === "report" || policy === "refuse";

const nothingReported: ReportedCounts = { settings: 0, scopes: 0 };

/**
 * The environment variable by which one operation, such as a nightly check, refuses all that
 * programs only report.
 */
const variable = "DHCP_FAILOVER_REPORTED";

/**
 * Returns whether this operation refuses reported differences. Throws where the variable has
 * another value.
 */
export function refusesReported(environment: NodeJS.ProcessEnv = process.env): boolean {
  const value = environment[variable] ?? "";
  if (value !== "" && value !== "report" && value !== "refuse")
    throw messages.reportedVariable(variable, value);
  return value === "refuse";
}

/** Compares all properties outside scopes that no scope of the primary uses, without `keep`. */
export function compareOutside(primary: Configuration, partner: Snapshot): Plan {
  const selection = {
    scopes: Object.keys(primary.scopes),
    settings: false,
    isIgnored: () => false,
  };
  return compareSettings(
    partner.configuration,
    translateNames(partner, primary),
    excludeInvisible(selection, [], partner),
  );
}

/** Counts the differences outside scopes that a resource with this `keep` leaves. */
export const countSettings = (
  primary: Configuration,
  partner: Snapshot,
  { isIgnored }: Pick<Selection, "isIgnored">,
): number => compareOutside(primary, partner).filter((change) => !isIgnored(change)).length;

/** Adds the counts of several partners. */
export const sumReported = (all: readonly ReportedCounts[]): ReportedCounts =>
  all.reduce(
    (sum, one) => ({ settings: sum.settings + one.settings, scopes: sum.scopes + one.scopes }),
    nothingReported,
  );

/** The differences that one resource leaves on one partner, in words. */
export interface RemainingDifferences {
  readonly primary: string;
  readonly partner: string;
  readonly settings: readonly string[];
  readonly scopes: readonly string[];
  /** True where scopes of the primary's server may be missing, as in a partial export. */
  readonly isPart: boolean;
  /** Sentences about differences that no argument would write. */
  readonly besides: readonly string[];
}

/** Returns an error for each kind of difference that is left. */
export const reportedErrors = ({
  primary,
  partner,
  settings,
  scopes,
  isPart,
  besides,
}: RemainingDifferences): readonly UserError[] => [
  ...(settings.length > 0 ? [messages.settingsRefused(primary, partner, settings)] : []),
  ...(scopes.length > 0 ? [messages.extraScopesRefused(primary, partner, scopes, isPart)] : []),
  ...(besides.length > 0 ? [messages.otherDifferencesRefused(primary, partner, besides)] : []),
];
