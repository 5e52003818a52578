// Option values and DNS settings in cmdlets, at whatever level they stand.
import { isMap, mapOf, text } from "../../../core/canonical.js";
import type { Json, Tree } from "../../../core/model.js";
import { dnsOption } from "../model/dns.js";
import { leaseOption, optionIdentity, optionKey, type Types } from "../model/options.js";
import { spelledValues } from "../model/values.js";
import type { Step, Test, Value } from "./step.js";

/** Where option values stand: the parameters that say so. None: the server. */
export interface Level {
  readonly where: string;
  readonly scopeId?: string;
  readonly reservedIp?: string;
  readonly policy?: string;
}

const at = ({ scopeId, reservedIp, policy }: Level): Readonly<Record<string, Value>> => ({
  // A reservation is found by its address alone, and takes no ScopeId beside it.
  ...(reservedIp !== undefined ? { ReservedIP: reservedIp } : scopeId !== undefined ? { ScopeId: scopeId } : {}),
  ...(policy !== undefined && { PolicyName: policy }),
});

/** First what goes, then what is set: a server knows classes whatever the case of their names. */
export function optionSteps(level: Level, from: Tree, to: Tree, types: Types): readonly Step[] {
  const [current, desired] = [mapOf(from.options), mapOf(to.options)];
  const set = Object.entries(desired).filter(([key, option]) => text(option) !== text(current[key])).map(([key, option]): Step => {
    const { vendorClass, id, userClass } = optionIdentity(key);
    const values = spelledValues((option as { readonly value: readonly string[] }).value, types.get(optionKey(vendorClass, id)) ?? "");
    return {
      reason: `${level.where} options.${key}: ${current[key] === undefined ? "" : `${valuesText(current[key])} => `}${valuesText(option)}`,
      cmdlet: "Set-DhcpServerv4OptionValue",
      // Force: the name servers of option 6 need not answer while this runs.
      parameters: { ...at(level), OptionId: id, Value: values, ...classesOf(vendorClass, userClass), ...(vendorClass === "" && id === 6 && { Force: true }) },
    };
  });
  const gone = Object.keys(current).filter((key) => desired[key] === undefined).map((key): Step => {
    const { vendorClass, id, userClass } = optionIdentity(key);
    return removed(level, id, vendorClass, userClass, `options.${key}: ${valuesText(current[key]!)} goes`);
  });
  return [...gone, ...set, ...dnsSteps(level, from, to)];
}

/** What an option holds, in a comment: as much of it as a person reads. */
function valuesText(option: Json): string {
  const line = ((option as { readonly value: readonly string[] }).value).join(", ");
  return line.length <= 60 ? line : `${line.slice(0, 58)}…`;
}

const classesOf = (vendorClass: string, userClass: string): Readonly<Record<string, Value>> => ({ ...(vendorClass !== "" && { VendorClass: vendorClass }), ...(userClass !== "" && { UserClass: userClass }) });

function removed(level: Level, id: number, vendorClass: string, userClass: string, what: string): Step {
  const test: Test = { name: "Test-OptionValue", arguments: [id, vendorClass, userClass, level.reservedIp === undefined ? (level.scopeId ?? "") : "", level.reservedIp ?? "", level.policy ?? ""] };
  return { reason: `${level.where} ${what}`, cmdlet: "Remove-DhcpServerv4OptionValue", parameters: { ...at(level), OptionId: id, ...classesOf(vendorClass, userClass) }, if: test };
}

/** The lease duration of a policy that has none of its own any more. */
export const leaseRemoved = (level: Level): Step => removed(level, leaseOption, "", "", "leaseDuration: goes");

/** Set-DhcpServerv4DnsSetting clears what it is not given: it is given all. Where a scope has no settings of its own, the pseudo option goes. */
function dnsSteps(level: Level, from: Tree, to: Tree): readonly Step[] {
  const [before, after] = [from.dnsSettings, to.dnsSettings];
  const suffix = to.dnsSuffix;
  if (text(before ?? null) === text(after ?? null) && from.dnsSuffix === suffix) return [];
  if (!isMap(after)) return isMap(before) ? [removed(level, dnsOption, "", "", "dnsSettings: go")] : [];
  const reason = `${level.where} dnsSettings: ${before === undefined ? "come" : "change"}`;
  const settings = after as Tree; // bits without a name are no parameter's: `fit` refuses them
  const { reservedIp, scopeId, policy } = level;
  return [{
    reason,
    cmdlet: "Set-DhcpServerv4DnsSetting",
    parameters: {
      ...(reservedIp !== undefined ? { IPAddress: reservedIp } : scopeId !== undefined ? { ScopeId: scopeId } : {}),
      ...(policy !== undefined && { PolicyName: policy }),
      DynamicUpdates: String(settings.dynamicUpdates), UpdateDnsRRForOlderClients: settings.updateDnsRRForOlderClients === true, DeleteDnsRROnLeaseExpiry: settings.deleteDnsRROnLeaseExpiry === true,
      NameProtection: settings.nameProtection === true, DisableDnsPtrRRUpdate: settings.disableDnsPtrRRUpdate === true, ...(policy !== undefined && { DnsSuffix: typeof suffix === "string" ? suffix : "" }),
    },
  }];
}
