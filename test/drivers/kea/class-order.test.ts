// The order of classes: told once, where it is written or where it stays, and not at all once it is right.
import { expect, it } from "vitest";
import { update } from "../../helpers/unit/drivers/kea/file-pair.js";

const scope = "10.6.0.0/24";
const named = (name: string, test: string) => ({ name, test });
const base = named("base", "option[60].hex == 'b'");
const top = named("top", "member('base')");
const side = named("side", "option[60].hex == 's'");
const server = (...classes: readonly object[]) => ({
  "client-classes": classes,
  subnet4: [{ id: 6, subnet: scope, "client-class": "top" }],
});
const speaking = (said: readonly string[]) =>
  said.filter((sentence) => sentence.includes("(order)"));

it("an order of classes that an update corrects is shown in the plan alone, and never again", async () => {
  const { shown, again } = await update(
    server(base, top),
    server(named("top", "option[60].hex == 't'"), base),
  );
  expect(shown.added).toContain("classes (order): top, base => base, top");
  expect(speaking(shown.said)).toEqual([]);
  expect(again).toMatchObject({ op: "same", added: [] });
  expect(speaking(again.said)).toEqual([]);
});

it("an order of classes that stays different is shown as it is after the update", async () => {
  const { shown, again } = await update(
    server(base, top, side),
    server(side, named("top", "option[60].hex == 't'"), base),
  );
  const [sentence] = speaking(shown.said);
  expect(shown.added).toContain("classes (order): top, base => base, top");
  expect(sentence).toContain(
    "classes.(order) (dhcp2.conf has side, base, top, dhcp1.conf base, top, side)",
  );
  expect(speaking(again.said)).toEqual([sentence]);
});

it("an order of classes that an ignored class of the partner does not allow is refused, until the order is ignored as well", async () => {
  const first = named("first", "option[60].hex == 'f'");
  const last = named("last", "option[60].hex == 'l'");
  // On the primary "first" comes before "last"; the partner's own "first" asks for "last".
  const primary = server(first, last);
  const partner = server(last, named("first", "member('last')"));
  const keep = ["classes.first.test"];
  const refused = await update(primary, partner, { serverSettings: "replicate", keep });
  expect(refused.shown.failures.map(({ reason }) => reason)).toEqual([
    expect.stringContaining(
      "classes.(order) cannot get the primary's value, because an unchanged setting of the partner depends on its current one.",
    ),
  ]);
  const { shown, again } = await update(primary, partner, {
    serverSettings: "replicate",
    keep: [...keep, "classes.(order)"],
  });
  expect(shown.failures).toEqual([]);
  expect(again).toMatchObject({ op: "same" });
});
