// A pair of Kea configuration files as an administrator writes them, and the edits that are made to them by hand.

const head = (name: string) => `// Kea on ${name}.
{
    "Dhcp4": {
        "valid-lifetime": 3600,
        "hooks-libraries": [ {
            "library": "/usr/lib/x86_64-linux-gnu/kea/hooks/libdhcp_ha.so",
            "parameters": { "high-availability": [ {
                "user-context": { "name": "headquarters" },
                "this-server-name": "${name}",
                "mode": "hot-standby",
                "peers": [
                    { "name": "dhcp1", "url": "http://192.0.2.11:8001/", "role": "primary" },
                    { "name": "dhcp2", "url": "http://192.0.2.12:8001/", "role": "standby" }
                ]
            } ] }
        } ],
`;

/** One server's file, in sync with its partner's. */
export const kea = (name: string) => `${head(name)}
        # what tells a telephone
        "client-classes": [
            { "name": "phones", "test": "substring(option[60].hex, 0, 6) == 'Aastra'" },
            { "name": "guests", "test": "pkt4.mac == 0x020000000001" }
        ],
        "shared-networks": [
            {
                "name": "campus",
                "option-data": [ { "name": "domain-name", "data": "campus.example" } ],
                "subnet4": [
                    { "id": 3, "subnet": "10.0.3.0/24", "pools": [ { "pool": "10.0.3.100 - 10.0.3.199" } ] }
                ]
            }
        ],
        "subnet4": [
            {
                "id": 1,
                "subnet": "10.0.1.0/24", // offices
                "valid-lifetime": 28800,
                "pools": [ { "pool": "10.0.1.100 - 10.0.1.199" } ],
                "option-data": [
                    { "name": "routers", "data": "10.0.1.1" },
                    { "name": "domain-name-servers", "data": "10.0.0.53" }
                ],
                "reservations": [
                    { "hw-address": "02:00:00:00:01:0d", "ip-address": "10.0.1.13", "hostname": "printer-1" },
                    { "hw-address": "02:00:00:00:01:0e", "ip-address": "10.0.1.14", "hostname": "printer-2" },
                    { "hw-address": "02:00:00:00:01:0f", "ip-address": "10.0.1.15", "option-data": [ { "name": "boot-file-name", "data": "a" } ] }
                ]
            },
            {
                "id": 2,
                "subnet": "10.0.2.0/24", // telephones
                "pools": [
                    { "pool": "10.0.2.100 - 10.0.2.149", "client-class": "phones" },
                    { "pool": "10.0.2.150 - 10.0.2.199", "client-class": "phones" }
                ]
            }
        ]
    }
}
`;

export interface Edit {
  readonly what: string;
  readonly on: "primary" | "partner";
  readonly from: string;
  readonly to: string;
  /**
   * The place of the edit in a preview: the scope whose resource shows it, the part of the bulk
   * resource's map, and the leaf.
   */
  readonly scope: string;
  readonly part: string;
  readonly leaf: string;
  readonly told: string | RegExp;
}

const [offices, phones, campus, branch] = [
  "10.0.1.0/24",
  "10.0.2.0/24",
  "10.0.3.0/24",
  "10.0.4.0/24",
];

