// Every sentence a person can be told: a code, what is so, and what to do about it. Nothing else in
// the house words a refusal.
import { argumentMessages } from "./messages/arguments.js";
import { commandMessages } from "./messages/commands.js";
import { connectionMessages } from "./messages/connections.js";
import { fileMessages } from "./messages/files.js";
import { keaMessages } from "./messages/kea.js";
import { keaServerMessages } from "./messages/kea-server.js";
import { powerShellMessages } from "./messages/powershell.js";
import { relationshipMessages } from "./messages/relationship.js";
import { replicationMessages } from "./messages/replication.js";
import { stackMessages } from "./messages/stack.js";
import { windowsMessages } from "./messages/windows.js";
import { windowsServerMessages } from "./messages/windows-server.js";

export {
  alternatives,
  CombinedError,
  listed,
  PartlyWritten,
  quoted,
  UserError,
} from "./messages/sentence.js";

export const messages = {
  ...argumentMessages,
  ...replicationMessages,
  ...relationshipMessages,
  ...connectionMessages,
  ...powerShellMessages,
  ...fileMessages,
  ...keaMessages,
  ...keaServerMessages,
  ...stackMessages,
  ...commandMessages,
  ...windowsMessages,
  ...windowsServerMessages,
};
