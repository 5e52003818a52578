import { mkdirSync, mkdtempSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { fingerprint } from "../../provider/core/canonical.js";
import { emptyConfiguration } from "../../provider/core/model.js";
import { drivers } from "../../provider/drivers/index.js";
import type { ServerArgs } from "../../provider/lifecycle/arguments.js";
import {
  isRecorded,
  withRecordedIdentities,
  type Properties,
} from "../../provider/lifecycle/record.js";
import { toPortablePaths } from "../../provider/storage/project.js";

let project: string;
let outside: string;
beforeEach(() => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "record-")));
  [project, outside] = [join(folder, "project"), join(folder, "outside")];
  for (const one of [project, outside]) mkdirSync(one);
  writeFileSync(join(project, "Pulumi.yaml"), "name: dhcp\n");
  mkdirSync(join(project, "program"));
  vi.spyOn(process, "cwd").mockReturnValue(join(project, "program"));
});
afterEach(() => void vi.restoreAllMocks());

describe("the portable name of a file", () => {
  it.each([
    ["dhcp2.conf", ["dhcp2.conf"]],
    ["./servers//../dhcp2.conf", ["dhcp2.conf"]],
    ["../shared/dhcp2.conf", ["../shared/dhcp2.conf"]],
    ["/etc/kea/./kea-dhcp4.conf", ["/etc/kea/kea-dhcp4.conf"]],
    ["..kea.conf", ["..kea.conf"]],
  ])("of %s is relative to the project, unless it is absolute and outside", (path, names) => {
    expect(toPortablePaths(path)).toEqual(names);
  });

  it("of an absolute path inside the project is that of the relative one", () => {
    expect(toPortablePaths(join(project, "servers", "dhcp2.conf"))).toEqual(
      toPortablePaths("servers/dhcp2.conf"),
    );
  });

  it("is two where a link leads to another file of the project, and its own where it leads outside", () => {
    writeFileSync(join(project, "a.conf"), "");
    writeFileSync(join(outside, "b.conf"), "");
    symlinkSync("a.conf", join(project, "active.conf"));
    symlinkSync(join(outside, "b.conf"), join(project, "standby.conf"));
    expect([toPortablePaths("active.conf"), toPortablePaths("standby.conf")]).toEqual([
      ["active.conf", "a.conf"],
      ["standby.conf"],
    ]);
  });

  it("is that inside the project where the project is reached through a link", () => {
    writeFileSync(join(project, "dhcp2.conf"), "");
    symlinkSync(project, join(outside, "link"));
    expect(toPortablePaths(join(outside, "link", "dhcp2.conf"))[0]).toBe("dhcp2.conf");
  });
});

const identities = (args: ServerArgs) => drivers[args.driver]!.identitiesOf!(args as never);
const at = (url: string): ServerArgs => ({ driver: "kea", url });

describe("the identity of a running server", () => {
  it.each([
    ["http://DHCP1:80/", "http://dhcp1"],
    ["https://dhcp1.example.com.:443", "https://DHCP1.Example.com/"],
    ["http://dhcp1:8000/#agent", "http://dhcp1:8000"],
    ["http://[2001:DB8:0::1]:8000", "http://[2001:db8::1]:8000/"],
    ["unix:///run/kea/../kea/dhcp4.sock", "unix:///run/kea/dhcp4.sock"],
  ])("is one for %s and %s", (one, other) => {
    expect(identities(at(one))).toEqual(identities(at(other)));
  });

  it.each([
    ["http://dhcp1:8000", "http://dhcp1:8001"],
    ["http://dhcp1", "https://dhcp1"],
    ["http://dhcp1./", "http://dhcp1/"], // a search domain is added to the second alone
    ["http://agents/dhcp1", "http://agents/dhcp2"],
    ["unix:///run/kea/A.sock", "unix:///run/kea/a.sock"],
  ])("is another for %s than for %s", (one, other) => {
    expect(identities(at(one))).not.toEqual(identities(at(other)));
  });

  it("has the socket's own path and that of what it leads to", () => {
    writeFileSync(join(outside, "dhcp4.sock"), "");
    symlinkSync(join(outside, "dhcp4.sock"), join(project, "kea.sock"));
    expect(identities(at(`unix://${project}/kea.sock`))).toEqual([
      "kea:unix:kea.sock",
      `kea:unix://${outside}/dhcp4.sock`,
    ]);
    expect(identities(at(`unix://${outside}/dhcp4.sock`))).toEqual([
      `kea:unix://${outside}/dhcp4.sock`,
    ]);
  });

  it("is that of a socket in the project's folder in every checkout, by a relative and an absolute path", () => {
    const [relative, absolute] = [
      identities(at("unix:run/kea4.sock")),
      identities(at(`unix://${project}/run/kea4.sock`)),
    ];
    expect([relative, absolute]).toEqual([["kea:unix:run/kea4.sock"], ["kea:unix:run/kea4.sock"]]);
  });
});

