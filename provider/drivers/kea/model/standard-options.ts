// The options that Kea knows by itself: the names it has for codes, and the few whose form decides
// how a value is spelled. Names and codes as in the manual's "List of standard DHCPv4 options" and
// std_option_defs.h, releases 2.2.0 to 3.3.0.
import type { Tree } from "../../../core/model.js";
import type { Layout } from "./option-values.js";
import { before, releases, type Release } from "./keywords.js";
import type { ValueType } from "./value-types.js";

/**
 * `text`: fields with commas between; `binary`: bytes however they are spelled; `empty`: no value
 * of its own, only options inside it.
 */
export type Form = "text" | "binary" | "empty";

export interface Definition {
  readonly name: string;
  readonly form: Form;
  /** The option space inside it. */
  readonly encapsulates?: string;
  /** The types of its fields; absent where bytes and text are not converted here. */
  readonly layout?: Layout;
  /** The type of its value, where the configuration defines it. */
  readonly type?: ValueType;
}

const standardNames: Readonly<Record<string, string>> = {
  dhcp4: `
    1 subnet-mask, 2 time-offset, 3 routers, 4 time-servers, 5 name-servers,
    6 domain-name-servers, 7 log-servers, 8 cookie-servers, 9 lpr-servers, 10 impress-servers,
    11 resource-location-servers, 12 host-name, 13 boot-size, 14 merit-dump, 15 domain-name,
    16 swap-server, 17 root-path, 18 extensions-path, 19 ip-forwarding,
    20 non-local-source-routing, 21 policy-filter, 22 max-dgram-reassembly, 23 default-ip-ttl,
    24 path-mtu-aging-timeout, 25 path-mtu-plateau-table, 26 interface-mtu, 27 all-subnets-local,
    28 broadcast-address, 29 perform-mask-discovery, 30 mask-supplier, 31 router-discovery,
    32 router-solicitation-address, 33 static-routes, 34 trailer-encapsulation,
    35 arp-cache-timeout, 36 ieee802-3-encapsulation, 37 default-tcp-ttl,
    38 tcp-keepalive-interval, 39 tcp-keepalive-garbage, 40 nis-domain, 41 nis-servers,
    42 ntp-servers, 43 vendor-encapsulated-options, 44 netbios-name-servers, 45 netbios-dd-server,
    46 netbios-node-type, 47 netbios-scope, 48 font-servers, 49 x-display-manager,
    50 dhcp-requested-address, 51 dhcp-lease-time, 52 dhcp-option-overload, 53 dhcp-message-type,
    54 dhcp-server-identifier, 55 dhcp-parameter-request-list, 56 dhcp-message,
    57 dhcp-max-message-size, 58 dhcp-renewal-time, 59 dhcp-rebinding-time,
    60 vendor-class-identifier, 61 dhcp-client-identifier, 62 nwip-domain-name,
    63 nwip-suboptions, 64 nisplus-domain-name, 65 nisplus-servers, 66 tftp-server-name,
    67 boot-file-name, 68 mobile-ip-home-agent, 69 smtp-server, 70 pop-server, 71 nntp-server,
    72 www-server, 73 finger-server, 74 irc-server, 75 streettalk-server,
    76 streettalk-directory-assistance-server, 77 user-class, 78 slp-directory-agent,
    79 slp-service-scope, 81 fqdn, 82 dhcp-agent-options, 85 nds-servers, 86 nds-tree-name,
    87 nds-context, 88 bcms-controller-names, 89 bcms-controller-address, 90 authenticate,
    91 client-last-transaction-time, 92 associated-ip, 93 client-system, 94 client-ndi,
    97 uuid-guid, 98 uap-servers, 99 geoconf-civic, 100 pcode, 101 tcode, 108 v6-only-preferred,
    112 netinfo-server-address, 113 netinfo-server-tag, 114 v4-captive-portal, 116 auto-config,
    117 name-service-search, 118 subnet-selection, 119 domain-search, 121 classless-static-route,
    122 cablelabs-client-conf, 124 vivco-suboptions, 125 vivso-suboptions, 136 pana-agent,
    137 v4-lost, 138 capwap-ac-v4, 141 sip-ua-cs-domains, 143 v4-sztp-redirect,
    146 rdnss-selection, 151 status-code, 152 base-time, 153 start-time-of-state,
    154 query-start-time, 155 query-end-time, 156 dhcp-state, 157 data-source, 159 v4-portparams,
    162 v4-dnr, 212 option-6rd, 213 v4-access-domain`,
  "dhcp-agent-options-space": `
    1 circuit-id, 2 remote-id, 4 docsis-device-class, 5 link-selection, 6 subscriber-id, 7 radius,
    8 auth, 9 vendor-specific-info, 10 relay-flags, 11 server-id-override, 12 relay-id,
    13 access-techno-type, 14 access-network-name, 15 access-point-name, 16 access-point-bssid,
    17 operator-id, 18 operator-realm, 19 relay-port, 151 virtual-subnet-select,
    152 virtual-subnet-select-ctrl`,
  "cablelabs-client-conf": `
    1 tsp-primary-server, 2 tsp-secondary-server, 4 tsp-as-parameters, 5 tsp-ap-parameters,
    6 tsp-realm, 7 tsp-use-tgt, 8 tsp-provisioning-timer, 9 tsp-sct, 10 kdc-server`,
  "docsis3-v4": "1 oro, 2 tftp-servers",
  "vendor-4491": "1 oro, 2 tftp-servers",
};

