// Names of standard DHCPv4 options (IANA), for people who do not know their numbers.

const standardNames: Readonly<Record<string, string>> = {
  1: "subnet mask",
  2: "time offset",
  3: "routers",
  4: "time servers",
  6: "DNS servers",
  7: "log servers",
  12: "host name",
  15: "domain name",
  26: "interface MTU",
  28: "broadcast address",
  33: "static routes",
  42: "NTP servers",
  43: "vendor-specific information",
  44: "WINS servers",
  46: "NetBIOS node type",
  47: "NetBIOS scope",
  51: "lease time",
  58: "renewal time",
  59: "rebinding time",
  60: "vendor class",
  66: "TFTP server",
  67: "boot file",
  81: "client FQDN",
  82: "relay agent information",
  100: "POSIX time zone",
  101: "time zone",
  114: "captive portal",
  119: "domain search list",
  121: "classless static routes",
  150: "TFTP server addresses",
  252: "web proxy discovery",
};

/**
 * Returns the name of an option by its key in the model: `option 6 (DNS servers)`. Options of other
 * spaces have no common names.
 */
export function describeOption(key: string): string {
  const [, code, rest = ""] = /^dhcp4:(\d+)(.*)$/s.exec(key) ?? [];
  if (code === undefined) return `option ${key}`;
  const name = standardNames[code];
  return `option ${code}${rest}${name === undefined ? "" : ` (${name})`}`;
}
