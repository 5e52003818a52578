// The provider as its process loads it: one operation of the engine, one process.
import "../start/provider.js";
import { drivers } from "../drivers/index.js";
import { watchEngine } from "../transports/engine.js";
import { connectEngineLog } from "../transports/engine-log.js";
import { failoverReader as failoversOf } from "./failovers.js";
import { operation } from "./operation.js";
import { relationship as relationshipOf } from "./relationship-provider.js";
import { replication as replicationOf } from "./replication.js";
import { createPrint } from "./resource-log.js";
import { scopeProvider as scopeOf } from "./scope.js";
import { scopeReader as scopesOf } from "./scopes.js";

watchEngine();

const print = createPrint(connectEngineLog(), (text) => console.log(text));
const current = operation(drivers, print);

export const relationship = relationshipOf(current);
export const replication = replicationOf(current);
export const scope = scopeOf(current);
export const failovers = failoversOf(current);
export const scopes = scopesOf(current);
