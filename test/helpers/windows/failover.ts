// Model servers that find each other by name, and the relationship that two of them state.
import type { ModelHeld, Relationship } from "./model-state.js";

export type Stated = Omit<Relationship, "partner" | "first">;

export const byDefault = {
  mode: "LoadBalance",
  loadBalancePercent: 50,
  role: "Active",
  reservePercent: 5,
  maxClientLeadTime: 3600,
  autoStateTransition: false,
  stateSwitchInterval: null,
  secret: null,
  state: "Normal",
} as const;

/** Lets two servers find each other by name, in full and by the first label. */
export function connect(one: ModelHeld, other: ModelHeld): void {
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const)
    for (const name of [to.name, to.name.split(".")[0]!]) from.network.set(name.toLowerCase(), to);
}

/** Makes two servers partners: each states the relationship from its own side. `stated` is what the first states; it counts as where it was made. */
export function join(
  primary: ModelHeld,
  secondary: ModelHeld,
  {
    scopes,
    ...stated
  }: { readonly name: string; readonly scopes: readonly string[] } & Partial<
    Omit<Stated, "name" | "scopes">
  >,
): void {
  connect(primary, secondary);
  const relationship: Relationship = {
    ...byDefault,
    ...stated,
    scopes: new Set(scopes),
    partner: secondary,
    first: true,
  };
  primary.relationships.set(relationship.name, relationship);
  secondary.relationships.set(relationship.name, mirrored(primary, relationship));
}

/**
 * Returns the relationship as the partner states it: the other share, the other role
 * (Add-DhcpServerv4Failover: "on both of the DHCP server services").
 */
export const mirrored = (server: ModelHeld, stated: Relationship): Relationship => ({
  ...stated,
  partner: server,
  first: !stated.first,
  loadBalancePercent: 100 - stated.loadBalancePercent,
  role: stated.role === "Active" ? "Standby" : "Active",
  scopes: new Set(stated.scopes),
});
