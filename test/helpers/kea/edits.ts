// What a pair of tests serves, and one edit of each kind: the leaf by which a preview tells it.

type Json = Readonly<Record<string, any>>;
type Side = "primary" | "partner";

export interface Edit {
  readonly what: string;
  readonly on: Side;
  readonly make: (dhcp4: any) => void;
  /**
   * The place of the edit in a preview: the scope whose resource shows it, the part of the bulk
   * resource's map, and the leaf.
   */
  readonly scope: string;
  readonly part: string;
  readonly leaf: string;
  readonly told: string | RegExp;
}

export const id = (n: number): string => `10.0.${n}.0/24`;

/** Pools as either mode wants them: load balancing gives each server its own. */
const pools = (n: number, balanced: boolean) =>
  balanced
    ? [
        { pool: `10.0.${n}.100 - 10.0.${n}.149`, "client-class": "HA_server1" },
        { pool: `10.0.${n}.150 - 10.0.${n}.199`, "client-class": "HA_server2" },
      ]
    : [{ pool: `10.0.${n}.100 - 10.0.${n}.199` }];

/** So many subnets, in the last of which are telephones, and two in a shared network. */
export function serves(subnets = 6, balanced = false): Json {
  const subnet = (n: number) => ({
    id: n,
    subnet: id(n),
    pools: pools(n, balanced),
    "option-data": [
      { name: "routers", data: `10.0.${n}.1` },
      { name: "domain-name-servers", data: "10.0.0.53" },
    ],
    reservations: [
      {
        "hw-address": `02:00:00:00:${n.toString(16).padStart(2, "0")}:0d`,
        "ip-address": `10.0.${n}.13`,
        hostname: `printer-${n}`,
      },
    ],
  });
  const numbered = Array.from({ length: subnets - 2 }, (_, i) => subnet(i + 1));
  return {
    "valid-lifetime": 3600,
    "renew-timer": 900,
    "rebind-timer": 1800,
    "client-classes": [
      { name: "phones", test: "substring(option[60].hex, 0, 6) == 'Aastra'" },
      { name: "guests", test: "member('KNOWN')" },
    ],
    "option-def": [{ name: "door-code", code: 240, type: "string", space: "dhcp4" }],
    subnet4: numbered.map((one) =>
      one.id === 2 ? { ...one, "require-client-classes": ["phones"] } : one,
    ),
    "shared-networks": [
      {
        name: "campus",
        "option-data": [{ name: "domain-name", data: "campus.example" }],
        subnet4: [subnet(subnets - 1), subnet(subnets)],
      },
    ],
  };
}

/** One of each kind, on a pair of so many subnets. */
export const edits = (subnets = 6, balanced = false): readonly Edit[] => {
  const campus = id(subnets - 1);
  return [
    {
      what: "one lease time",
      on: "primary",
      make: (d) => (d.subnet4[0]["valid-lifetime"] = 7200),
      scope: id(1),
      part: id(1),
      leaf: "leaseDuration",
      told: "3600 => 7200",
    },
    {
      what: "one scope option",
      on: "primary",
      make: (d) => (d.subnet4[0]["option-data"][1].data = "10.0.0.53, 10.0.0.54"),
      scope: id(1),
      part: id(1),
      leaf: "options.dhcp4:6.value",
      told: "10.0.0.53 => 10.0.0.53, 10.0.0.54",
    },
    {
      what: "one reservation added",
      on: "primary",
      make: (d) =>
        d.subnet4[0].reservations.push({
          "hw-address": "02:00:00:00:01:10",
          "ip-address": "10.0.1.16",
          hostname: "scanner",
        }),
      scope: id(1),
      part: id(1),
      leaf: "reservations.10.0.1.16",
      told: "+ hw:02-00-00-00-01-10 scanner",
    },
    {
      what: "one reservation removed",
      on: "primary",
      make: (d) => d.subnet4[1].reservations.pop(),
      scope: id(2),
      part: id(2),
      leaf: "reservations.10.0.2.13",
      told: "- hw:02-00-00-00-02-0d printer-2",
    },
    {
      what: "one name of a reservation",
      on: "primary",
      make: (d) => (d.subnet4[0].reservations[0].hostname = "plotter"),
      scope: id(1),
      part: id(1),
      leaf: "reservations.10.0.1.13.name",
      told: "printer-1 => plotter",
    },
    {
      what: "one option of a reservation",
      on: "primary",
      make: (d) =>
        (d.subnet4[2].reservations[0]["option-data"] = [{ name: "boot-file-name", data: "b" }]),
      scope: id(3),
      part: id(3),
      leaf: "reservations.10.0.3.13.options.dhcp4:67",
      told: "+ b",
    },
    {
      what: "one pool",
      on: "primary",
      make: (d) =>
        d.subnet4[2].pools.push({
          pool: "10.0.3.32/28",
          ...(balanced && { "client-class": "HA_server1" }),
        }),
      scope: id(3),
      part: id(3),
      leaf: "ranges.10.0.3.32-10.0.3.47",
      told: balanced ? "+ client-classes HA_server1" : "+",
    },
    {
      what: "one subnet's class",
      on: "primary",
      make: (d) => (d.subnet4[3]["client-class"] = "guests"),
      scope: id(4),
      part: id(4),
      leaf: "client-classes",
      told: "+ guests",
    },
    {
      what: "one class test",
      on: "primary",
      make: (d) => (d["client-classes"][0].test = "substring(option[60].hex, 0, 4) == 'Snom'"),
      scope: id(2),
      part: "classes.phones",
      leaf: "test",
      told: "substring(option[60].hex, 0, 6) == 'Aastra' => substring(option[60].hex, 0, 4) == 'Snom'",
    },
    {
      what: "one shared-network member",
      on: "primary",
      make: (d) => (d["shared-networks"][0]["option-data"][0].data = "campus.test"),
      scope: campus,
      part: "sharedNetworks.campus",
      leaf: "options.dhcp4:15.value",
      told: "campus.example => campus.test",
    },
    {
      what: "one whole scope added",
      on: "primary",
      make: (d) =>
        d.subnet4.push({
          id: 1000,
          subnet: "10.9.4.0/24",
          pools: [
            { pool: "10.9.4.100 - 10.9.4.199", ...(balanced && { "client-class": "HA_server1" }) },
          ],
        }),
      scope: "10.9.4.0/24",
      part: "10.9.4.0/24",
      leaf: "(scope)",
      told: /^\+ 1 range #[\w-]{8}$/,
    },
    {
      what: "on the partner one option",
      on: "partner",
      make: (d) => (d.subnet4[0]["option-data"][0].data = "10.0.1.254"),
      scope: id(1),
      part: id(1),
      leaf: "options.dhcp4:3.value",
      told: "10.0.1.254 => 10.0.1.1",
    },
  ];
};

/** Returns the configuration that a side serves once the edits on it are made. */
export function allEdited(side: Side, subnets = 6, balanced = false): Json {
  const dhcp4 = structuredClone(serves(subnets, balanced));
  for (const { on, make } of edits(subnets, balanced)) if (on === side) make(dhcp4);
  return dhcp4;
}
