// A list of commands on its way to a server: what is sent together, and what is left where one of them fails.
import { setTimeout as wait } from "node:timers/promises";
import { beforeEach, describe, expect, it } from "vitest";
import type { Json } from "../../../../provider/core/model.js";
import type { KeaAnswer, Channel } from "../../../../provider/drivers/kea/control/channel.js";
import { planCommands } from "../../../../provider/drivers/kea/commands/plan-commands.js";
import {
  sendCommands,
  type CommandOutcome,
} from "../../../../provider/drivers/kea/commands/send-commands.js";
import { messages } from "../../../../provider/drivers/kea/messages.js";
import { readKeaServer } from "../../../../provider/drivers/kea/running/read-server.js";
import { Unanswered } from "../../../../provider/transports/unanswered.js";

type Raw = Record<string, any>;
type Spoil = (name: string, number: number) => "refuse" | "lose behind it" | undefined;

const subnet = (id: number): Raw => ({ id, subnet: `10.0.${id}.0/24` });
const subnets = (...ids: readonly number[]): Raw => ({ subnet4: ids.map(subnet) });
const range = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, i) => first + i);

/** A server that takes a moment for each command. */
class Server {
  readonly sent: string[] = [];
  /** How many commands of each name were on their way at once. */
  readonly together: Record<string, number> = {};
  spoil: Spoil = () => undefined;
  keptOpen = 0;
  private underWay = 0;

  constructor(public dhcp4: Raw) {}

  readonly channel: Channel = {
    label: "http://dhcp2:8000",
    address: "http://dhcp2:8000/",
    ask: async (command) => (await this.channel.send(command)).arguments,
    close: async () => {},
    keepConnections: async (work) => {
      this.keptOpen++;
      return work();
    },
    send: (command, args) =>
      /-(add|del)$/.test(command) ? this.change(command, args as Raw) : this.answer(command),
  };

  private async answer(command: string): Promise<KeaAnswer> {
    const answers: Readonly<Record<string, Json>> = {
      "list-commands": ["subnet4-add", "subnet4-del", "class-add", "class-del"],
      "status-get": { pid: 7, uptime: 60 },
      "config-get": { Dhcp4: structuredClone(this.dhcp4) },
    };
    if (command === "version-get") return { result: 0, text: "3.0.3" };
    return { result: 0, text: "", arguments: answers[command]! };
  }

  private async change(name: string, args: Raw): Promise<KeaAnswer> {
    const number = this.sent.push(name);
    const spoiled = this.spoil(name, number);
    this.together[name] = Math.max(this.together[name] ?? 0, ++this.underWay);
    await wait(5);
    this.underWay--;
    if (spoiled === "refuse") return { result: 1, text: "not today" };
    if (name === "subnet4-add") this.dhcp4["subnet4"].push(...args["subnet4"]);
    if (name === "subnet4-del")
      this.dhcp4["subnet4"] = this.dhcp4["subnet4"].filter(({ id }: Raw) => id !== args["id"]);
    if (name === "class-add") {
      this.dhcp4["client-classes"] ??= [];
      this.dhcp4["client-classes"].push(...args["client-classes"]);
    }
    if (spoiled) throw new Unanswered(messages.keaNoKea(this.channel.label, name));
    return { result: 0, text: "done" };
  }

  async bringTo(desired: Raw): Promise<CommandOutcome> {
    const from = await readKeaServer(this.channel);
    const way = planCommands(from.current.document().Dhcp4 as Raw, desired, from);
    if (way.way !== "commands") throw new Error(JSON.stringify(way));
    return sendCommands({
      channel: this.channel,
      from,
      document: { Dhcp4: desired as Json },
      commands: way.commands,
      readAgain: () => readKeaServer(this.channel),
      kept: "/kept",
    });
  }

  readonly ids = (): readonly number[] =>
    this.dhcp4["subnet4"].map(({ id }: Raw) => id).toSorted((a: number, b: number) => a - b);
}

let server: Server;
beforeEach(() => {
  server = new Server(subnets(1, 2, 3));
});

describe("a list of commands", () => {
  it("has eight commands for different objects on their way at once, over connections that stay open", async () => {
    expect(await server.bringTo(subnets(...range(1, 40)))).toHaveProperty("after");
    expect(server.ids()).toEqual(range(1, 40));
    expect(server.together).toEqual({ "subnet4-add": 8 });
    expect(server.keptOpen).toBe(1);
  });

  it("sends one command at a time where their order is that of the objects", async () => {
    const classes = range(1, 5).map((number) => ({ name: `class${number}` }));
    await server.bringTo({ ...subnets(1, 2, 3), "client-classes": classes });
    expect(server.together).toEqual({ "class-add": 1 });
    expect(server.dhcp4["client-classes"]).toEqual(classes);
  });

  it("removes all before it adds anything", async () => {
    await server.bringTo(subnets(...range(11, 30)));
    expect(server.sent.slice(0, 3)).toEqual(["subnet4-del", "subnet4-del", "subnet4-del"]);
    expect(server.ids()).toEqual(range(11, 30));
  });

  it("sends no more once one is refused, and undoes those that were on their way too", async () => {
    server.spoil = (name, number) =>
      name.endsWith("-add") && number === 12 ? "refuse" : undefined;
    const outcome = await server.bringTo(subnets(...range(1, 103)));
    expect(outcome).toMatchObject({ isUndone: true });
    expect((outcome as { error: { text: string } }).error.text).toContain("not today");
    expect(server.sent.filter((name) => name === "subnet4-add").length).toBeLessThanOrEqual(20);
    expect(server.ids()).toEqual([1, 2, 3]);
  });

  it("is completed where several answers at once are lost", async () => {
    server.spoil = (_, number) => (number > 4 && number <= 9 ? "lose behind it" : undefined);
    expect(await server.bringTo(subnets(...range(1, 43)))).toHaveProperty("after");
    expect(server.ids()).toEqual(range(1, 43));
    expect(server.sent).toHaveLength(40);
  });

  it("looks what was done where one answer is lost and another command refused", async () => {
    server.spoil = (_, number) =>
      ({ 5: "lose behind it", 6: "refuse" })[number] as ReturnType<Spoil>;
    expect(await server.bringTo(subnets(...range(1, 23)))).toHaveProperty("after");
    expect(server.ids()).toEqual(range(1, 23));
    expect(server.sent).toHaveLength(21);
  });
});
