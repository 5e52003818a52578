// Option values and DNS settings in cmdlets, at whatever level they stand.
import { isMap, mapOf } from "../../../core/canonical.js";
import { equal } from "../../../core/equal.js";
import type { Json, Tree } from "../../../core/model.js";
import { encodeDnsSettings, dnsOption } from "../model/dns.js";
import { leaseOption, parseOptionKey, optionKey, type OptionTypes } from "../model/options.js";
import { formatOptionValues } from "../model/values.js";
import type { Step, StepCondition, Value } from "./step.js";

/** Where option values stand: the parameters that say so. None: the server. */
export interface OptionLevel {
  readonly where: string;
  readonly scopeId?: string;
  readonly reservedIp?: string;
  readonly policy?: string;
}

const levelParameters = ({
  scopeId,
  reservedIp,
  policy,
}: OptionLevel): Readonly<Record<string, Value>> => ({
  // A reservation is found by its address alone, and takes no ScopeId beside it.
  ...(reservedIp !== undefined
    ? { ReservedIP: reservedIp }
    : scopeId !== undefined
      ? { ScopeId: scopeId }
      : {}),
  ...(policy !== undefined && { PolicyName: policy }),
});

/** First what goes, then what is set: a server knows classes whatever the case of their names. */
export function planOptions(
  level: OptionLevel,
  from: Tree,
  to: Tree,
  types: OptionTypes,
): readonly Step[] {
  const [current, desired] = [mapOf(from.options), mapOf(to.options)];
  const set = Object.entries(desired)
    .filter(([key, option]) => !equal(option, current[key]))
    .map(([key, option]): Step => {
      const { vendorClass, id, userClass } = parseOptionKey(key);
      const values = formatOptionValues(
        (option as { readonly value: readonly string[] }).value,
        types.get(optionKey(vendorClass, id)) ?? "",
      );
      return {
        reason: `${level.where} options.${key}: ${current[key] === undefined ? "" : `${shortenValues(current[key])} => `}${shortenValues(option)}`,
        cmdlet: "Set-DhcpServerv4OptionValue",
        // Force: the name servers of option 6 need not answer while this runs.
        parameters: {
          ...levelParameters(level),
          OptionId: id,
          Value: values,
          ...classParameters(vendorClass, userClass),
          ...(vendorClass === "" && id === 6 && { Force: true }),
        },
      };
    });
  const gone = Object.keys(current)
    .filter((key) => desired[key] === undefined)
    .map((key): Step => {
      const { vendorClass, id, userClass } = parseOptionKey(key);
      return planOptionRemoval(
        level,
        id,
        vendorClass,
        userClass,
        `options.${key}: ${shortenValues(current[key]!)} goes`,
      );
    });
  return [...gone, ...set, ...planDnsSettings(level, from, to)];
}

/** What an option holds, in a comment: as much of it as a person reads. */
function shortenValues(option: Json): string {
  const line = (option as { readonly value: readonly string[] }).value.join(", ");
  return line.length <= 60 ? line : `${line.slice(0, 58)}…`;
}

const classParameters = (
  vendorClass: string,
  userClass: string,
): Readonly<Record<string, Value>> => ({
  ...(vendorClass !== "" && { VendorClass: vendorClass }),
  ...(userClass !== "" && { UserClass: userClass }),
});

function planOptionRemoval(
  level: OptionLevel,
  id: number,
  vendorClass: string,
  userClass: string,
  what: string,
): Step {
  const test: StepCondition = {
    name: "Test-OptionValue",
    arguments: [
      id,
      vendorClass,
      userClass,
      level.reservedIp === undefined ? (level.scopeId ?? "") : "",
      level.reservedIp ?? "",
      level.policy ?? "",
    ],
  };
  return {
    reason: `${level.where} ${what}`,
    cmdlet: "Remove-DhcpServerv4OptionValue",
    parameters: {
      ...levelParameters(level),
      OptionId: id,
      ...classParameters(vendorClass, userClass),
    },
    if: test,
  };
}

/** The lease duration of a policy that has none of its own any more. */
export const planLeaseRemoval = (level: OptionLevel): Step =>
  planOptionRemoval(level, leaseOption, "", "", "leaseDuration: goes");

/**
 * DNS settings as the value of the pseudo option 81, at every level and with all their bits, and a
 * policy's suffix by `-DnsSuffix` alone: DhcpServerMigration sets both so, and the parameters of
 * Set-DhcpServerv4DnsSetting cannot say every value (DeleteDnsRROnLeaseExpiry goes only with
 * DynamicUpdates other than Never: MOF of PS_DhcpServerv4DnsSetting). The value follows the suffix:
 * it stands whatever the suffix did to it.
 */
function planDnsSettings(level: OptionLevel, from: Tree, to: Tree): readonly Step[] {
  const { where, scopeId, policy } = level;
  const steps: Step[] = [];
  const suffixed = from.dnsSuffix !== to.dnsSuffix;
  if (suffixed && policy !== undefined) {
    steps.push({
      reason: `${where} dnsSuffix: ${String(from.dnsSuffix ?? "none")} => ${String(to.dnsSuffix ?? "none")}`,
      cmdlet: "Set-DhcpServerv4DnsSetting",
      parameters: {
        ...(scopeId !== undefined && { ScopeId: scopeId }),
        PolicyName: policy,
        DnsSuffix: String(to.dnsSuffix ?? ""),
      },
    });
  }
  if (isMap(to.dnsSettings)) {
    if (!suffixed && equal(from.dnsSettings ?? null, to.dnsSettings)) return steps;
    steps.push({
      reason: `${where} dnsSettings: ${from.dnsSettings === undefined ? "come" : "change"}`,
      cmdlet: "Set-DhcpServerv4OptionValue",
      parameters: {
        ...levelParameters(level),
        OptionId: dnsOption,
        Value: [String(encodeDnsSettings(to.dnsSettings as Tree))],
        Force: true,
      },
    });
  } else if (from.dnsSettings !== undefined) {
    steps.push(planOptionRemoval(level, dnsOption, "", "", "dnsSettings: go"));
  }
  return steps;
}
