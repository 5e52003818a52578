// What a program says of a Kea server and cannot be so: the argument's fault, in one sentence.
import { expect, it } from "vitest";
import { drivers } from "../../../provider/drivers/index.js";
import { keaIdentities } from "../../../provider/drivers/kea/index.js";
import { checkServer } from "../../../provider/lifecycle/arguments.js";

const flaw = (more: object): string | undefined =>
  checkServer("primary", { driver: "kea", ...more }, drivers)?.message;

it.each([
  "unix:///%zz",
  "unix:///run/kea%",
  "unix:///run/kea%00sock",
  "unix:",
  "unix:///",
  "unix://host/run/kea",
  "ftp://dhcp1",
  "http://",
  "dhcp1:8000",
])("%s is no address of a Kea server", (url) =>
  expect(flaw({ url })).toMatch(
    /^primary\.url is not the address of a Kea server\. Write http:\/\/ or https:\/\//,
  ),
);

it.each([
  "unix:///run/kea%20one/sock",
  "unix:run/kea4.sock",
  "http://[2001:db8::1]:8000",
  "https://dhcp1/path",
  "ssh://root@dhcp1.example.com/run/kea/kea4-ctrl-socket",
  "ssh://dhcp1:2222/run/kea/kea4-ctrl-socket",
  "ssh://CORP%5Cadmin@[2001:db8::1]/run/kea/kea4-ctrl-socket",
  "ssh://root@dhcp1?http=8000",
  "ssh://root@dhcp1/?http=8000",
])("%s is an address of a Kea server", (url) => expect(flaw({ url })).toBeUndefined());

it.each([
  [0, "primary.sizeLimit is 0. Give a whole number, 1 or more. [property-invalid]"],
  [512, "primary.sizeLimit is 512. Give a whole number, 511 or less. [property-invalid]"],
  [1.5, "primary.sizeLimit is 1.5. Give a whole number, 0 or more. [property-invalid]"],
])("a sizeLimit of %s is refused", (sizeLimit, sentence) =>
  expect(flaw({ url: "http://dhcp1:8000", sizeLimit })).toBe(sentence),
);

it("an empty backupDir is refused", () => {
  expect(flaw({ url: "http://dhcp1:8000", backupDir: "" })).toBe(
    'primary.backupDir is "". Give a string that is not empty. [property-invalid]',
  );
});

it.each([
  "ssh://",
  "ssh:///run/kea/kea4-ctrl-socket",
  "ssh://root@dhcp1",
  "ssh://root@dhcp1/",
  "ssh://root@dhcp1/run/kea/",
  "ssh://root@dhcp1/run/kea/%25h",
  "ssh://root@dhcp1/run/kea/a%20b",
  "ssh://root@dhcp1/run/kea/%zz",
  "ssh://root@dhcp1/run/kea/a'b",
  "ssh://-oProxyCommand=x@dhcp1/run/kea/s",
  "ssh://root@-oProxyCommand=x/run/kea/s",
  `ssh://root@dhcp1/run/${"x".repeat(110)}`,
  "ssh://root@dhcp1:0/run/kea/s",
  "ssh://root@dhcp1?http=0",
  "ssh://root@dhcp1?http=65536",
  "ssh://root@dhcp1?https=8000",
  "ssh://root@dhcp1/run/kea/s?http=8000",
  "ssh://root@dhcp1/run/kea/s#a",
])("%s leads to no Kea server", (url) =>
  expect(flaw({ url })).toMatch(
    /^primary\.url begins with ssh:\/\/ and names no Kea server\. Write ssh:\/\/user@dhcp1/,
  ),
);

it.each([
  [
    { url: "ssh://root:sesame@dhcp1/run/kea/s" },
    "primary.url contains a password. Remove it: ssh logs in with a key. A literal value would be stored in the Pulumi state. [kea-ssh-password]",
  ],
  [
    { url: "ssh://dhcp1/run/kea/s", user: "root", password: { env: "PASSWORD" } },
    "primary.user has no effect for a control socket over ssh. Write the user of ssh into the url: ssh://user@host/path. Remove user and password. [kea-ssh-user]",
  ],
  [
    { url: "ssh://root@dhcp1?http=8000", tls: { ca: { file: "ca.pem" } } },
    "primary.tls has no effect if the url begins with ssh://. Remove tls, or correct the url. [kea-property-unused]",
  ],
  [
    { url: "https://dhcp1:8000", sshConfig: "ssh-config" },
    "primary.sshConfig has no effect if the url begins with https://. Remove sshConfig, or correct the url. [kea-property-unused]",
  ],
  [
    { url: "ssh://dhcp1/run/kea/s", sshConfig: "" },
    "primary.sshConfig is not a path. Give the path of a configuration file for ssh. [ssh-config-path]",
  ],
])("%j contradicts itself", (more, sentence) => expect(flaw(more)).toBe(sentence));

it("an agent behind ssh takes a user and a password", () => {
  const more = { user: "admin", password: { env: "PASSWORD" }, sshConfig: "ssh-config" };
  expect(flaw({ url: "ssh://root@dhcp1?http=8000", ...more })).toBeUndefined();
});

it.each([
  ["ssh://root@DHCP1.example.com./run/kea/s", "ssh://admin@dhcp1.example.com:22/run/kea/s"],
  ["ssh://dhcp1/run/kea/./s", "ssh://dhcp1/run/k%65a/s"],
  ["ssh://dhcp1?http=8000", "ssh://root@dhcp1/?http=8000"],
])("%s and %s are one server", (one, other) =>
  expect(keaIdentities({ url: one })).toEqual(keaIdentities({ url: other })),
);

it.each([
  ["ssh://dhcp1/run/kea/s", "ssh://dhcp2/run/kea/s"],
  ["ssh://dhcp1/run/kea/s", "ssh://dhcp1:2222/run/kea/s"],
  ["ssh://dhcp1/run/kea/s", "ssh://dhcp1/run/kea/t"],
  ["ssh://dhcp1?http=8000", "ssh://dhcp1?http=8001"],
])("%s and %s are two servers", (one, other) =>
  expect(keaIdentities({ url: one })).not.toEqual(keaIdentities({ url: other })),
);
