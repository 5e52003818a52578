// The arguments of a running Windows DHCP Server.
import { shapeOnDemand, sizeLimitShape, z } from "../../../core/shape.js";

export const windowsOptions = shapeOnDemand(() =>
  z.object({
    computerName: z.string().optional(),
    over: z.enum(["ssh", "local"]).optional(),
    user: z.string().optional(),
    port: z.int().min(0).optional(),
    sshConfig: z.string().optional(),
    backupDir: z.string().min(1).optional(),
    sizeLimit: sizeLimitShape().optional(),
    timeout: z.int().min(1).optional(),
    reservationOptions: z.union([z.boolean(), z.literal("piped")]).optional(),
  }),
);

export type WindowsOptions = z.infer<ReturnType<typeof windowsOptions>>;
