// Every sentence of this driver, with those that all drivers share.
import { messages as sharedMessages } from "../../core/messages.js";
import { windowsExportMessages } from "./messages/export.js";
import { windowsRelationshipMessages } from "./messages/relationship.js";
import { windowsServerMessages } from "./messages/server.js";
import { windowsUnsupportedMessages } from "./messages/unsupported.js";
import { windowsWritingMessages } from "./messages/writing.js";

export const messages = {
  ...sharedMessages,
  ...windowsExportMessages,
  ...windowsUnsupportedMessages,
  ...windowsServerMessages,
  ...windowsWritingMessages,
  ...windowsRelationshipMessages,
};
