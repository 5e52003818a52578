// What goes wrong while a failover relationship is made, changed or given scopes: at any call that fails or is cut off, on either server, both
// hold what is told, nothing is deleted that no preview named, and the next update does the rest.
import { describe, expect, it } from "vitest";
import { rich } from "../../helpers/unit/drivers/windows/exports.js";
import { Engine } from "../../helpers/unit/lifecycle/engine.js";
import { connect } from "../../helpers/windows/failover.js";
import { changesOn, cmdletError, Cut } from "../../helpers/windows/live/model.js";
import { pair, scopesOf, windowsDrivers, type Pair } from "../../helpers/windows/live/pair.js";

/** The cmdlets do not bring superscope names to the partner, as far as is known. */
const single = rich.replace("<SuperScopeName>Campus<", "<SuperScopeName><");
const empty = rich.replace(/<Scopes>[^]*<\/Scopes>/, "<Scopes />");

const program = (one: Pair, more: object) => {
  const {
    all: { primary, partner },
  } = one.program();
  return { sfo: { primary, partner, name: "SFO-SIN", onDelete: "remove", ...more } };
};

/** From what to what, each an update or two. */
const stories: readonly (readonly [what: string, before: object | undefined, after: object])[] = [
  ["it is made", undefined, { loadBalancePercent: 70, scopeIds: ["10.0.1.0", "10.0.2.0"] }],
  [
    "its terms change",
    { loadBalancePercent: 70, scopeIds: ["10.0.1.0", "10.0.2.0"] },
    { loadBalancePercent: 60, maxClientLeadTime: 1800, scopeIds: ["10.0.1.0", "10.0.2.0"] },
  ],
  [
    "its mode changes",
    { loadBalancePercent: 70, scopeIds: ["10.0.1.0"] },
    { mode: "hotStandby", reservePercent: 8, scopeIds: ["10.0.1.0"] },
  ],
  ["it gets a scope", { scopeIds: ["10.0.1.0"] }, { scopeIds: ["10.0.1.0", "10.0.2.0"] }],
  ["it gives one up", { scopeIds: ["10.0.1.0", "10.0.2.0"] }, { scopeIds: ["10.0.1.0"] }],
];

async function begun(
  before: object | undefined,
): Promise<{ readonly one: Pair; readonly engine: Engine }> {
  const one = pair(single, empty, { related: false });
  connect(one.primary.server, one.partner.server);
  const engine = new Engine(windowsDrivers([one.primary, one.partner]), "relationship");
  if (before) await engine.up(program(one, before));
  return { one, engine };
}

const sides = ["primary", "partner"] as const;
const members = (one: Pair) =>
  sides.flatMap((side) => [...one[side].server.scopes.keys()].map((scope) => `${side} ${scope}`));

describe.each(stories)("while %s", (_, before, after) => {
  it.each([
    [
      "fails",
      () => {
        throw cmdletError("DHCP 20007", "a cmdlet");
      },
    ],
    [
      "is cut off",
      () => {
        throw new Cut();
      },
    ],
  ] as const)(
    "keeps and reports what was done before any call that %s, and the next update does the rest",
    async (_how, breaks) => {
      const whole = await begun(before);
      const count = () => sides.map((side) => changesOn(whole.one[side]));
      const start = count();
      await whole.engine.up(program(whole.one, after));
      const calls = count().map((made, i) => made - start[i]!);
      const wanted = sides.map((side) => scopesOf(whole.one[side].server));
      expect(calls[0]).toBeGreaterThan(0);
      for (const [i, side] of sides.entries()) {
        for (let at = 1; at <= calls[i]!; at++) {
          const { one, engine } = await begun(before);
          const previewed = (await engine.preview(program(one, after))).sfo!.added.join("\n");
          const were = members(one);
          let number = 0;
          one[side].before = (cmdlet) => {
            if (!cmdlet.startsWith("Get-") && ++number === at) breaks();
          };
          const said = await engine.up(program(one, after)).then(
            () => "",
            (error: Error) => error.message,
          );
          expect(said, `${side} ${at}`).toMatch(/dhcp[12]/);
          const gone = were.filter((member) => !members(one).includes(member));
          for (const member of gone) expect(previewed).toContain(`${member.split(" ")[1]}/`);
          delete one[side].before;
          await engine.up(program(one, after));
          expect(
            sides.map((each) => scopesOf(one[each].server)),
            `${side} ${at}`,
          ).toEqual(wanted);
          expect((await engine.preview(program(one, after))).sfo, `${side} ${at}`).toMatchObject({
            op: "same",
            added: [],
          });
        }
      }
    },
  );

  it("reads the servers again where the answer to any call is lost", async () => {
    const whole = await begun(before);
    await whole.engine.up(program(whole.one, after));
    const wanted = sides.map((side) => scopesOf(whole.one[side].server));
    for (const side of sides) {
      for (let at = 1, cut = true; cut; at++) {
        const { one, engine } = await begun(before);
        const call = one[side].server.call.bind(one[side].server);
        let number = 0;
        cut = false;
        one[side].server.call = (cmdlet, parameters) => {
          const output = call(cmdlet, parameters);
          if (!cmdlet.startsWith("Get-") && ++number === at) {
            cut = true;
            throw new Cut();
          }
          return output;
        };
        const said = await engine.up(program(one, after)).then(
          () => "",
          (error: Error) => error.message,
        );
        one[side].server.call = call;
        await engine.up(program(one, after));
        expect(
          sides.map((each) => scopesOf(one[each].server)),
          `${side} ${at}: ${said}`,
        ).toEqual(wanted);
        expect(
          (await engine.preview(program(one, after))).sfo,
          `${side} ${at}: ${said}`,
        ).toMatchObject({ op: "same", added: [] });
      }
    }
  });
});
