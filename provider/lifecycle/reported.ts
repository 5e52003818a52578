// What differs and is not written: places outside scopes, and scopes that only the partner has. A program decides whether that is
// reported or refused, and one operation can refuse all that its program reports.
import { compareSettings, type Selection } from "../core/compare.js";
import { messages, type UserError } from "../core/messages.js";
import type { Configuration, Plan } from "../core/model.js";
import type { Snapshot } from "../drivers/driver.js";
import { inNamesOf, visible } from "./planned.js";

/** How much differs and is not written. */
export interface Reported {
  readonly settings: number;
  readonly scopes: number;
}

/** What becomes of differences outside scopes. */
export type SettingsPolicy = "report" | "replicate" | "ignore" | "refuse";

/** Tells whether differences outside scopes are told rather than written or ignored. */
export const isTold = (policy: SettingsPolicy): boolean =>
  policy === "report" || policy === "refuse";

const nothingReported: Reported = { settings: 0, scopes: 0 };

/** The environment variable by which one operation, such as a nightly check, refuses whatever programs only report. */
const variable = "DHCP_FAILOVER_REPORTED";

/** Answers whether this operation refuses what is reported. Throws a refusal where the variable says anything else. */
export function refusesReported(environment: NodeJS.ProcessEnv = process.env): boolean {
  const value = environment[variable] ?? "";
  if (value !== "" && value !== "report" && value !== "refuse")
    throw messages.reportedVariable(variable, value);
  return value === "refuse";
}

/** Compares all that stands outside scopes and that no scope of the primary uses, whatever `keep` says. */
export function settingsOutside(primary: Configuration, partner: Snapshot): Plan {
  const extent = { scopes: Object.keys(primary.scopes), settings: false, isIgnored: () => false };
  return compareSettings(
    partner.configuration,
    inNamesOf(partner, primary),
    visible(extent, [], partner),
  );
}

/** Counts what a resource with this extent leaves different outside scopes. */
export const countSettings = (
  primary: Configuration,
  partner: Snapshot,
  { isIgnored: keep }: Pick<Selection, "isIgnored">,
): number => settingsOutside(primary, partner).filter((change) => !keep(change)).length;

/** Adds up what is reported of several partners. */
export const total = (all: readonly Reported[]): Reported =>
  all.reduce(
    (sum, one) => ({ settings: sum.settings + one.settings, scopes: sum.scopes + one.scopes }),
    nothingReported,
  );

/** What one resource leaves different on one partner, in words. */
export interface Left {
  readonly primary: string;
  readonly partner: string;
  readonly settings: readonly string[];
  readonly scopes: readonly string[];
  /** Whether the primary may leave out scopes that its server has. */
  readonly isPart: boolean;
  /** In sentences, what no argument would have written. */
  readonly besides: readonly string[];
}

/** Refuses each kind of difference that is left. */
export const reportedRefusals = ({
  primary,
  partner,
  settings,
  scopes,
  isPart,
  besides,
}: Left): readonly UserError[] => [
  ...(settings.length > 0 ? [messages.settingsRefused(primary, partner, settings)] : []),
  ...(scopes.length > 0 ? [messages.strayScopesRefused(primary, partner, scopes, isPart)] : []),
  ...(besides.length > 0 ? [messages.besidesRefused(primary, partner, besides)] : []),
];
