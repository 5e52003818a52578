import { describe, expect, it } from "vitest";
import { checkPlan, type GuardedServer } from "../../../provider/core/guards.js";
import { emptyConfiguration, emptyObject, type Plan } from "../../../provider/core/model.js";
import { describePeers, pairsOf } from "../../../provider/drivers/kea/model/failover/ha-pairs.js";
import { readHaRelationships } from "../../../provider/drivers/kea/model/failover/ha-relationships.js";

/** The relationships of a server whose hook states these peers. */
const statedWith = (self: string, urls: Readonly<Record<string, string>>) =>
  readHaRelationships(
    {
      "hooks-libraries": [
        {
          library: "/hooks/libdhcp_ha.so",
          parameters: {
            "high-availability": [
              {
                "this-server-name": self,
                mode: "hot-standby",
                peers: Object.entries(urls).map(([name, url], i) => ({
                  name,
                  url,
                  role: i === 0 ? "primary" : "standby",
                })),
              },
            ],
          },
        },
      ],
    },
    "3.0",
  );

const scope = "10.0.1.0/24";
const plan: Plan = [
  { location: { kind: "scope", key: scope }, path: ["leaseDuration"], current: 1, desired: 2 },
];

function isRefused(
  ours: Readonly<Record<string, string>>,
  theirs: Readonly<Record<string, string>>,
): boolean {
  const server = (label: string, urls: Readonly<Record<string, string>>): GuardedServer => {
    const all = statedWith(label, urls);
    const relationships = Object.fromEntries(
      all.map(({ name, relationship }) => [name, { ...relationship, scopes: [scope] }]),
    );
    return {
      label,
      configuration: { ...emptyConfiguration, scopes: { [scope]: emptyObject }, relationships },
      pairs: pairsOf(all),
    };
  };
  return (
    checkPlan({ primary: server("alder", ours), partner: server("birch", theirs), plan })?.code ===
    "not-a-pair"
  );
}

const usual = { alder: "http://192.0.2.1:8000/", birch: "http://192.0.2.2:8000/" };
const pairText = (urls: Readonly<Record<string, string>>) =>
  describePeers(statedWith("alder", urls)[0]!);

describe("two servers that state each other's addresses", () => {
  it.each([
    ["without the slash", "http://192.0.2.2:8000"],
    ["in upper case", "HTTP://192.0.2.2:8000/"],
    ["with a path", "http://192.0.2.2:8000/ha/"],
    ["with blanks around", " http://192.0.2.2:8000/ "],
    ["over TLS", "https://192.0.2.2:8000/"],
  ])("are one pair where one address is written %s", (_, birch) => {
    expect(isRefused(usual, { ...usual, birch })).toBe(false);
    expect(isRefused({ ...usual, birch }, usual)).toBe(false);
    expect(pairText({ ...usual, birch })).toBe(pairText(usual));
  });

  it("are one pair where one writes the default port", () => {
    const [short, long] = [
      { ...usual, birch: "http://192.0.2.2/" },
      { ...usual, birch: "http://192.0.2.2:80" },
    ];
    expect(isRefused(short, long)).toBe(false);
    expect(pairText(short)).toBe(pairText(long));
    expect(
      isRefused(
        { ...usual, birch: "https://[2001:DB8::1]/" },
        { ...usual, birch: "https://[2001:db8:0::1]:443/" },
      ),
    ).toBe(false);
  });

  it("may be one pair where one names a host, which only the network can resolve", () => {
    expect(isRefused(usual, { ...usual, birch: "http://birch.example.com:8000/" })).toBe(false);
    expect(
      isRefused(
        { ...usual, birch: "http://birch:8000/" },
        { ...usual, birch: "http://birch.example.com:8000/" },
      ),
    ).toBe(false);
  });

  it.each([
    ["another address", { ...usual, birch: "http://192.0.2.3:8000/" }],
    ["another port", { ...usual, birch: "http://192.0.2.2:8001/" }],
    ["another server", { alder: usual.alder, cedar: usual.birch }],
    ["one server more", { ...usual, cedar: "http://192.0.2.3:8000/" }],
    [
      "another address beside a host's name",
      { alder: "http://192.0.2.9:8000/", birch: "http://birch:8000/" },
    ],
  ])("are two pairs where one states %s", (_, theirs) => {
    expect(isRefused(usual, theirs)).toBe(true);
    expect(pairText(theirs)).not.toBe(pairText(usual));
  });
});
