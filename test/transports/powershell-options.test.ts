// What an argument says of a Windows machine: its name, its user, its port.
import { describe, expect, it } from "vitest";
import { UserError } from "../../provider/core/messages.js";
import { openPowerShell } from "../../provider/transports/powershell.js";
import { checkPowerShellOptions } from "../../provider/transports/powershell-options.js";

describe("the address of a Windows machine", () => {
  const flaw = (options: object) => checkPowerShellOptions("primary", options)?.code;

  it("is a DNS name or an address", () => {
    for (const computerName of [
      "dhcp1",
      "DHCP-1.corp.example.com",
      "dhcp1.example.com.",
      "10.0.0.1",
      "2001:db8::1",
      "_x.y",
    ])
      expect([computerName, flaw({ computerName })]).toEqual([computerName, undefined]);
    for (const computerName of [
      "",
      "-oProxyCommand=x",
      "dhcp1;x",
      "dhcp1 x",
      "a..b",
      ".a",
      "10.0.0.256",
      "1.2.3",
      "fe80::1%eth0",
      "[::1]",
      "user@dhcp1",
      "ssh://dhcp1",
      "a/b",
      "dhcp1\n",
      "é",
      `${"a".repeat(64)}.b`,
      `${"a.".repeat(127)}a`,
    ])
      expect([computerName, flaw({ computerName })]).toEqual([computerName, "computer-name"]);
    expect(checkPowerShellOptions("primary", {})!.message).toBe(
      'primary.computerName is missing: a connection over ssh needs a host name. Give the DNS name or address, or set over: "local" for this machine. [computer-name-missing]',
    );
    expect(flaw({ over: "local" })).toBeUndefined();
  });

  it("has a user and a port that ssh takes", () => {
    const computerName = "dhcp1";
    for (const user of [
      "admin",
      "CORP\\dhcp-admin",
      "admin@corp.example.com",
      "Jörg Müller",
      "svc_dhcp.1",
    ])
      expect([user, flaw({ computerName, user })]).toEqual([user, undefined]);
    for (const user of [
      "",
      "-x",
      "a -x",
      "a\\",
      "a;b",
      "$(x)",
      "a`b",
      "a\nb",
      "a@",
      "@b",
      "a'b",
      "%h",
      " a",
      "a ",
    ])
      expect([user, flaw({ computerName, user })]).toEqual([user, "ssh-user"]);
    for (const port of [0, 65_536, 1.5, Number.NaN])
      expect(flaw({ computerName, port })).toBe("ssh-port");
    expect(flaw({ computerName, port: 22, sshConfig: "ssh-config" })).toBeUndefined();
    for (const sshConfig of ["", "a\0b"])
      expect(flaw({ computerName, sshConfig })).toBe("ssh-config-path");
  });

  it("has no argument of ssh with over: local", () => {
    for (const [name, value] of Object.entries({ user: "a", port: 22, sshConfig: "x" }))
      expect(checkPowerShellOptions("partner", { over: "local", [name]: value })!.message).toBe(
        `partner.${name} applies only to connections over ssh. Remove it, or set over: "ssh". [only-over-ssh]`,
      );
  });

  it("is checked again when a connection is opened", () => {
    expect(() => openPowerShell({ computerName: "-x" })).toThrow(UserError);
  });
});