/** One of each kind. */
export const edits: readonly Edit[] = [
  {
    what: "one lease time",
    on: "primary",
    from: '"valid-lifetime": 28800',
    to: '"valid-lifetime": 43200',
    scope: offices!,
    part: offices!,
    leaf: "leaseDuration",
    told: "28800 => 43200",
  },
  {
    what: "one scope option",
    on: "primary",
    from: '"data": "10.0.0.53"',
    to: '"data": "10.0.0.53, 10.0.0.54"',
    scope: offices!,
    part: offices!,
    leaf: "options.dhcp4:6.value",
    told: "10.0.0.53 => 10.0.0.53, 10.0.0.54",
  },
  {
    what: "one reservation added",
    on: "primary",
    from: '"reservations": [',
    to: '"reservations": [ { "hw-address": "02:00:00:00:01:10", "ip-address": "10.0.1.16", "hostname": "scanner" },',
    scope: offices!,
    part: offices!,
    leaf: "reservations.10.0.1.16",
    told: "+ hw:02-00-00-00-01-10 scanner",
  },
  {
    what: "one reservation removed",
    on: "primary",
    from: '{ "hw-address": "02:00:00:00:01:0d", "ip-address": "10.0.1.13", "hostname": "printer-1" },\n',
    to: "\n",
    scope: offices!,
    part: offices!,
    leaf: "reservations.10.0.1.13",
    told: "- hw:02-00-00-00-01-0d printer-1",
  },
  {
    what: "one name of a reservation",
    on: "primary",
    from: '"hostname": "printer-2"',
    to: '"hostname": "plotter"',
    scope: offices!,
    part: offices!,
    leaf: "reservations.10.0.1.14.name",
    told: "printer-2 => plotter",
  },
  {
    what: "one option of a reservation",
    on: "primary",
    from: '"boot-file-name", "data": "a"',
    to: '"boot-file-name", "data": "b"',
    scope: offices!,
    part: offices!,
    leaf: "reservations.10.0.1.15.options.dhcp4:67.value",
    told: "a => b",
  },
  {
    what: "one pool",
    on: "primary",
    from: '"10.0.3.100 - 10.0.3.199" }',
    to: '"10.0.3.100 - 10.0.3.199" }, { "pool": "10.0.3.32/28" }',
    scope: campus!,
    part: campus!,
    leaf: "ranges.10.0.3.32-10.0.3.47",
    told: "+",
  },
  {
    what: "one pool's class",
    on: "primary",
    from: '10.0.2.199", "client-class": "phones"',
    to: '10.0.2.199", "client-class": "guests"',
    scope: phones!,
    part: phones!,
    leaf: "ranges.10.0.2.150-10.0.2.199.client-classes",
    told: "phones => guests",
  },
  {
    what: "one class test",
    on: "primary",
    from: "== 'Aastra'",
    to: "== 'Snom'",
    scope: phones!,
    part: "classes.phones",
    leaf: "test",
    told: "substring(option[60].hex, 0, 6) == 'Aastra' => substring(option[60].hex, 0, 6) == 'Snom'",
  },
  {
    what: "one shared-network member",
    on: "primary",
    from: '"data": "campus.example"',
    to: '"data": "campus.test"',
    scope: campus!,
    part: "sharedNetworks.campus",
    leaf: "options.dhcp4:15.value",
    told: "campus.example => campus.test",
  },
  {
    what: "one whole scope added",
    on: "primary",
    from: '"subnet4": [\n            {\n                "id": 1,',
    to: '"subnet4": [\n            { "id": 4, "subnet": "10.0.4.0/24", "pools": [ { "pool": "10.0.4.100 - 10.0.4.199" } ] },\n            {\n                "id": 1,',
    scope: branch!,
    part: branch!,
    leaf: "(scope)",
    told: /^\+ 1 range #[\w-]{8}$/,
  },
  {
    what: "on the partner one option",
    on: "partner",
    from: '"routers", "data": "10.0.1.1"',
    to: '"routers", "data": "10.0.1.254"',
    scope: offices!,
    part: offices!,
    leaf: "options.dhcp4:3.value",
    told: "10.0.1.254 => 10.0.1.1",
  },
];

/** A text with an edit made; the edit must have something to change. */
export function edited(
  text: string,
  { what, from, to }: Pick<Edit, "what" | "from" | "to">,
): string {
  if (text.split(from).length !== 2)
    throw new Error(`${what}: ${JSON.stringify(from)} stands ${text.split(from).length - 1} times`);
  return text.replace(from, () => to);
}

export const allEdited = (text: string, on: Edit["on"]): string =>
  edits.filter((edit) => edit.on === on).reduce(edited, text);

const servers = `primary: { driver: "file", path: "dhcp1.conf" }, partner: { driver: "file", path: "dhcp2.conf", backupDir: "kept" }`;

/** A program for either resource: `bulk`, or one for each scope that scopes.json names. More arguments and options come from files, if there. */
export const program = (bulk: boolean): string => `
const dhcp = require("pulumi-dhcp-failover");
const fs = require("fs");
const json = (file, fallback) => (fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, "utf8")) : fallback);
const args = { ${servers}, ...json("args.json", {}) };
const options = json("options.json", {});
${bulk ? `new dhcp.FailoverReplication("all", args, options);` : `for (const scopeId of json("scopes.json", ["10.0.1.0", "10.0.2.0", "10.0.3.0"])) new dhcp.FailoverScope(scopeId, { ...args, scopeId }, options);`}
`;
