// Option values and DNS settings in cmdlets, at any level.
import { isMap, mapOf } from "../../../core/canonical.js";
import { equal } from "../../../core/equal.js";
import type { Json, Tree } from "../../../core/model.js";
import { encodeDnsSettings, dnsOption } from "../model/dns.js";
import {
  leaseOption,
  optionKey,
  parseOptionKey,
  type OptionIdentity,
  type OptionTypes,
} from "../model/options.js";
import { formatOptionValues } from "../model/values.js";
import type { Step, Value } from "./step.js";

/** A level that holds option values. Without any of the three: the server. */
export interface OptionLevel {
  /** The level in reasons. */
  readonly where: string;
  readonly scopeId?: string;
  readonly reservedIp?: string;
  readonly policy?: string;
}

type Parameters = Readonly<Record<string, Value>>;

const levelParameters = (level: OptionLevel): Parameters => ({
  ...addressParameters(level),
  ...(level.policy !== undefined && { PolicyName: level.policy }),
});

/**
 * Returns the address of a level. A reservation is found by its own, and takes no ScopeId beside
 * it.
 */
function addressParameters({ scopeId, reservedIp }: OptionLevel): Parameters {
  if (reservedIp !== undefined) return { ReservedIP: reservedIp };
  return scopeId === undefined ? {} : { ScopeId: scopeId };
}

/**
 * Plans the option values of a level: first what goes, then what is set, for a server knows classes
 * whatever the case of their names.
 */
export function planOptions(
  level: OptionLevel,
  from: Tree,
  to: Tree,
  types: OptionTypes,
): readonly Step[] {
  const [current, desired] = [mapOf(from.options), mapOf(to.options)];
  const gone = Object.keys(current).filter((key) => desired[key] === undefined);
  const changed = Object.keys(desired).filter((key) => !equal(desired[key], current[key]));
  return [
    ...gone.map((key) => {
      const what = `options.${key}: ${shortenValues(current[key]!)} goes`;
      return planOptionRemoval(level, parseOptionKey(key), what);
    }),
    ...changed.map((key) => {
      const before = current[key] === undefined ? "" : `${shortenValues(current[key])} => `;
      const what = `options.${key}: ${before}${shortenValues(desired[key]!)}`;
      return { ...planOption(level, key, desired[key]!, types), reason: `${level.where} ${what}` };
    }),
    ...planDnsSettings(level, from, to),
  ];
}

const valuesOf = (option: Json): readonly string[] =>
  (option as { readonly value: readonly string[] }).value;

function planOption(
  level: OptionLevel,
  key: string,
  option: Json,
  types: OptionTypes,
): Omit<Step, "reason"> {
  const identity = parseOptionKey(key);
  const { vendorClass, id } = identity;
  const type = types.get(optionKey(vendorClass, id)) ?? "";
  return {
    cmdlet: "Set-DhcpServerv4OptionValue",
    parameters: {
      ...levelParameters(level),
      OptionId: id,
      Value: formatOptionValues(valuesOf(option), type),
      ...classParameters(identity),
      // The name servers of option 6 need not answer while this runs.
      ...(vendorClass === "" && id === 6 && { Force: true }),
    },
  };
}

/** Returns as much of an option's values as a person reads in a comment. */
function shortenValues(option: Json): string {
  const line = valuesOf(option).join(", ");
  return line.length <= 60 ? line : `${line.slice(0, 58)}…`;
}

const classParameters = ({ vendorClass, userClass }: OptionIdentity): Parameters => ({
  ...(vendorClass !== "" && { VendorClass: vendorClass }),
  ...(userClass !== "" && { UserClass: userClass }),
});

/** Plans the removal of an option's values. `what`: the end of the reason. */
function planOptionRemoval(level: OptionLevel, option: OptionIdentity, what: string): Step {
  const { id, vendorClass, userClass } = option;
  const { where, scopeId = "", reservedIp = "", policy = "" } = level;
  const scope = reservedIp === "" ? scopeId : "";
  return {
    reason: `${where} ${what}`,
    cmdlet: "Remove-DhcpServerv4OptionValue",
    parameters: { ...levelParameters(level), OptionId: id, ...classParameters(option) },
    if: {
      name: "Test-OptionValue",
      arguments: [id, vendorClass, userClass, scope, reservedIp, policy],
    },
  };
}

const withoutClasses = (id: number): OptionIdentity => ({ id, vendorClass: "", userClass: "" });

/** Plans the removal of a policy's own lease duration. */
export const planLeaseRemoval = (level: OptionLevel): Step =>
  planOptionRemoval(level, withoutClasses(leaseOption), "leaseDuration: goes");

/**
 * Plans DNS settings as the value of the pseudo option 81, at every level and with all their bits,
 * and
 * a policy's suffix by `-DnsSuffix` alone: DhcpServerMigration sets both so, and the parameters of
 * Set-DhcpServerv4DnsSetting cannot say every value (DeleteDnsRROnLeaseExpiry goes only with
 * DynamicUpdates other than Never: MOF of PS_DhcpServerv4DnsSetting). The value follows the suffix:
 * so it is right whatever the suffix did to it.
 */
function planDnsSettings(level: OptionLevel, from: Tree, to: Tree): readonly Step[] {
  const changesSuffix = from.dnsSuffix !== to.dnsSuffix;
  return [
    ...(changesSuffix ? planDnsSuffix(level, from, to) : []),
    ...planDnsValue(level, from.dnsSettings, to.dnsSettings, changesSuffix),
  ];
}

function planDnsSuffix(level: OptionLevel, from: Tree, to: Tree): readonly Step[] {
  const { where, scopeId, policy } = level;
  if (policy === undefined) return [];
  const [before, after] = [from, to].map(({ dnsSuffix }) => String(dnsSuffix ?? "none"));
  return [
    {
      reason: `${where} dnsSuffix: ${before} => ${after}`,
      cmdlet: "Set-DhcpServerv4DnsSetting",
      parameters: {
        ...(scopeId !== undefined && { ScopeId: scopeId }),
        PolicyName: policy,
        DnsSuffix: String(to.dnsSuffix ?? ""),
      },
    },
  ];
}

function planDnsValue(
  level: OptionLevel,
  from: Json | undefined,
  to: Json | undefined,
  changesSuffix: boolean,
): readonly Step[] {
  if (!isMap(to))
    return from === undefined
      ? []
      : [planOptionRemoval(level, withoutClasses(dnsOption), "dnsSettings: go")];
  if (!changesSuffix && equal(from ?? null, to)) return [];
  return [
    {
      reason: `${level.where} dnsSettings: ${from === undefined ? "come" : "change"}`,
      cmdlet: "Set-DhcpServerv4OptionValue",
      parameters: {
        ...levelParameters(level),
        OptionId: dnsOption,
        Value: [String(encodeDnsSettings(to as Tree))],
        Force: true,
      },
    },
  ];
}
