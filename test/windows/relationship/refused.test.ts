// What a FailoverRelationship on two Windows servers refuses before anything is written.
import { beforeEach, afterEach, describe, expect, it } from "vitest";
import { drivers } from "../../../provider/drivers/index.js";
import { connect } from "../../helpers/windows/failover.js";
import { windows } from "../../helpers/windows/stand-in.js";
import {
  one,
  refused,
  scope,
  seen,
  start,
  stop,
  three,
  two,
  useDrivers,
} from "../../helpers/windows/relationship/servers.js";

beforeEach(start);
afterEach(stop);

describe("a FailoverRelationship of two Windows servers is refused for", () => {
  it.each<readonly [what: string, more: object, told: string]>([
    [
      "a mode of others",
      { mode: "passiveBackup" },
      'mode: A Windows DHCP server does not support the mode "passiveBackup". Set mode to "loadBalance" or "hotStandby". [windows-no-mode]',
    ],
    [
      "a share in hot standby",
      { mode: "hotStandby", loadBalancePercent: 60 },
      'loadBalancePercent: loadBalancePercent applies only to the mode "loadBalance", but this relationship is "hotStandby".',
    ],
    [
      "a reserve where clients are shared",
      { reservePercent: 5 },
      'reservePercent: reservePercent applies only to the mode "hotStandby", but this relationship is "loadBalance".',
    ],
    [
      "a role where clients are shared",
      { serverRole: "active" },
      'serverRole: serverRole has no effect in the mode "loadBalance".',
    ],
    [
      "a share over 100",
      { loadBalancePercent: 101 },
      "loadBalancePercent: loadBalancePercent is 101. Give a whole number from 0 to 100. [property-invalid]",
    ],
    [
      "half a percent",
      { mode: "hotStandby", reservePercent: 0.5 },
      "reservePercent: reservePercent is 0.5. Give a whole number from 0 to 100. [property-invalid]",
    ],
    [
      "no lead time",
      { maxClientLeadTime: 0 },
      "maxClientLeadTime: maxClientLeadTime is 0. Give a whole number of seconds, 1 or more. [property-invalid]",
    ],
    [
      "a time for what is off",
      { autoStateTransition: false, stateSwitchInterval: 60 },
      "stateSwitchInterval: stateSwitchInterval sets when a server takes over automatically, but autoStateTransition: false disables that.",
    ],
    [
      "a long name",
      { name: "x".repeat(127) },
      "name: The relationship's name has 127 characters, but a Windows DHCP server allows 126.",
    ],
    ["a scope that is not there", { scopeIds: ["10.0.9.0"] }, "scopeIds: "],
    [
      "no scope at all",
      { scopeIds: [] },
      'scopeIds: No scope would be in "both", and Add-DhcpServerv4Failover requires one',
    ],
  ])("%s", async (_what, more, told) => {
    expect(await refused(more)).toEqual([expect.stringContaining(told)]);
    expect(seen).toEqual([]);
  });

  it("an argument for servers of another kind", async () => {
    useDrivers({ ...windows(seen, one, two), kea: drivers.kea! });
    expect(await refused({ kea: { heartbeatDelay: 1000 } })).toEqual([
      ': kea is for another kind of server; these have the driver "windows". Leave it out. [relationship-foreign]',
    ]);
  });

  it("a relationship too many", async () => {
    for (let at = 0; at < 31; at++) {
      one.call("Add-DhcpServerv4Scope", {
        StartRange: `10.1.${at}.10`,
        EndRange: `10.1.${at}.20`,
        SubnetMask: "255.255.255.0",
        Name: `Branch ${at}`,
      });
      one.call("Add-DhcpServerv4Failover", {
        Name: `branch ${at}`,
        PartnerServer: "dhcp3",
        ScopeId: `10.1.${at}.0`,
      });
    }
    expect(await refused({})).toEqual([
      expect.stringContaining("name: dhcp1.test is in 31 failover relationships, the maximum"),
    ]);
  });

  it("a name that the partner has in use with another server", async () => {
    connect(two, three);
    scope(two, 7);
    two.call("Add-DhcpServerv4Failover", {
      Name: "both",
      PartnerServer: "dhcp3",
      ScopeId: ["10.0.7.0"],
    });
    expect(await refused({})).toEqual([
      expect.stringContaining(
        'name: dhcp2.test has a failover relationship "both" with "dhcp3.test", which is not the server',
      ),
    ]);
  });
});
