// The resources and functions of the provider, for one operation of the engine.
import { failoverReader } from "../lifecycle/failovers.js";
import { operation } from "../lifecycle/operation.js";
import { relationship } from "../lifecycle/relationship-provider.js";
import { replication } from "../lifecycle/replication.js";
import { createPrint } from "../lifecycle/resource-log.js";
import { scopeProvider } from "../lifecycle/scope.js";
import { scopeReader } from "../lifecycle/scopes.js";
import type { EngineLog } from "../transports/engine-log.js";
import { applyConfiguration, type ProviderConfiguration } from "./configuration.js";
import { ResourceType } from "./resource.js";
import type { Properties } from "./values.js";

/** A function of the provider: what a server states. */
export type ProviderFunction = (args: Properties) => Promise<Properties>;

export interface Provider {
  readonly resources: Readonly<Record<string, ResourceType>>;
  readonly functions: Readonly<Record<string, ProviderFunction>>;
}

/** Creates the provider of an operation. */
export function createProvider(
  configuration: ProviderConfiguration,
  log: EngineLog | undefined,
): Provider {
  const print = createPrint(log, (text) => console.error(text));
  const current = operation(applyConfiguration(configuration), print);
  return {
    resources: {
      FailoverReplication: new ResourceType("FailoverReplication", replication(current)),
      FailoverScope: new ResourceType("FailoverScope", scopeProvider(current)),
      FailoverRelationship: new ResourceType("FailoverRelationship", relationship(current)),
    },
    functions: {
      getScope: async (args) => {
        const { props } = await scopeReader(current).read("getScope", args);
        return { scopes: props.scopes };
      },
      getFailover: async (args) => {
        const { props } = await failoverReader(current).read("getFailover", args);
        return { relationships: props.relationships };
      },
    },
  };
}
