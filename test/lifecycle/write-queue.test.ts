import { describe, expect, it } from "vitest";
import { emptyConfiguration, type Configuration } from "../../provider/core/model.js";
import { memory, type Memory } from "../../provider/drivers/memory/index.js";
import type { Server, Snapshot } from "../../provider/drivers/driver.js";
import type { Drivers } from "../../provider/drivers/index.js";
import type { ServerArgs } from "../../provider/lifecycle/arguments.js";
import { Session } from "../../provider/lifecycle/session.js";
import type { RequestPlan } from "../../provider/lifecycle/write-request.js";

/** Servers in memory by name, and the order in which writes to them began and ended. */
class Servers {
  readonly held = new Map<string, Memory>();
  readonly events: string[] = [];
  /** Resolves when a write to the server of this name may end. */
  mayEnd = (_name: string): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

  open({ name, pair }: { readonly name: string; readonly pair?: string }): Server {
    const held = this.held.get(name) ?? {
      name,
      configuration: emptyConfiguration,
      reads: 0,
      writes: 0,
    };
    this.held.set(name, held);
    const server = memory(held);
    const inPair = (snapshot: Snapshot): Snapshot =>
      pair === undefined
        ? snapshot
        : {
            ...snapshot,
            failover: [{ relationship: pair, pair, state: "normal", condition: "working" }],
          };
    return {
      ...server,
      read: async (scope) => inPair(await server.read(scope)),
      apply: async (write) => {
        this.events.push(`${name} begins`);
        await this.mayEnd(name);
        const applied = await server.apply(write);
        this.events.push(`${name} ends`);
        return { ...applied, after: inPair(applied.after) };
      },
    };
  }

  session(): Session {
    const drivers = { memory: { open: (options: never) => this.open(options) } };
    return new Session(drivers as unknown as Drivers, () => {});
  }
}

const args = (name: string, pair?: string): ServerArgs =>
  ({ driver: "memory", name, ...(pair !== undefined && { pair }) }) as unknown as ServerArgs;

/** Changes that give a server a setting, unless it has it. */
const setting =
  (name: string, value: string) =>
  ({ settings }: Configuration): RequestPlan => ({
    changes:
      settings.properties[name] === value
        ? []
        : [{ location: { kind: "settings" }, path: [name], desired: value }],
  });

const settingsOf = (servers: Servers, name: string) =>
  servers.held.get(name)!.configuration.settings.properties;

describe("the write queue", () => {
  it("writes requests for one partner together", async () => {
    const servers = new Servers();
    const session = servers.session();
    const write = (name: string) =>
      session.run(() =>
        session.queue.enqueue({ partner: args("dhcp2"), replan: setting(name, "on") }),
      );
    const [first, second] = await Promise.all([write("a"), write("b")]);
    expect(settingsOf(servers, "dhcp2")).toEqual({ a: "on", b: "on" });
    expect(servers.held.get("dhcp2")!.writes).toBe(1);
    expect(first.partner).toBe(second.partner);
  });

  it("waits for work that may still add a request to the batch", async () => {
    const servers = new Servers();
    const session = servers.session();
    const late = session.run(async () => {
      await new Promise((resolve) => setTimeout(resolve, 100));
      return session.queue.enqueue({ partner: args("dhcp2"), replan: setting("late", "on") });
    });
    const early = session.run(() =>
      session.queue.enqueue({ partner: args("dhcp2"), replan: setting("early", "on") }),
    );
    await Promise.all([late, early]);
    expect(servers.held.get("dhcp2")!.writes).toBe(1);
  });

  it("writes servers of one failover pair one after the other, and others meanwhile", async () => {
    const servers = new Servers();
    const session = servers.session();
    servers.mayEnd = async (name) => {
      while (name === "dhcp1" && !servers.events.includes("dhcp3 begins"))
        await new Promise(setImmediate);
    };
    const requests = [args("dhcp1", "pair"), args("dhcp2", "pair"), args("dhcp3")].map(
      (partner) => ({ partner, replan: setting("a", "on") }),
    );
    await session.run(() => session.queue.enqueueEach(requests, 3));
    const { events } = servers;
    const ofPair = events.filter((event) => !event.startsWith("dhcp3"));
    expect(ofPair.map((event) => event.split(" ")[1])).toEqual([
      "begins",
      "ends",
      "begins",
      "ends",
    ]);
    expect(events.indexOf("dhcp3 begins")).toBeLessThan(events.indexOf("dhcp1 ends"));
  });

  it("fails every request of a batch of which a guard refuses one", async () => {
    const servers = new Servers();
    const session = servers.session();
    const refusing = {
      partner: args("dhcp2"),
      replan: setting("a", "on"),
      guard: async () => {
        throw new Error("refused");
      },
    };
    const other = { partner: args("dhcp2"), replan: setting("b", "on") };
    const ends = await session.run(() => session.queue.enqueueEach([refusing, other], 2));
    expect(ends.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect(servers.held.get("dhcp2")!.writes).toBe(0);
  });

  it("writes nothing where the partner changed after check read it", async () => {
    const servers = new Servers();
    const session = servers.session();
    const partner = await session.read(args("dhcp2"));
    const { configuration } = servers.held.get("dhcp2")!;
    servers.held.get("dhcp2")!.configuration = {
      ...configuration,
      settings: { ...configuration.settings, properties: { somebody: "else" } },
    };
    await expect(
      session.run(() =>
        session.queue.enqueue({
          partner: args("dhcp2"),
          plannedFrom: { partner },
          replan: setting("a", "on"),
        }),
      ),
    ).rejects.toMatchObject({ code: "server-changed" });
    expect(settingsOf(servers, "dhcp2")).toEqual({ somebody: "else" });
  });

  it("writes again where only this operation has changed the partner since check read it", async () => {
    const servers = new Servers();
    const session = servers.session();
    const partner = await session.read(args("dhcp2"));
    const plannedFrom = { partner };
    for (const name of ["a", "b"]) {
      await session.run(() =>
        session.queue.enqueue({ partner: args("dhcp2"), plannedFrom, replan: setting(name, "on") }),
      );
    }
    expect(settingsOf(servers, "dhcp2")).toEqual({ a: "on", b: "on" });
  });

  it("says that a wait for other resources ended without what it waited for", async () => {
    const session = new Servers().session();
    expect(await session.run(() => session.queue.waitUntil(() => false, 30))).toBe(false);
    expect(await session.run(() => session.queue.waitUntil(() => true, 30))).toBe(true);
  });
});
