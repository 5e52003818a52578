// Indexes the server's own values: all that applies to every scope or to none.
import { isMap } from "../../../../core/canonical.js";
import type { Json, Tree } from "../../../../core/model.js";
import { dhcpv4, keywords } from "../../names.js";
import type { IndexedObject } from "./config-index.js";
import type { Definitions } from "../options/definitions.js";
import type { KeaMap } from "../kea-map.js";
import { readFormerDdns, readTree } from "./read-tree.js";
import { readReservationCollection } from "./reservations.js";
import { serverSpecific } from "../server-specific.js";

export function indexServer(raw: KeaMap, definitions: Definitions): IndexedObject {
  const where = dhcpv4.root;
  const { options, ...rest } = Object.fromEntries(
    Object.entries(readTree("server", raw, { definitions, where })).filter(
      ([key]) => serverSpecific[key] === undefined,
    ),
  );
  const formerKeywords = readFormerDdns(raw);
  const explicit: Record<string, Json> = { ...formerKeywords, ...rest };
  for (const [key, defaults] of Object.entries(nestedDefaults))
    if (isMap(explicit[key])) removeDefaults(explicit, key, defaults);
  const reservations = readReservationCollection(raw[keywords.reservations], {
    definitions,
    where,
    hasUniqueAddresses: explicit["ip-reservations-unique"] !== false,
  });
  return {
    path: [dhcpv4.root],
    raw,
    explicit: {
      ...explicit,
      ...(options !== undefined && { options }),
      ...(reservations && { reservations }),
    },
    local: {},
    formerKeywords,
  };
}

type Defaults = Readonly<Record<string, Json>>;

/** Objects of the server whose members have defaults. */
const nestedDefaults: Readonly<Record<string, Defaults>> = {
  compatibility: {
    "lenient-option-parsing": false,
    "ignore-dhcp-server-identifier": false,
    "ignore-rai-link-selection": false,
    "exclude-first-last-24": false,
  },
  "expired-leases-processing": {
    "reclaim-timer-wait-time": 10,
    "flush-reclaimed-timer-wait-time": 25,
    "hold-reclaimed-time": 3600,
    "max-reclaim-leases": 100,
    "max-reclaim-time": 250,
    "unwarned-reclaim-cycles": 5,
  },
  "sanity-checks": { "lease-checks": "warn", "extended-info-checks": "fix" },
};

function removeDefaults(explicit: Record<string, Json>, key: string, defaults: Defaults): void {
  const others = Object.entries(explicit[key] as Tree).filter(
    ([member, value]) => defaults[member] !== value,
  );
  if (others.length > 0) explicit[key] = Object.fromEntries(others);
  else delete explicit[key];
}
