// The public face: what a Pulumi program declares, and the types of what it gives.
import "./start/program.js";

export { FailoverRelationship, type FailoverRelationshipArgs } from "./resources/relationship.js";
export {
  FailoverReplication,
  type FailoverReplicationArgs,
  type Reported,
} from "./resources/replication.js";
export { FailoverScope, type FailoverScopeArgs } from "./resources/scope.js";
export { getFailover, type Failover, type GetFailoverArgs } from "./resources/get-failover.js";
export { getScope, type GetScopeArgs, type Scope } from "./resources/get-scope.js";
export type {
  FileServer,
  KeaRelationship,
  KeaServer,
  Reference,
  Server,
  WindowsServer,
} from "./resources/server.js";
