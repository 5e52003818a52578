// What every driver keeps: the same stories for each kind of server. Each ends: nothing left to change.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { apply } from "../../../../provider/core/apply.js";
import { canonicalText } from "../../../../provider/core/canonical.js";
import { compare } from "../../../../provider/core/compare.js";
import { ignoreNothing } from "../../../../provider/core/keep.js";
import type { Plan } from "../../../../provider/core/model.js";
import type { Snapshot, Server } from "../../../../provider/drivers/driver.js";

/** Two servers that differ in a property, an option, a range, a reservation, a class and a whole scope. */
export interface Pair {
  readonly primary: Server;
  readonly partner: Server;
  /** Somebody else changes the partner. */
  meddle(): Promise<void>;
  /** Until each server's word for the other is no longer underway: a write restarts failover, and both tell of it as it comes back. */
  settled?(): Promise<void>;
  end(): Promise<void>;
}

export function contract(name: string, open: () => Promise<Pair>): void {
  describe(`the driver of a ${name} server`, () => {
    let pair: Pair;
    beforeEach(async () => {
      pair = await open();
    });
    afterEach(async () => {
      await pair.primary.close();
      await pair.partner.close();
      await pair.end();
    });

    const differences = (current: Snapshot, desired: Snapshot): Plan =>
      compare(current.configuration, desired.configuration, {
        scopes: Object.keys(desired.configuration.scopes),
        settings: false,
        isIgnored: ignoreNothing,
      });
    const replicate = async () => {
      const [desired, current] = [await pair.primary.read(), await pair.partner.read()];
      const changes = differences(current, desired);
      const wanted = apply(changes, current.configuration, desired.configuration);
      expect(pair.partner.normalize(wanted, current).unsupported).toEqual([]);
      return { desired, order: { from: current, changes, desired: wanted } };
    };

    it("reads the same snapshot twice", async () => {
      await pair.settled?.();
      const [first, second] = [await pair.partner.read(), await pair.partner.read()];
      expect(canonicalText(second)).toBe(canonicalText(first));
    });

    it("tells the server from its partner", async () => {
      expect((await pair.primary.read()).identity).not.toBe((await pair.partner.read()).identity);
      expect(pair.primary.label).not.toBe(pair.partner.label);
    });

    it("supports all that the server holds", async () => {
      const current = await pair.partner.read();
      expect(pair.partner.normalize(current.configuration, current).unsupported).toEqual([]);
      expect(
        differences(current, {
          ...current,
          configuration: pair.partner.normalize(current.configuration, current).configuration,
        }),
      ).toEqual([]);
    });

    it("writes the desired configuration, after which nothing is left to change", async () => {
      const { desired, order } = await replicate();
      expect(order.changes.length).toBeGreaterThanOrEqual(6);
      await pair.partner.apply(order);
      const after = await pair.partner.read();
      expect(after.version).not.toBe(order.from.version);
      expect(after.identity).toBe(order.from.identity);
      expect(differences(after, desired)).toEqual([]);
    });

    it("throws when somebody else was quicker, and leaves their change", async () => {
      const { order } = await replicate();
      await pair.meddle();
      await pair.settled?.();
      const meddled = await pair.partner.read();
      expect(meddled.version).not.toBe(order.from.version);
      await expect(pair.partner.apply(order)).rejects.toThrow(
        "changed after this operation read it",
      );
      expect(canonicalText(await pair.partner.read())).toBe(canonicalText(meddled));
    });

    it("does not change the primary", async () => {
      await pair.settled?.();
      const before = await pair.primary.read();
      await pair.partner.apply((await replicate()).order);
      await pair.settled?.();
      expect(canonicalText(await pair.primary.read())).toBe(canonicalText(before));
    });
  });
}
