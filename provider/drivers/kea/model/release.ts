// Which release of Kea a configuration is written for: releases spell some things differently, and refuse what they do not know.
import { isMap } from "../../../core/canonical.js";
import type { Json } from "../../../core/model.js";

/** The releases at which something in the language of subnets, classes and options changed. */
export const releases = ["2.2", "2.4", "2.6", "3.0", "3.2"] as const;
export type Release = (typeof releases)[number];

export const before = (a: Release, b: Release): boolean => releases.indexOf(a) < releases.indexOf(b);

/** The release that a server's version, such as `2.6.3`, belongs to: the newest of these that is not newer. Nothing where it is older than all. */
export function releaseNamed(version: string): Release | undefined {
  const [major = 0, minor = 0] = version.split(".").map((part) => Number.parseInt(part, 10));
  return releases.findLast((release) => {
    const [its = 0, minorOfIt = 0] = release.split(".").map(Number);
    return major > its || (major === its && minor >= minorOfIt);
  });
}

/** Names and the release that brought them: an older one refuses them ("spurious parameter"). Kea's simple_parser4.cc, 2.2.0 to 3.3.0. */
export const since: Readonly<Record<string, Release>> = {
  "allocator": "2.4",
  "ddns-ttl-percent": "2.4",
  "never-send": "2.4",
  "offer-lifetime": "2.4",
  "pool-id": "2.4",
  "template-test": "2.4",
  "ddns-conflict-resolution-mode": "2.6",
  "stash-agent-options": "2.6",
  "control-sockets": "3.0",
  "ddns-ttl": "3.0",
  "ddns-ttl-max": "3.0",
  "ddns-ttl-min": "3.0",
  "evaluate-additional-classes": "3.0",
  "only-in-additional-list": "3.0",
  "adaptive-lease-time-threshold": "3.2",
};

/** Names that were taken back, and the first release that refuses them. */
const until: Readonly<Record<string, Release>> = { "reservation-mode": "2.6", "ddns-use-conflict-resolution": "2.6" };

/** Where lists of subnets, ranges and classes have their several classes since 3.0; reservations always had them. */
const severalClasses = new Set(["shared-networks", "subnet4", "pools", "option-data"]);

/** What is assumed of a file that nothing gives away: the names that 2.2 to 3.0 all take. */
const usual: Release = "2.6";

/** The release a configuration was written for: as told, or by the names in it. `Dhcp4` itself, not the document around it. */
export function releaseOf(dhcp4: Json, told?: Release): Release {
  if (told) return told;
  let found: Release | undefined;
  let old = false;
  const look = (value: Json, list: string): void => {
    if (Array.isArray(value)) return value.forEach((item: Json) => look(item, list));
    if (!isMap(value)) return;
    for (const [name, inner] of Object.entries(value)) {
      const brought = name === "client-classes" && severalClasses.has(list) ? "3.0" : since[name];
      if (brought && (!found || before(found, brought))) found = brought;
      if (until[name]) old = true;
      if (severalClasses.has(name) || (name === "client-classes" && list === "")) look(inner, name);
    }
  };
  look(dhcp4, "");
  if (found && !before(found, usual)) return found;
  return old ? (found ?? "2.2") : usual;
}
