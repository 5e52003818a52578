import { describe, expect, it } from "vitest";

import { emptyConfiguration, emptyObject, type Json } from "../../provider/core/model.js";
import {
  hideSecrets,
  isSecretPath,
  sealSecrets,
  removeSecrets,
  withSecretNames,
} from "../../provider/core/secrets.js";
import { formatChange } from "../../provider/core/text.js";

const location = { kind: "settings" } as const;

describe("a value under a name that a resource adds", () => {
  const added = ["wifiKey", "*-Licence", "dhcp4:66", "a.b", "lock*code"];

  it.each([
    "wifiKey",
    "WIFIKEY",
    "door-licence",
    "Radio-LICENCE",
    "dhcp4:66",
    "a.b",
    "lock-code",
    "lock code",
    "lockcode",
  ])("is a secret: %s", (name) => {
    withSecretNames(added, () => {
      expect(isSecretPath(["options", name, "value"])).toBe(true);
      expect(hideSecrets({ a: [{ [name]: "hunter2" }] })).toEqual({ a: [{ [name]: "(secret)" }] });
      expect(
        formatChange({
          location,
          path: ["user-context", name],
          current: "hunter1",
          desired: "hunter2",
        }),
      ).toBe("(secret, changed)");
      expect(removeSecrets("It says hunter2.", { [name]: "hunter2" })).toBe("It says (secret).");
    });
    expect(isSecretPath(["options", name, "value"])).toBe(false);
  });

  it.each([
    "wifi-key",
    "wifiKeys",
    "licence",
    "licence-",
    "dhcp4:6",
    "dhcp4:666",
    "aXb",
    "clock-code",
  ])("is no secret where the name is another one: %s", (name) => {
    expect(withSecretNames(added, () => isSecretPath([name]))).toBe(false);
  });

  it("is a secret for that resource alone, whatever other resources of the operation add", async () => {
    const look = (names: string[]) =>
      withSecretNames(names, async () => {
        await new Promise(setImmediate);
        return [isSecretPath(["one"]), isSecretPath(["two"]), isSecretPath(["password"])];
      });
    expect(await Promise.all([look(["one"]), look(["two"]), look([])])).toEqual([
      [true, false, true],
      [false, true, true],
      [false, false, true],
    ]);
  });

  it("is sealed once, however often it is sealed", () => {
    const configuration = {
      ...emptyConfiguration,
      settings: {
        ...emptyObject,
        properties: { "user-context": { wifiKey: "hunter2", password: "hunter3" } },
      },
    };
    const plain = sealSecrets(configuration, "a2V5");
    expect(JSON.stringify(plain)).toContain("hunter2");
    withSecretNames(added, () => {
      const both = sealSecrets(plain, "a2V5");
      expect(both).toEqual(sealSecrets(configuration, "a2V5"));
      expect(sealSecrets(both, "a2V5")).toEqual(both);
      expect(JSON.stringify(both)).not.toMatch(/hunter/);
    });
  });
});

describe("a value", () => {
  it.each([
    "password",
    "passwords",
    "Password",
    "db-password",
    "password-hash",
    "passwordFile2",
    "passwd",
    "pass",
    "passphrase",
    "pwd",
    "admin_pwd",
    "bindpw",
    "bind-pw",
    "psk",
    "wifiPsk",
    "pin",
    "door-pin",
    "auth-key",
    "authKey",
    "authkey",
    "api_key",
    "apikeys",
    "private-key",
    "shared key",
    "secret",
    "clientSecret",
    "token",
    "tokens",
    "credentials",
    "snmp-community",
  ])("under the name %s is a secret", (name) => {
    expect(isSecretPath(["user-context", name])).toBe(true);
    expect(hideSecrets({ a: [{ [name]: "hunter2" }] })).toEqual({ a: [{ [name]: "(secret)" }] });
    expect(
      formatChange({
        location,
        path: ["user-context", name],
        current: "hunter1",
        desired: "hunter2",
      }),
    ).toBe("(secret, changed)");
    expect(
      formatChange({ location, path: ["user-context"], desired: { [name]: "hunter2" } }),
    ).not.toContain("hunter2");
    expect(removeSecrets("It says hunter2.", { [name]: "hunter2" })).toBe("It says (secret).");
  });

  it.each([
    "bypass",
    "compass",
    "shipping",
    "mapping",
    "pins",
    "opinion",
    "hw-address",
    "key",
    "key-id",
    "keyboard",
    "authoritative",
    "author",
    "name",
    "passive-backup",
    "shared-network",
    "private",
  ])("under the name %s is no secret", (name) => {
    expect(isSecretPath([name])).toBe(false);
    expect(hideSecrets({ [name]: "plain" })).toEqual({ [name]: "plain" });
  });

  it.each([
    "postgresql://kea:hunter2@db.example/leases",
    "see http://admin:hunter2@10.0.0.1:8000/ for more",
    "ldap://:hunter2@directory",
  ])("that is a URL with a password is a secret: %s", (url) => {
    const change = (current: Json, desired: Json) =>
      formatChange({ location, path: ["user-context", "where"], current, desired });
    expect(hideSecrets({ where: url })).toEqual({ where: "(secret)" });
    expect(change("nowhere", url)).not.toContain("hunter2");
    expect(change(url, url.replace("hunter2", "hunter3"))).toBe("(secret, changed)");
    const configuration = {
      ...emptyConfiguration,
      settings: { ...emptyObject, properties: { "user-context": { where: url } } },
    };
    expect(JSON.stringify(sealSecrets(configuration, "a2V5"))).not.toContain("hunter2");
  });

  it.each([
    "http://10.0.0.1:8000/",
    "https://dhcp1.example/a:b@c",
    "user@example.org",
    "mailto:it@example.org",
    "1:2@3",
  ])("that is another text is no secret: %s", (value) => {
    expect(hideSecrets({ where: value })).toEqual({ where: value });
  });
});