const containers: Readonly<Record<string, string>> = {
  "dhcp4:43": "vendor-encapsulated-options-space",
  "dhcp4:82": "dhcp-agent-options-space",
  "dhcp4:122": "cablelabs-client-conf",
  "dhcp-agent-options-space:152": "",
};

const binaryOptions = new Set([
  ...[61, 63, 77, 90, 99].map((code) => `dhcp4:${code}`),
  ...[1, 2, 7, 8, 9, 12, 16, 151].map((code) => `dhcp-agent-options-space:${code}`),
]);

/**
 * The types of fields, as in the manual; `[]`: the last field any number of times. `route` is a
 * name of our own.
 */
const layouts: Readonly<Record<string, readonly string[]>> = {
  "ipv4-address": [...inDhcp4(1, 16, 28, 32, 50, 54, 118), ...inAgent(5, 11), ...inCable(1, 2)],
  "ipv4-address[]": [
    ...inDhcp4(
      3,
      4,
      5,
      6,
      7,
      8,
      9,
      10,
      11,
      21,
      33,
      41,
      42,
      44,
      45,
      48,
      49,
      65,
      68,
      69,
      70,
      71,
      72,
      73,
      74,
      75,
      76,
      85,
      89,
      92,
      112,
      136,
      138,
    ),
    ...inCable(10),
    "docsis3-v4:2",
    "vendor-4491:2",
  ],
  int32: inDhcp4(2),
  uint8: [...inDhcp4(23, 37, 46, 52, 53, 116, 156, 157), ...inAgent(10), ...inCable(8)],
  "uint8[]": [...inDhcp4(55), "docsis3-v4:1", "vendor-4491:1"],
  uint16: [...inDhcp4(13, 22, 26, 57), ...inAgent(13, 19), ...inCable(9)],
  "uint16[]": inDhcp4(25, 93, 117),
  uint32: [...inDhcp4(24, 35, 38, 51, 58, 59, 91, 108, 125, 152, 153, 154, 155), ...inAgent(4, 17)],
  boolean: [...inDhcp4(19, 20, 27, 29, 30, 31, 34, 36, 39), ...inCable(7)],
  string: [
    ...inDhcp4(12, 14, 15, 17, 18, 40, 47, 56, 60, 62, 64, 66, 67, 86, 87, 98, 100, 101, 113, 114),
    ...inAgent(6, 14, 15, 18),
  ],
  fqdn: [...inDhcp4(137, 213), ...inCable(6)],
  "fqdn[]": inDhcp4(88, 119, 141),
  "route[]": inDhcp4(121),
  "boolean, ipv4-address[]": inDhcp4(78),
  "boolean, string": inDhcp4(79),
  "uint8, uint8, uint8, fqdn": inDhcp4(81),
  "uint8, uint8, uint8": inDhcp4(94),
  "uint8, ipv4-address, ipv4-address, fqdn[]": inDhcp4(146),
  "uint8, string": inDhcp4(151),
  "uint32, uint32, uint32": inCable(4, 5),
};

