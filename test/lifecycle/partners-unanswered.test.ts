// Several partners, one of which does not answer or cannot be written.
import { beforeEach, describe, expect, it } from "vitest";
import {
  eleven,
  engine,
  everyScope,
  held,
  ids,
  lon,
  preview,
  refused,
  refusing,
  setUp,
  silent,
  sin,
  ten,
  twenty,
  twentyOne,
  up,
} from "../helpers/unit/lifecycle/several-partners.js";

beforeEach(setUp);

describe("a replication to several partners", () => {
  describe("one of which does not answer", () => {
    it("is an error in a preview and in a refresh, and names it", async () => {
      await up();
      silent.add(lon.name);
      const failures = await refused({});
      expect(failures).toEqual([expect.stringMatching(/^partners\.lon: lon\.contoso\.com /)]);
      await expect(engine.refresh(false)).rejects.toThrow(/^partners\.lon: lon\.contoso\.com /);
      expect((await preview({ names: ["SFO-SIN-Failover"] })).failures).toEqual([]); // who does not need it does not ask it
    });

    it("keeps the others from nothing in an up, and the record says who was written", async () => {
      await up();
      everyScope();
      silent.add(lon.name);
      const failed = await up().catch(
        (error: unknown) =>
          error as { id: string; properties: Record<string, unknown>; reasons: string[] },
      );
      expect(failed).toMatchObject({
        id: "all",
        reasons: [
          expect.stringMatching(/^partners\.lon: lon\.contoso\.com /),
          'The partner "sin" was written and is not written again.',
        ],
      });
      expect(held(sin)).toEqual([`${ten} 100000`, `${eleven} 100001`]);
      expect(engine.states.get("all")!.outputs.replicated).toEqual(ids); // as it was
      silent.clear();
      expect((await engine.refresh(false)).all).toEqual([]); // neither the one that was written nor the one that was not has drifted
      expect(await up()).toMatchObject({
        op: "update",
        added: [
          `${twenty} leaseDuration: 691200 => 100002`,
          `${twentyOne} leaseDuration: 691200 => 100003`,
        ],
      });
      expect([sin.writes, lon.writes]).toEqual([1, 1]);
      expect(await preview()).toMatchObject({ op: "same", added: [] });
    });

    it("or that refuses what is written is the same", async () => {
      await up();
      everyScope();
      refusing.add(sin.name);
      const failed = await up().catch((error: unknown) => error as { reasons: string[] });
      expect(failed).toMatchObject({
        id: "all",
        reasons: [
          expect.stringMatching(
            /^partners\.sin: sin\.contoso\.com was sent the new configuration, but it is unknown/,
          ),
          'The partner "lon" was written and is not written again.',
        ],
      });
      refusing.clear();
      expect((await engine.refresh(true)).all).toEqual([]);
      expect(await up()).toMatchObject({
        op: "update",
        added: [
          `${ten} leaseDuration: 691200 => 100000`,
          `${eleven} leaseDuration: 691200 => 100001`,
        ],
      });
      expect([sin.writes, lon.writes]).toEqual([1, 1]);
    });

    it("at the first up leaves a resource that holds what was written", async () => {
      everyScope();
      silent.add(lon.name);
      await expect(up()).rejects.toThrow("partners.lon: lon.contoso.com");
      expect(engine.states.get("all")!.outputs).toMatchObject({
        replicated: [ten, eleven],
        __partners: { sin: {} },
      });
      silent.clear();
      await up();
      expect(engine.states.get("all")!.outputs.replicated).toEqual(ids);
      expect(await preview()).toMatchObject({ op: "same", added: [] });
    });

    it("is a plain error where nothing was written, and where nobody answers", async () => {
      silent.add(lon.name);
      await expect(up()).rejects.toThrow(/^partners\.lon: /);
      expect(engine.states.size).toBe(0);
      silent.add(sin.name);
      expect((await up()).failures).toHaveLength(2);
    });
  });
});
