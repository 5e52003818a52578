// What a program says of a running Windows DHCP Server.
import type { Refusal } from "../../../core/messages.js";
import { z } from "../../../core/shape.js";
import { powerShellFlaw } from "../../../transports/powershell.js";

export const windowsOptions = z.object({
  computerName: z.string().optional(),
  over: z.enum(["ssh", "local"]).optional(),
  user: z.string().optional(),
  port: z.int().min(0).optional(),
  sshConfig: z.string().optional(),
  backupDir: z.string().optional(),
});

export type WindowsOptions = z.infer<typeof windowsOptions>;

/** What one option says of another: held against a server as a whole, whose place in the arguments is `where`. */
export const windowsFlaw = (where: string, options: WindowsOptions): Refusal | undefined => powerShellFlaw(where, options);
