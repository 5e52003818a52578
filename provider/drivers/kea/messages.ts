// Every sentence of this driver, with those that all drivers share.
import { messages as sharedMessages } from "../../core/messages.js";
import { keaConfigurationMessages } from "./messages/configuration.js";
import { keaInterruptionMessages } from "./messages/interruption.js";
import { keaRelationshipMessages } from "./messages/relationship.js";
import { keaServerMessages } from "./messages/server.js";
import { keaTextMessages } from "./messages/text.js";
import { keaUnsupportedMessages } from "./messages/unsupported.js";
import { keaWritingMessages } from "./messages/writing.js";

export const messages = {
  ...sharedMessages,
  ...keaTextMessages,
  ...keaConfigurationMessages,
  ...keaUnsupportedMessages,
  ...keaServerMessages,
  ...keaWritingMessages,
  ...keaInterruptionMessages,
  ...keaRelationshipMessages,
};
