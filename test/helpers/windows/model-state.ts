// What a model of a Windows DHCP server holds besides what the rules of the cmdlets speak of.
import type { ServerState } from "../../../provider/drivers/windows/rules/server-state.js";

/** A failover relationship as one of its two servers states it: after a call that did not reach the partner the two differ. */
export interface Relationship {
  readonly name: string;
  readonly partner: ModelHeld;
  /** True where this server is the one on which it was made. */
  readonly first: boolean;
  readonly mode: "LoadBalance" | "HotStandby";
  /** This server's share, in load balance. */
  readonly loadBalancePercent: number;
  /** This server's role, in hot standby. */
  readonly role: "Active" | "Standby";
  readonly reservePercent: number;
  /** Seconds. */
  readonly maxClientLeadTime: number;
  readonly autoStateTransition: boolean;
  /** Seconds; nothing where it does not switch by itself. */
  readonly stateSwitchInterval: number | null;
  /** The secret that no cmdlet ever returns. */
  readonly secret: string | null;
  readonly scopes: ReadonlySet<string>;
  state: string;
}

export interface ModelHeld extends ServerState {
  readonly relationships: Map<string, Relationship>;
  /** How many addresses are lent, by scope; none where nothing is said. */
  readonly lent: Map<string, number>;
  /** The IPv6 section of its export, which nothing here reads. */
  readonly ipv6: string;
  /** The servers that it finds by name: in lower case. */
  readonly network: Map<string, ModelHeld>;
  /** True where the caller's identity reaches the partner from here. */
  secondHop: boolean;
  /** True where it answers its partners. */
  answers: boolean;
  /** True where it is authorized in Active Directory. */
  authorized: boolean;
}
