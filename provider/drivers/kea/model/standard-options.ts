// The options that Kea knows by itself: the names it has for codes, and the few whose form decides how a value is spelled.
// Names and codes as in the manual's "List of standard DHCPv4 options" and std_option_defs.h, releases 2.2.0 to 3.3.0.
import { before, type Release } from "./release.js";

/** `text`: fields with commas between; `binary`: bytes however they are spelled; `empty`: no value of its own, only options inside it. */
export type Form = "text" | "binary" | "empty";

export interface Definition {
  readonly name: string;
  readonly form: Form;
  /** The option space inside it. */
  readonly encapsulates?: string;
}

const names: Readonly<Record<string, string>> = {
  "dhcp4": `1 subnet-mask, 2 time-offset, 3 routers, 4 time-servers, 5 name-servers, 6 domain-name-servers, 7 log-servers, 8 cookie-servers,
    9 lpr-servers, 10 impress-servers, 11 resource-location-servers, 12 host-name, 13 boot-size, 14 merit-dump, 15 domain-name, 16 swap-server,
    17 root-path, 18 extensions-path, 19 ip-forwarding, 20 non-local-source-routing, 21 policy-filter, 22 max-dgram-reassembly,
    23 default-ip-ttl, 24 path-mtu-aging-timeout, 25 path-mtu-plateau-table, 26 interface-mtu, 27 all-subnets-local, 28 broadcast-address,
    29 perform-mask-discovery, 30 mask-supplier, 31 router-discovery, 32 router-solicitation-address, 33 static-routes,
    34 trailer-encapsulation, 35 arp-cache-timeout, 36 ieee802-3-encapsulation, 37 default-tcp-ttl, 38 tcp-keepalive-interval,
    39 tcp-keepalive-garbage, 40 nis-domain, 41 nis-servers, 42 ntp-servers, 43 vendor-encapsulated-options, 44 netbios-name-servers,
    45 netbios-dd-server, 46 netbios-node-type, 47 netbios-scope, 48 font-servers, 49 x-display-manager, 50 dhcp-requested-address,
    51 dhcp-lease-time, 52 dhcp-option-overload, 53 dhcp-message-type, 54 dhcp-server-identifier, 55 dhcp-parameter-request-list,
    56 dhcp-message, 57 dhcp-max-message-size, 58 dhcp-renewal-time, 59 dhcp-rebinding-time, 60 vendor-class-identifier,
    61 dhcp-client-identifier, 62 nwip-domain-name, 63 nwip-suboptions, 64 nisplus-domain-name, 65 nisplus-servers, 66 tftp-server-name,
    67 boot-file-name, 68 mobile-ip-home-agent, 69 smtp-server, 70 pop-server, 71 nntp-server, 72 www-server, 73 finger-server, 74 irc-server,
    75 streettalk-server, 76 streettalk-directory-assistance-server, 77 user-class, 78 slp-directory-agent, 79 slp-service-scope, 81 fqdn,
    82 dhcp-agent-options, 85 nds-servers, 86 nds-tree-name, 87 nds-context, 88 bcms-controller-names, 89 bcms-controller-address,
    90 authenticate, 91 client-last-transaction-time, 92 associated-ip, 93 client-system, 94 client-ndi, 97 uuid-guid, 98 uap-servers,
    99 geoconf-civic, 100 pcode, 101 tcode, 108 v6-only-preferred, 112 netinfo-server-address, 113 netinfo-server-tag, 114 v4-captive-portal,
    116 auto-config, 117 name-service-search, 118 subnet-selection, 119 domain-search, 121 classless-static-route, 122 cablelabs-client-conf,
    124 vivco-suboptions, 125 vivso-suboptions, 136 pana-agent, 137 v4-lost, 138 capwap-ac-v4, 141 sip-ua-cs-domains, 143 v4-sztp-redirect,
    146 rdnss-selection, 151 status-code, 152 base-time, 153 start-time-of-state, 154 query-start-time, 155 query-end-time, 156 dhcp-state,
    157 data-source, 159 v4-portparams, 162 v4-dnr, 212 option-6rd, 213 v4-access-domain`,
  "dhcp-agent-options-space": `1 circuit-id, 2 remote-id, 4 docsis-device-class, 5 link-selection, 6 subscriber-id, 7 radius, 8 auth,
    9 vendor-specific-info, 10 relay-flags, 11 server-id-override, 12 relay-id, 13 access-techno-type, 14 access-network-name,
    15 access-point-name, 16 access-point-bssid, 17 operator-id, 18 operator-realm, 19 relay-port, 151 virtual-subnet-select,
    152 virtual-subnet-select-ctrl`,
  "cablelabs-client-conf": `1 tsp-primary-server, 2 tsp-secondary-server, 4 tsp-as-parameters, 5 tsp-ap-parameters, 6 tsp-realm, 7 tsp-use-tgt,
    8 tsp-provisioning-timer, 9 tsp-sct, 10 kdc-server`,
  "docsis3-v4": "1 oro, 2 tftp-servers",
  "vendor-4491": "1 oro, 2 tftp-servers",
};

const empty: Readonly<Record<string, string>> = {
  "dhcp4:43": "vendor-encapsulated-options-space",
  "dhcp4:82": "dhcp-agent-options-space",
  "dhcp4:122": "cablelabs-client-conf",
  "dhcp-agent-options-space:152": "",
};

const binary = new Set([...[61, 63, 77, 90, 99].map((code) => `dhcp4:${code}`), ...[1, 2, 7, 8, 9, 12, 16, 151].map((code) => `dhcp-agent-options-space:${code}`)]);

/** Options that older releases do not know, and so hold as bytes: whole spaces, or codes in `dhcp4`. */
const since: readonly (readonly [Release, readonly string[]])[] = [
  ["2.4", ["dhcp-agent-options-space", ...[143, 151, 152, 153, 154, 155, 156, 157, 162].map((code) => `dhcp4:${code}`)]],
  ["2.6", ["dhcp4:121"]],
  ["3.0", ["cablelabs-client-conf", "dhcp4:122"]],
];

export interface Known {
  readonly byCode: ReadonlyMap<string, Definition>;
  /** `space:name` to code. */
  readonly codes: ReadonlyMap<string, number>;
}

const tables = new Map<Release, Known>();

/** What a release knows by itself, by `space:code`. */
export function standardOptions(release: Release): Known {
  const made = tables.get(release);
  if (made) return made;
  const unknown = new Set(since.flatMap(([from, keys]) => (before(release, from) ? keys : [])));
  const byCode = new Map<string, Definition>();
  const codes = new Map<string, number>();
  for (const [space, list] of Object.entries(names)) {
    for (const entry of list.split(",")) {
      const [code, name] = entry.trim().split(" ") as [string, string];
      const key = `${space}:${code}`;
      if (unknown.has(space) || unknown.has(key)) continue;
      const inside = empty[key];
      byCode.set(key, { name, form: inside !== undefined ? "empty" : binary.has(key) ? "binary" : "text", ...(inside && { encapsulates: inside }) });
      codes.set(`${space}:${name}`, Number(code));
    }
  }
  const known = { byCode, codes };
  tables.set(release, known);
  return known;
}
