// The arguments of a failover relationship between Kea servers, and their checks.
import { messages } from "../messages.js";
import type { FailoverMode } from "../../../core/model.js";
import { referenceShape, shapeOnDemand, z } from "../../../core/shape.js";
import type { RelationshipInput } from "../../driver.js";

const threads = shapeOnDemand(() =>
  z.strictObject({
    enableMultiThreading: z.boolean().optional(),
    httpDedicatedListener: z.boolean().optional(),
    httpListenerThreads: z.number().optional(),
    httpClientThreads: z.number().optional(),
  }),
);

/** Kea's side of a FailoverRelationship: names, addresses, and the hook's parameters. */
export const keaRelationship = shapeOnDemand(() =>
  z.strictObject({
    primaryName: z.string().optional(),
    partnerName: z.string().optional(),
    primaryUrl: z.string().optional(),
    partnerUrl: z.string().optional(),
    hooksDirectory: z.string().optional(),
    commandHooks: z.boolean().optional(),
    peerUser: z.string().optional(),
    peerPassword: referenceShape().optional(),
    peerTls: z
      .strictObject({
        ca: z.string().optional(),
        cert: z.string().optional(),
        key: z.string().optional(),
      })
      .optional(),
    autoFailover: z.boolean().optional(),
    heartbeatDelay: z.number().optional(),
    maxResponseDelay: z.number().optional(),
    maxAckDelay: z.number().optional(),
    maxUnackedClients: z.number().optional(),
    maxRejectedLeaseUpdates: z.number().optional(),
    sendLeaseUpdates: z.boolean().optional(),
    syncLeases: z.boolean().optional(),
    syncTimeout: z.number().optional(),
    syncPageLimit: z.number().optional(),
    delayedUpdatesLimit: z.number().optional(),
    waitBackupAck: z.boolean().optional(),
    restrictCommands: z.boolean().optional(),
    requireClientCerts: z.boolean().optional(),
    multiThreading: threads().optional(),
  }),
);

export type KeaRelationship = z.infer<ReturnType<typeof keaRelationship>>;

/**
 * Throws where an argument means nothing to Kea, contradicts another one, or has no valid value.
 */
export function assertArgumentsValid(
  input: RelationshipInput<KeaRelationship>,
  mode: FailoverMode,
): void {
  const { vendor = {}, serverRole } = input;
  assertNothingForeign(input);
  if (serverRole !== undefined && mode !== "hotStandby")
    throw messages.roleWithoutStandby(mode).withProperty("serverRole");
  if (vendor.peerUser === undefined && vendor.peerPassword !== undefined)
    throw messages.keaUserAlone("kea", "peerPassword", "peerUser").withProperty("kea");
  if (vendor.peerUser !== undefined && vendor.peerPassword === undefined)
    throw messages.keaUserAlone("kea", "peerUser", "peerPassword").withProperty("kea");
}

/** Throws for arguments that mean nothing to Kea, and names those that do. */
function assertNothingForeign(input: RelationshipInput): void {
  const { loadBalancePercent } = input;
  if (loadBalancePercent !== undefined && loadBalancePercent !== 50)
    throw messages
      .keaHasNo(
        "loadBalancePercent",
        "Kea halves the clients, always",
        "Leave loadBalancePercent out, or write 50",
      )
      .withProperty("loadBalancePercent");
  for (const [name, [why, remedy]] of Object.entries(foreignArguments))
    if (input[name as keyof RelationshipInput] !== undefined)
      throw messages.keaHasNo(name, why, remedy).withProperty(name);
}

const foreignArguments: Readonly<Record<string, readonly [why: string, remedy: string]>> = {
  reservePercent: [
    "in hot standby its active server answers all clients, and the other one takes over the " +
      "same ranges",
    "Leave reservePercent out",
  ],
  maxClientLeadTime: [
    "each server learns of the other's leases before the client does, so no lease is cut short",
    "Leave maxClientLeadTime out; kea.maxAckDelay and kea.maxUnackedClients say when a silent " +
      "partner is taken for down",
  ],
  autoStateTransition: [
    "a server always takes over from a partner that stays silent",
    "Leave autoStateTransition out; kea.maxResponseDelay says after how long, " +
      "kea.autoFailover: false that it does not",
  ],
  stateSwitchInterval: [
    "it has a time of its own for that, in milliseconds",
    "Write kea.maxResponseDelay",
  ],
  sharedSecret: [
    "the servers show each other a user and a password, or certificates",
    "Write kea.peerUser and kea.peerPassword, or kea.peerTls",
  ],
};

/**
 * Throws for parameters that the hook would refuse when it is loaded, which is too late
 * (HAConfig::validate, 2.2 to 3.0).
 */
export function assertParametersValid(
  { peerTls, multiThreading, ...parameters }: KeaRelationship,
  mode: FailoverMode,
): void {
  for (const [name, value] of Object.entries({ ...parameters, ...multiThreading }))
    if (typeof value === "number" && (!Number.isInteger(value) || value < 0))
      throw messages
        .propertyInvalid(`kea.${name}`, "a whole number, 0 or more", value)
        .withProperty("kea");
  if (parameters.waitBackupAck && mode !== "passiveBackup")
    throw messages.keaOnlyIn("waitBackupAck", "passiveBackup", mode).withProperty("kea");
  if ((parameters.delayedUpdatesLimit ?? 0) > 0 && mode !== "loadBalance")
    throw messages.keaOnlyIn("delayedUpdatesLimit", "loadBalance", mode).withProperty("kea");
  const missing = peerTls
    ? (["ca", "cert", "key"] as const).filter((name) => peerTls[name] === undefined)
    : [];
  if (missing.length > 0) throw messages.keaTlsPart(missing[0]!).withProperty("kea");
}
