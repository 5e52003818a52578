// Two servers that differ in many ways at once, and texts of every kind: what holds for each row of the table holds for all of them together.
import { describe, expect, it } from "vitest";
import fc from "../helpers/draws.js";
import { apply } from "../../provider/core/apply.js";
import { canonicalText } from "../../provider/core/canonical.js";
import { compare } from "../../provider/core/compare.js";
import { ignoreNothing } from "../../provider/core/keep.js";
import { readDocument } from "../../provider/drivers/windows/export/document.js";
import { normalizeForWindows } from "../../provider/drivers/windows/normalize.js";
import { renameLike } from "../../provider/drivers/windows/model/rename-classes.js";
import { formatComment, quoteText } from "../../provider/drivers/windows/plan/quote.js";
import { formatScript } from "../../provider/drivers/windows/plan/script.js";
import { planSteps } from "../../provider/drivers/windows/plan/steps.js";
import { rich } from "../helpers/unit/drivers/windows/exports.js";
import { movable, withEdits } from "../helpers/unit/drivers/windows/rows.js";
import { anExport, faulty } from "../helpers/windows/random-export.js";
import { carryOut, statements } from "../helpers/windows/script.js";
import { isQuick } from "../parts.js";
import { modelServer } from "../helpers/windows/server.js";

const read = (xml: string) => readDocument("dhcp.xml", xml).configuration;

describe("any two servers", () => {
  it("are made equal by the script, which changes nothing when run again", () => {
    const some = fc.subarray(movable);
    fc.assert(
      fc.property(some, some, (mine, theirs) => {
        const [primary, partner] = [withEdits(mine), withEdits(theirs)];
        const [from, to] = [read(partner), read(primary)];
        const extent = {
          scopes: [...new Set([...Object.keys(from.scopes), ...Object.keys(to.scopes)])],
          settings: false,
          isIgnored: ignoreNothing,
        };
        const { configuration, unsupported } = normalizeForWindows(
          from,
          apply(compare(from, to, extent), from, to),
        );
        fc.pre(unsupported.length === 0);
        const model = modelServer("dhcp2");
        model.import(partner);
        const made = formatScript("dhcp2.xml", planSteps(from, configuration));
        carryOut(made, model);
        expect(canonicalText(read(model.export()).scopes)).toBe(canonicalText(to.scopes));
        expect(model.dangers).toEqual([]);
        const { changes } = model;
        carryOut(made, model);
        expect(model.changes).toBe(changes);
      }),
      { numRuns: isQuick ? 20 : 60 },
    );
  });
});

describe("any two exports", () => {
  /** How many pairs are drawn: more of them by a variable, for who changes the steps or the rules. */
  const numRuns = Number(process.env.RANDOM_EXPORTS ?? (isQuick ? 40 : 100));

  it("end in a refused call exactly where the preview refuses, and in one plan where it does not", () => {
    let clean = 0;
    fc.assert(
      fc.property(faulty(anExport), anExport, fc.boolean(), (primary, partner, settings) => {
        const [from, theirs] = [read(partner), read(primary)];
        const extent = {
          scopes: [...new Set([...Object.keys(from.scopes), ...Object.keys(theirs.scopes)])],
          settings,
          isIgnored: ignoreNothing,
        };
        const left = (held: string) => compare(read(held), renameLike(read(held), theirs), extent);
        const {
          configuration,
          unsupported,
          steps: planned,
        } = normalizeForWindows(from, apply(left(partner), from, theirs));
        const model = modelServer("dhcp2");
        model.import(partner);
        const made = formatScript("dhcp2.xml", planned);
        if (unsupported.length > 0) {
          for (const sentence of unsupported)
            expect(sentence).toMatch(/^".+" would be refused by the server \(.+\): .+\. .+\.$/);
          expect(() => carryOut(made, model)).toThrow();
          return;
        }
        clean++;
        carryOut(made, model);
        expect(left(model.export())).toEqual([]);
        expect(model.dangers).toEqual([]);
        const { changes } = model;
        carryOut(made, model);
        expect(model.changes).toBe(changes);
        expect(left(readDocument("dhcp2.xml", partner).rewrite(configuration))).toEqual([]);
      }),
      { numRuns },
    );
    // The draws are servers as they are: a preview that refuses most of them would prove nothing.
    expect(clean).toBeGreaterThan(numRuns / 2);
  });
});

describe("reservations", () => {
  it("change their clients in any way, chains and circles included", () => {
    const addresses = [30, 31, 32, 33].map((host) => `10.0.1.${host}`);
    const clients = fc.shuffledSubarray(["0a", "0b", "0c", "0d", "0e"], {
      minLength: 0,
      maxLength: 4,
    });
    const held = (chosen: readonly string[]) =>
      rich.replace(
        "<Reservations>",
        () =>
          `<Reservations>${chosen.map((byte, i) => `<Reservation><Name>host-${byte}</Name><IPAddress>${addresses[i]}</IPAddress><ClientId>02-00-00-00-03-${byte}</ClientId><Type>Both</Type><Description /></Reservation>`).join("")}`,
      );
    fc.assert(
      fc.property(clients, clients, (mine, theirs) => {
        const [primary, partner] = [held(mine), held(theirs)];
        const model = modelServer("dhcp2");
        model.import(partner);
        const made = formatScript(
          "dhcp2.xml",
          planSteps(read(partner), { ...read(partner), scopes: read(primary).scopes }),
        );
        carryOut(made, model);
        expect(canonicalText(read(model.export()).scopes)).toBe(
          canonicalText(read(primary).scopes),
        );
        const { changes } = model;
        carryOut(made, model);
        expect(model.changes).toBe(changes);
      }),
    );
  });
});

describe("classes", () => {
  it("are the same whatever the case of their names", () => {
    const shouted = rich.replaceAll("<VendorClass>Phones<", "<VendorClass>PHONES<");
    expect(canonicalText(read(shouted))).toBe(canonicalText(read(rich)));
  });
});

describe("any text", () => {
  it("is one value in a script, to the letter, and one line in a comment", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary" }).map((value) => value.replaceAll("\0", "").toWellFormed()),
        (value) => {
          const found = statements(
            `# ${formatComment(value)}\r\nRemove-DhcpServerv4Class -Name ${quoteText(value)} -Type 'User'\r\n`,
          );
          expect(found.map(({ cmdlet, parameters }) => [cmdlet, parameters])).toEqual([
            ["Remove-DhcpServerv4Class", { Name: value, Type: "User" }],
          ]);
        },
      ),
    );
  });
});
