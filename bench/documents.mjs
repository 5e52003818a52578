// Documents of any size from a seed: the same seed gives the same bytes on every machine.

/** Returns a generator of numbers from 0 to `below` - 1 (xorshift32). */
export function randomNumbers(seed) {
  let state = seed | 0 || 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

const bytes = (...numbers) => numbers.map((n) => n.toString(16).padStart(2, "0"));
const network = (n) => `${10 + (n >> 16)}.${(n >> 8) & 255}.${n & 255}`;

/** Returns one subnet of Kea with so many reservations. */
function keaSubnet(n, reservations, random) {
  return {
    id: n + 1,
    subnet: `${network(n)}.0/24`,
    "valid-lifetime": 3600 * (1 + random(8)),
    pools: [{ pool: `${network(n)}.100 - ${network(n)}.199` }],
    "option-data": [
      { name: "routers", data: `${network(n)}.1` },
      { name: "domain-name-servers", data: `10.0.0.${1 + random(200)}, 10.0.1.53` },
    ],
    reservations: Array.from({ length: reservations }, (_, host) => ({
      "hw-address": bytes(2, random(256), n >> 16, (n >> 8) & 255, n & 255, host).join(":"),
      "ip-address": `${network(n)}.${10 + host}`,
      hostname: `host-${n}-${random(1000)}`,
    })),
  };
}

/** Returns `Dhcp4` with so many subnets, each with so many reservations. */
export function keaDocument({ subnets, reservations, seed = 1 }) {
  const random = randomNumbers(seed);
  return {
    Dhcp4: {
      "valid-lifetime": 3600,
      "option-data": [{ name: "domain-name", data: "example.com" }],
      subnet4: Array.from({ length: subnets }, (_, n) => keaSubnet(n, reservations, random)),
    },
  };
}

/** Changes the lease duration of so many subnets, spread over the document. */
export function changeSubnets({ Dhcp4 }, count) {
  const list = Dhcp4.subnet4;
  const step = Math.max(1, Math.floor(list.length / Math.max(1, count)));
  const changed = new Set(Array.from({ length: count }, (_, i) => i * step));
  const subnet4 = list.map((subnet, i) =>
    changed.has(i) ? { ...subnet, "valid-lifetime": subnet["valid-lifetime"] + 60 } : subnet,
  );
  return { Dhcp4: { ...Dhcp4, subnet4 } };
}

const withReservations = ({ Dhcp4 }, change) => ({
  Dhcp4: {
    ...Dhcp4,
    subnet4: Dhcp4.subnet4.map((subnet, i) => ({
      ...subnet,
      reservations: change(subnet.reservations, i * subnet.reservations.length),
    })),
  },
});

/** Gives every n-th reservation another name. */
export const changeReservations = (document, every) =>
  withReservations(document, (list, before) =>
    list.map((one, i) =>
      (before + i) % every === 0 ? { ...one, hostname: `${one.hostname}-moved` } : one,
    ),
  );

/** Puts the reservations of each subnet into another order, which means nothing. */
export const shuffleReservations = (document) =>
  withReservations(document, (list) => {
    const random = randomNumbers(list.length);
    const shuffled = [...list];
    for (let i = shuffled.length - 1; i > 0; i--) {
      const other = random(i + 1);
      [shuffled[i], shuffled[other]] = [shuffled[other], shuffled[i]];
    }
    return shuffled;
  });

/** Returns the text of a document as people keep it: indented JSON. */
export const keaText = (document) => `${JSON.stringify(document, undefined, 1)}\n`;

/** An export of a Windows server: so many scopes with so many reservations each. */
export const windowsExport = ({ scopes, reservations }) => {
  const option = (id, value) =>
    `<OptionValue><OptionId>${id}</OptionId><Value>${value}</Value><VendorClass /><UserClass /></OptionValue>`;
  const reservation = (n, i) =>
    `<Reservation><Name>host-${i}.example.com</Name><IPAddress>${network(n)}.${10 + i}</IPAddress><ClientId>02-00-00-${[n >> 8, n & 255, i].map((b) => b.toString(16).padStart(2, "0")).join("-")}</ClientId><Type>Both</Type><Description>desk ${i}</Description></Reservation>`;
  const scope = (n) =>
    `<Scope><ScopeId>${network(n)}.0</ScopeId><Name>Scope ${n}</Name><SubnetMask>255.255.255.0</SubnetMask><StartRange>${network(n)}.100</StartRange><EndRange>${network(n)}.199</EndRange><LeaseDuration>8.00:00:00</LeaseDuration><State>Active</State><Type>Dhcp</Type><MaxBootpClients>4294967295</MaxBootpClients><NapEnable>false</NapEnable><Delay>0</Delay><NapProfile /><Description>the same</Description><ActivatePolicies>true</ActivatePolicies><SuperScopeName /><OptionValues>${option(3, `${network(n)}.1`)}${option(51, 691200)}</OptionValues><Reservations>${Array.from({ length: reservations }, (_, i) => reservation(n, i)).join("")}</Reservations></Scope>`;
  return `<?xml version="1.0" encoding="utf-8"?>\r\n<DHCPServer xmlns="http://schemas.microsoft.com/windows/DHCPServer"><MajorVersion xmlns="">10</MajorVersion><MinorVersion xmlns="">0</MinorVersion><IPv4 xmlns=""><OptionDefinitions><OptionDefinition><Name>Router</Name><OptionId>3</OptionId><Type>IPv4Address</Type><MultiValued>true</MultiValued><DefaultValue>0.0.0.0</DefaultValue><Description /><VendorClass /></OptionDefinition></OptionDefinitions><Scopes>${Array.from({ length: scopes }, (_, n) => scope(n)).join("\r\n")}</Scopes></IPv4><IPv6 xmlns="" /></DHCPServer>\r\n`;
};
