// A failover relationship as Get-DhcpServerv4Failover tells it, in the words that servers have in common.
import { fingerprint } from "../../../core/canonical.js";
import type { Health } from "../../../core/health.js";
import type { Relationship, ScopeId } from "../../../core/model.js";

/** One row of it, durations in seconds. */
export interface FailoverTold {
  readonly Name: string;
  readonly PartnerServer: string;
  readonly Mode: string;
  readonly ServerRole?: string | null;
  readonly LoadBalancePercent?: number | null;
  readonly ReservePercent?: number | null;
  readonly MaxClientLeadTime: number | null;
  readonly AutoStateTransition: boolean | null;
  readonly StateSwitchInterval?: number | null;
  readonly EnableAuth: boolean | null;
  readonly State: string;
  readonly ScopeId: readonly string[];
  readonly PrimaryServerName?: string | null;
  readonly SecondaryServerName?: string | null;
  readonly ServerType?: string | null;
}

/** The names that both sides tell alike, this server's first; names are the same in any case. */
function names({ PartnerServer, PrimaryServerName, SecondaryServerName, ServerType }: FailoverTold): readonly [self: string | undefined, partner: string] {
  const both = [PrimaryServerName, SecondaryServerName].map((name) => (name ? name.toLowerCase() : undefined));
  const [self, partner] = /secondary/i.test(ServerType ?? "") ? [both[1], both[0]] : both;
  return [ServerType ? self : undefined, (ServerType ? partner : undefined) ?? PartnerServer.toLowerCase()];
}

/** `named`: a scope by its network address; one that the server lists and does not have keeps its bare address. */
export function relationshipTold(told: FailoverTold, named: (address: string) => ScopeId | undefined): Relationship {
  const [self, partner] = names(told);
  const standby = /standby/i.test(told.Mode);
  return {
    mode: standby ? "hotStandby" : "loadBalance",
    ...(self !== undefined && { self }),
    partner,
    ...(standby ? { role: /standby/i.test(told.ServerRole ?? "") ? "standby" : "active" } : { loadBalancePercent: told.LoadBalancePercent ?? 50 }),
    scopes: told.ScopeId.map((address) => named(address) ?? address).sort((a, b) => (a < b ? -1 : 1)),
    own: {
      maxClientLeadTime: told.MaxClientLeadTime ?? 3600,
      autoStateTransition: told.AutoStateTransition === true,
      enableAuth: told.EnableAuth === true,
      ...(standby && { reservePercent: told.ReservePercent ?? 5 }),
      ...(told.AutoStateTransition === true && typeof told.StateSwitchInterval === "number" && { stateSwitchInterval: told.StateSwitchInterval }),
    },
  };
}

/** How it is doing: in every state but Normal the two do not back each other up, or only one of them serves. */
export function healthTold(told: FailoverTold): Health {
  const [self = "", partner] = names(told);
  return { relationship: told.Name, pair: fingerprint([told.Name, ...[self, partner].sort()]), state: told.State, condition: told.State === "Normal" ? "working" : "impaired" };
}
