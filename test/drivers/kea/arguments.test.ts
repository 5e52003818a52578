// What a program says of a Kea server and cannot be so: the argument's fault, in one sentence.
import { expect, it } from "vitest";
import { drivers } from "../../../provider/drivers/index.js";
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
])("%s is one", (url) => expect(flaw({ url })).toBeUndefined());

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
