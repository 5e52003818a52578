// Every sentence for people but those of one driver or transport: an error has a code, the fact and
// the remedy.
import { argumentMessages } from "./messages/arguments.js";
import { bothServersMessages } from "./messages/both-servers.js";
import { checkMessages } from "./messages/check.js";
import { commandMessages } from "./messages/commands.js";
import { connectionMessages } from "./messages/connections.js";
import { explainMessages } from "./messages/explain.js";
import { fileMessages } from "./messages/files.js";
import { initMessages } from "./messages/init.js";
import { nativeMessages } from "./messages/native.js";
import { pluginMessages } from "./messages/plugin.js";
import { progressMessages } from "./messages/progress.js";
import { pullMessages } from "./messages/pull.js";
import { relationshipMessages } from "./messages/relationship.js";
import { replicationMessages } from "./messages/replication.js";
import { stackMessages } from "./messages/stack.js";
import { undoMessages } from "./messages/undo.js";

export {
  alternatives,
  CombinedError,
  listed,
  PartlyWritten,
  quoted,
  UserError,
} from "./messages/sentence.js";
export type { RepairCommands, SharedRelationship } from "./messages/both-servers.js";

export const messages = {
  ...argumentMessages,
  ...replicationMessages,
  ...relationshipMessages,
  ...bothServersMessages,
  ...nativeMessages,
  ...pluginMessages,
  ...progressMessages,
  ...connectionMessages,
  ...fileMessages,
  ...stackMessages,
  ...commandMessages,
  ...initMessages,
  ...undoMessages,
  ...explainMessages,
  ...pullMessages,
  ...checkMessages,
};
