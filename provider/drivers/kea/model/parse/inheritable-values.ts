// Single values that are in force without being set: Kea's defaults, and values that an object
// inherits.
import type { Json } from "../../../../core/model.js";
import type { Release } from "../release.js";

/** A value by its name in the model. */
export interface InheritableValue {
  readonly name: string;
  /**
   * The value where none is set; absent: there is none. The manual's "DHCPv4 server",
   * simple_parser4.cc GLOBAL4_DEFAULTS.
   */
  readonly default?: Json;
  /** The first release with that default. */
  readonly from?: Release;
}

/**
 * Values that shared networks and subnets inherit from the server, and subnets from their network.
 */
export const inheritableValues: readonly InheritableValue[] = [
  { name: "leaseDuration", default: 7200 },
  { name: "minimumLeaseDuration" }, // not set: the lease duration in force
  { name: "maximumLeaseDuration" }, // likewise
  { name: "renewalTime" },
  { name: "rebindingTime" },
  { name: "calculate-tee-times", default: false },
  { name: "t1-percent", default: 0.5 },
  { name: "t2-percent", default: 0.875 },
  { name: "match-client-id", default: true },
  { name: "authoritative", default: false },
  { name: "nextServer", default: "0.0.0.0" },
  { name: "serverHostname" },
  { name: "bootFileName" },
  { name: "reservations-global", default: false },
  { name: "reservations-in-subnet", default: true },
  { name: "reservations-out-of-pool", default: false },
  { name: "ddns-send-updates", default: true },
  { name: "ddns-override-no-update", default: false },
  { name: "ddns-override-client-update", default: false },
  { name: "ddns-replace-client-name", default: "never" },
  { name: "ddns-generated-prefix", default: "myhost" },
  { name: "ddns-qualifying-suffix", default: "" },
  { name: "ddns-update-on-renew", default: false },
  { name: "ddns-conflict-resolution-mode", default: "check-with-dhcid" },
  { name: "ddns-ttl" },
  { name: "ddns-ttl-min" },
  { name: "ddns-ttl-max" },
  { name: "ddns-ttl-percent" },
  { name: "hostname-char-set", default: "[^A-Za-z0-9.-]" },
  { name: "hostname-char-replacement", default: "" },
  { name: "store-extended-info", default: false },
  { name: "cache-threshold", default: 0.25, from: "3.0" },
  { name: "cache-max-age" },
  { name: "allocator", default: "iterative" },
  { name: "offer-lifetime" },
  { name: "adaptive-lease-time-threshold" },
];

/** Values that subnets inherit from their shared network and from nothing else. */
export const networkValues: readonly InheritableValue[] = [{ name: "relays", default: [] }];

/** Values of the server that nothing inherits. */
export const serverValues: readonly InheritableValue[] = [
  { name: "decline-probation-period", default: 86400 },
  { name: "early-global-reservations-lookup", default: false },
  { name: "echo-client-id", default: true },
  {
    name: "host-reservation-identifiers",
    default: ["hw-address", "duid", "circuit-id", "client-id"],
  },
  { name: "ip-reservations-unique", default: true },
  { name: "parked-packet-limit", default: 256 },
  { name: "reservations-lookup-first", default: false },
  { name: "stash-agent-options", default: false },
  { name: "statistic-default-sample-age", default: 0 },
  { name: "statistic-default-sample-count", default: 20 },
];

/** Values that fall back on another value of the same object. */
export const fallbacks: Readonly<Record<string, string>> = {
  minimumLeaseDuration: "leaseDuration",
  maximumLeaseDuration: "leaseDuration",
};
