// Identifiers of reservations: shown and written as the text that they are, known by their bytes however they are spelled.
import { expect, it } from "vitest";
import { update } from "../../helpers/unit/drivers/kea/file-pair.js";

const scope = "10.5.0.0/24";
const server = (...reservations: readonly object[]) => ({
  "host-reservation-identifiers": ["circuit-id", "flex-id", "client-id", "hw-address"],
  subnet4: [{ id: 5, subnet: scope, reservations }],
});
const inFile = (text: string) =>
  (JSON.parse(text) as { Dhcp4: { subnet4: { reservations: unknown }[] } }).Dhcp4.subnet4[0]!
    .reservations;

it.each(["circuit-id", "flex-id", "client-id"])(
  "a %s given as text is shown and written as that text",
  async (kind) => {
    const reservation = { [kind]: "'slot 3/port 7'", "ip-address": "10.5.0.7" };
    const { shown, text, again } = await update(server(reservation), server());
    expect(shown.added).toEqual([`${scope} reservations.10.5.0.7: + ${kind}:'slot 3/port 7'`]);
    expect(inFile(text)).toEqual([reservation]);
    expect(again).toMatchObject({ op: "same", added: [] });
  },
);

it("a reservation without an address is known by the text of its identifier", async () => {
  const reservation = (hostname: string) => ({ "flex-id": "'slot 3'", hostname });
  const { shown, text } = await update(server(reservation("desk")), server(reservation("table")));
  expect(shown.added).toEqual([`${scope} reservations."flex-id:'slot 3'".name: table => desk`]);
  expect(inFile(text)).toEqual([reservation("desk")]);
});

it("an identifier given as text replaces another text in its place, and comments stay", async () => {
  const primary = server({ "circuit-id": "'slot 3/port 7'", "ip-address": "10.5.0.7" });
  const partner =
    '{ "Dhcp4": { "host-reservation-identifiers": ["circuit-id", "flex-id", "client-id", "hw-address"],\n  "subnet4": [ { "id": 5, "subnet": "10.5.0.0/24", "reservations": [\n    { "circuit-id": "\'slot 3/port 8\'", "ip-address": "10.5.0.7" } # desk\n  ] } ] } }\n';
  const { shown, text } = await update(primary, partner);
  expect(shown.added).toEqual([
    `${scope} reservations.10.5.0.7.client: circuit-id:'slot 3/port 8' => circuit-id:'slot 3/port 7'`,
  ]);
  expect(text).toBe(partner.replace("port 8", "port 7"));
});

it.each([["666f6f"], ["66:6f:6f"], ["0x666f6f"], ["'foo'"], ["' foo '"]])(
  "an identifier is the same however its bytes are spelled: %s",
  async (spelled) => {
    const reservation = (id: string) => ({ "flex-id": id, "ip-address": "10.5.0.7" });
    const { shown, text } = await update(
      server(reservation("'foo'")),
      server(reservation(spelled)),
    );
    expect(shown.added).toEqual([]);
    expect(inFile(text)).toEqual([reservation(spelled)]);
  },
);

it("an identifier that the primary spells in bytes is written in bytes, though it could be read as text", async () => {
  const { shown, text } = await update(
    server({ "circuit-id": "0x666f6f", "ip-address": "10.5.0.7" }),
    server(),
  );
  expect(shown.added).toEqual([`${scope} reservations.10.5.0.7: + circuit-id:'foo'`]);
  expect(inFile(text)).toEqual([{ "circuit-id": "66:6f:6f", "ip-address": "10.5.0.7" }]);
});

it.each([
  ["bytes that are no text", "circuit-id", "00:04:00:0a", "circuit-id:00-04-00-0a"],
  ["a byte that is not UTF-8", "flex-id", "66f1", "flex-id:66-f1"],
  ["an apostrophe", "flex-id", "66:27:66", "flex-id:66-27-66"],
  ["a hardware address", "hw-address", "61:62:63:64:65:66", "hw:61-62-63-64-65-66"],
])("an identifier that is no plain text is shown in bytes: %s", async (_, kind, id, shownAs) => {
  const { shown, text } = await update(server({ [kind]: id, "ip-address": "10.5.0.7" }), server());
  expect(shown.added).toEqual([`${scope} reservations.10.5.0.7: + ${shownAs}`]);
  expect(inFile(text)).toEqual([
    {
      [kind]: shownAs.slice(shownAs.indexOf(":") + 1).replaceAll("-", ":"),
      "ip-address": "10.5.0.7",
    },
  ]);
});