describe("a record of version 0.1.0", () => {
  const file = (path: string): ServerArgs => ({ driver: "file", path });
  const reading = (args: ServerArgs) => ({
    configuration: emptyConfiguration,
    identity: "file:/here",
    lastingIdentities: identities(args),
    version: "",
    warnings: [],
  });
  const old = (primary: ServerArgs, partner: ServerArgs): Properties => ({
    primary,
    partner,
    __args: ["primary", "partner"],
    __base: "…",
    __servers: {
      primary: [fingerprint("file:/gone/dhcp1.conf")],
      partner: [fingerprint("file:/gone/dhcp2.conf")],
    },
  });
  const knows = (outputs: Properties, primary: ServerArgs, partner: ServerArgs): boolean[] => {
    const { __servers: servers } = withRecordedIdentities(outputs, drivers, [[primary, partner]]);
    return [
      isRecorded(servers, "primary", reading(primary)),
      isRecorded(servers, "partner", reading(partner)),
      isRecorded(servers, "partner", reading(primary)),
    ];
  };

  it("knows the servers that its arguments name, in any folder", () => {
    expect(
      knows(
        old(file("dhcp1.conf"), file("dhcp2.conf")),
        file("dhcp1.conf"),
        file(join(project, "dhcp2.conf")),
      ),
    ).toEqual([true, true, false]);
    expect(
      knows(old(file("dhcp1.conf"), file("dhcp2.conf")), file("dhcp2.conf"), file("dhcp3.conf")),
    ).toEqual([false, false, true]);
  });

  it("knows a pair by absolute paths of another checkout, and no single file by its name", () => {
    const record = old(file("/home/a/net/kea/dhcp1.conf"), file("/home/a/net/kea/dhcp2.conf"));
    expect(knows(record, file("kea/dhcp1.conf"), file("kea/dhcp2.conf"))).toEqual([
      true,
      true,
      false,
    ]);
    expect(knows(record, file("dhcp1.conf"), file("/srv/dhcp2.conf"))).toEqual([
      false,
      false,
      false,
    ]);
    expect(
      knows(
        old(file("/srv/a/kea.conf"), file("/srv/b/kea.conf")),
        file("kea.conf"),
        file("c/kea.conf"),
      ),
    ).toEqual([false, false, false]);
  });

  it("of several partners knows each by its own argument", () => {
    const { __servers, __base, partner, ...rest } = old(file("dhcp1.conf"), file("dhcp2.conf"));
    const outputs = {
      ...rest,
      partners: { birch: partner },
      __args: ["primary", "partners"],
      __partners: { birch: { __servers, __base } },
    } as Properties;
    const { __partners } = withRecordedIdentities(outputs, drivers) as {
      __partners: { birch: Properties };
    };
    expect(isRecorded(__partners.birch.__servers, "partner", reading(file("dhcp2.conf")))).toBe(
      true,
    );
    expect(isRecorded(__partners.birch.__servers, "partner", reading(file("dhcp1.conf")))).toBe(
      false,
    );
  });
});