function inDhcp4(...codes: readonly number[]): readonly string[] {
  return codes.map((code) => `dhcp4:${code}`);
}

function inAgent(...codes: readonly number[]): readonly string[] {
  return codes.map((code) => `dhcp-agent-options-space:${code}`);
}

function inCable(...codes: readonly number[]): readonly string[] {
  return codes.map((code) => `cablelabs-client-conf:${code}`);
}

/** Reads `uint8, fqdn[]` as a layout. */
function parseLayout(text: string): Layout {
  return { types: text.replace("[]", "").split(", "), isArray: text.endsWith("[]") };
}

const layoutByOption = new Map(
  Object.entries(layouts).flatMap(([text, options]) => {
    const layout = parseLayout(text);
    return options.map((option) => [option, layout] as const);
  }),
);

/**
 * Options that older releases do not know, and so hold as bytes: whole spaces, or codes in `dhcp4`.
 */
const addedOptions: readonly (readonly [Release, readonly string[]])[] = [
  [
    "2.4",
    [
      "dhcp-agent-options-space",
      ...[143, 151, 152, 153, 154, 155, 156, 157, 162].map((code) => `dhcp4:${code}`),
    ],
  ],
  ["2.6", ["dhcp4:121"]],
  ["3.0", ["cablelabs-client-conf", "dhcp4:122"]],
];

export interface StandardOptions {
  readonly byCode: ReadonlyMap<string, Definition>;
  /** `space:name` to code. */
  readonly codes: ReadonlyMap<string, number>;
}

const standardOptionsCache = new Map<Release, StandardOptions>();

/** Returns the options that a release has built in, by `space:code`. */
export function standardOptions(release: Release): StandardOptions {
  const made = standardOptionsCache.get(release);
  if (made) return made;
  const unknown = new Set(
    addedOptions.flatMap(([from, keys]) => (before(release, from) ? keys : [])),
  );
  const byCode = new Map<string, Definition>();
  const codes = new Map<string, number>();
  for (const [space, list] of Object.entries(standardNames)) {
    for (const entry of list.split(",")) {
      const [code, name] = entry.trim().split(" ") as [string, string];
      const key = `${space}:${code}`;
      if (unknown.has(space) || unknown.has(key)) continue;
      const inside = containers[key];
      const layout = layoutByOption.get(key);
      const form = inside !== undefined ? "empty" : binaryOptions.has(key) ? "binary" : "text";
      byCode.set(key, {
        name,
        form,
        ...(inside && { encapsulates: inside }),
        ...(layout && { layout }),
      });
      codes.set(`${space}:${name}`, Number(code));
    }
  }
  const known = { byCode, codes };
  standardOptionsCache.set(release, known);
  return known;
}

/**
 * Spaces whose options configurations may define otherwise, although Kea has names for them; and
 * the one option of `dhcp4`.
 */
const redefinable = new Set(["vendor-4491", "dhcp4:43"]);

/**
 * Returns what a release has built in and refuses to be given, by `space:code`. Measured with
 * `kea-dhcp4 -t` for each code.
 */
export function findBuiltIn(release: Release, option: string): Definition | undefined {
  const space = option.slice(0, option.lastIndexOf(":"));
  return redefinable.has(space) || redefinable.has(option)
    ? undefined
    : standardOptions(release).byCode.get(option);
}

/**
 * Returns what the newest release has built in: what an option means to whoever has no definition
 * of his own.
 */
export const findBuiltInLatest = (option: string): Definition | undefined =>
  findBuiltIn(releases.at(-1)!, option);

/**
 * Returns whether each of these releases has an option built in that a definition defines, with the
 * same options inside it.
 */
export function isBuiltInEverywhere(
  possible: readonly Release[],
  option: string,
  { encapsulate = "" }: Tree,
): boolean {
  return possible.every((release) => {
    const definition = findBuiltIn(release, option);
    return definition !== undefined && (definition.encapsulates ?? "") === encapsulate;
  });
}
