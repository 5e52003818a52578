// Two model servers, the first with three scopes, and a relationship between them.
import { BindingError, type Value } from "../../../provider/drivers/windows/rules/binder.js";
import { DhcpError } from "./errors.js";
import { connect } from "./failover.js";
import { modelServer, type ModelServer } from "./server.js";

export type Parameters = Readonly<Record<string, Value>>;

export function scope(server: ModelServer, third: number, more: Parameters = {}): void {
  server.call("Add-DhcpServerv4Scope", {
    StartRange: `10.0.${third}.10`,
    EndRange: `10.0.${third}.200`,
    SubnetMask: "255.255.255.0",
    Name: `Floor ${third}`,
    ...more,
  });
}

/** Two servers that know each other; the first has three scopes, the second none. */
export function two(): readonly [ModelServer, ModelServer] {
  const [one, other] = [modelServer("dhcp1.test"), modelServer("dhcp2.test")];
  connect(one, other);
  for (const third of [1, 2, 3]) scope(one, third);
  return [one, other];
}

/** The same, in a relationship over the first two scopes. */
export function pair(stated: Parameters = {}): readonly [ModelServer, ModelServer] {
  const [one, other] = two();
  one.call("Add-DhcpServerv4Failover", {
    Name: "both",
    PartnerServer: "dhcp2",
    ScopeId: ["10.0.1.0", "10.0.2.0"],
    ...stated,
  });
  return [one, other];
}

export function ending(action: () => unknown): string | undefined {
  try {
    action();
    return undefined;
  } catch (error) {
    if (error instanceof DhcpError || error instanceof BindingError) return error.id.split(",")[0];
    throw error;
  }
}

export const add = { Name: "new", PartnerServer: "dhcp2.test", ScopeId: ["10.0.3.0"] };
