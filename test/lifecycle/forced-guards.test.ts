// Each guard against a plan that is unlikely to be meant, between two Kea files: the update is refused and the partner stays as it is;
// with `force` the same update is carried out.
import { describe, expect, it } from "vitest";
import { update } from "../helpers/unit/drivers/kea/file-pair.js";

type Dhcp4 = Record<string, any>;

const numbers = (count: number): number[] => Array.from({ length: count }, (_, n) => n + 1);
const scopeId = (n: number): string => `10.0.${n}.0/24`;
const reservation = (n: number, host: number) => ({
  "hw-address": `02:00:00:00:${String(n).padStart(2, "0")}:${String(host).padStart(2, "0")}`,
  "ip-address": `10.0.${n}.${host}`,
});

/** A site of so many subnets, each with a range, an option, and reservations. */
function site(subnets: number, change: (dhcp4: Dhcp4) => void = () => {}, hosts = 1): Dhcp4 {
  const dhcp4: Dhcp4 = {
    "valid-lifetime": 28_800,
    subnet4: numbers(subnets).map((n) => ({
      id: n,
      subnet: scopeId(n),
      pools: [{ pool: `10.0.${n}.100 - 10.0.${n}.199` }],
      "option-data": [{ name: "routers", data: `10.0.${n}.1` }],
      reservations: numbers(hosts).map((host) => reservation(n, host + 10)),
    })),
  };
  change(dhcp4);
  return dhcp4;
}

/** Does the same to every subnet. */
const everySubnet = (change: (subnet: Dhcp4) => void) => (dhcp4: Dhcp4) =>
  dhcp4.subnet4.forEach(change);

/** Two servers that are each other's failover partner. */
const failoverWith = (dhcp4: Dhcp4, ...hosts: readonly string[]): Dhcp4 => ({
  ...dhcp4,
  "hooks-libraries": [
    {
      library: "/usr/lib/kea/hooks/libdhcp_ha.so",
      parameters: {
        "high-availability": [
          {
            "this-server-name": "dhcp2",
            mode: "hot-standby",
            peers: hosts.map((host, i) => ({
              name: `dhcp${i + 1}`,
              url: `http://${host}:8000/`,
              role: i === 0 ? "primary" : "standby",
            })),
          },
        ],
      },
    },
  ],
});

interface Guarded {
  readonly what: string;
  readonly primary: Dhcp4;
  readonly partner: Dhcp4;
  readonly args?: object;
  readonly code: string;
}

const prune = { prune: true };
const settings = { serverSettings: "replicate" };

const all: readonly Guarded[] = [
  ...(["pools", "reservations", "option-data"] as const).map((member) => ({
    what: `removes all of ${member} from four scopes`,
    primary: site(
      4,
      everySubnet((subnet) => (subnet[member] = [])),
    ),
    partner: site(4),
    code: "collections-emptied",
  })),
  {
    what: "gives a scope a lease time under 60 s",
    primary: site(2, (dhcp4) => (dhcp4.subnet4[0]["valid-lifetime"] = 59)),
    partner: site(2, (dhcp4) => (dhcp4.subnet4[0]["valid-lifetime"] = 300)),
    code: "lease-time-shortened",
  },
  {
    what: "divides the lease time of all scopes by more than ten",
    primary: site(2, (dhcp4) => (dhcp4["valid-lifetime"] = 2_879)),
    partner: site(2),
    args: settings,
    code: "lease-time-shortened",
  },
  {
    what: "leaves every scope to dropped clients",
    primary: site(
      3,
      everySubnet((subnet) => (subnet["client-class"] = "DROP")),
    ),
    partner: site(3),
    code: "all-scopes-dropped",
  },
  {
    what: "removes 4 of 13 reservations",
    primary: site(1, () => {}, 9),
    partner: site(1, () => {}, 13),
    code: "many-reservations-removed",
  },
  {
    what: "removes 10 of 11 scopes of a small site",
    primary: site(1),
    partner: site(11),
    args: prune,
    code: "too-many-removed",
  },
  {
    what: "removes 10 of 10 scopes of a small site for another one",
    primary: site(1, ({ subnet4: [subnet] }) =>
      Object.assign(subnet, { id: 99, subnet: "10.9.0.0/24", pools: [], reservations: [] }),
    ),
    partner: site(10),
    args: prune,
    code: "too-many-removed",
  },
  {
    what: "gives the id of a subnet to another prefix",
    primary: site(2, ({ subnet4 }) =>
      Object.assign(subnet4[1], { subnet: "10.0.9.0/24", pools: [], reservations: [] }),
    ),
    partner: site(2),
    args: prune,
    code: "subnet-id-reused",
  },
  {
    what: "comes from a primary that is in failover with others",
    primary: failoverWith(
      site(1, (dhcp4) => (dhcp4.subnet4[0]["next-server"] = "10.0.0.9")),
      "192.0.2.1",
      "192.0.2.2",
    ),
    partner: failoverWith(site(1), "198.51.100.1", "198.51.100.2"),
    code: "not-a-pair",
  },
];

describe.each(all)("an update that $what", ({ primary, partner, args, code }) => {
  const before = JSON.stringify({ Dhcp4: partner }, null, 2);

  it("is refused, and the partner stays as it is", async () => {
    const { shown, text } = await update(primary, partner, { ...args });
    expect(shown.failures).toHaveLength(1);
    expect(shown.failures[0]!.reason).toMatch(new RegExp(`force.*\\[${code}\\]$`, "s"));
    expect(text).toBe(before);
  });

  it("is carried out with force, and nothing is left to do", async () => {
    const { shown, text, again } = await update(primary, partner, { ...args, force: true });
    expect(shown.failures).toEqual([]);
    expect(text).not.toBe(before);
    expect(again).toMatchObject({ op: "same", failures: [] });
  });
});
