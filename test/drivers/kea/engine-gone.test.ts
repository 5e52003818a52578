// Kea's commands once the engine is gone that a process works for: the process may still read, and sends nothing else.
import { createServer, type AddressInfo, type Server } from "node:net";
import { afterAll, afterEach, beforeAll, expect, it, vi } from "vitest";
import { openChannel } from "../../../provider/drivers/kea/control/channel.js";
import { commands } from "../../../provider/drivers/kea/names.js";
import { sendCommands } from "../../../provider/drivers/kea/commands/send-commands.js";
import { runWriteStep, watchEngine } from "../../../provider/transports/engine.js";
import { standIn, type StandIn } from "../../helpers/unit/drivers/kea/stand-in.js";

const changesNothing = /^(config-get|config-hash-get|lease4-get-.*|stat-lease4-get|list-commands)$/;
const isRead = (command: string) =>
  changesNothing.test(command) || /^(statistic-get.*|status-get|version-get)$/.test(command);

let kea: StandIn;
let engine: Server;
beforeAll(async () => {
  // A process whose engine is gone ends at its next check: here it never comes to that.
  vi.useFakeTimers({ toFake: ["setTimeout"] });
  kea = await standIn({});
  engine = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => engine.once("listening", resolve));
  const { port } = engine.address() as AddressInfo;
  watchEngine(["node", import.meta.filename, `127.0.0.1:${port}`]);
});
afterAll(async () => {
  vi.useRealTimers();
  await kea.end();
});
afterEach(() => void kea.asked.splice(0));

const send = (command: string) =>
  openChannel({ url: kea.url })
    .send(command)
    .then(
      () => "sent",
      ({ code }: { readonly code: string }) => code,
    );

/** Sends a list of changes by commands, which is one step. */
const sendList = () => {
  const channel = openChannel({ url: kea.url });
  const unread = { current: { parsed: {} } } as never;
  return sendCommands({
    channel,
    from: unread,
    document: { Dhcp4: {} },
    commands: [{ name: "subnet4-del", arguments: { id: 1 }, object: "subnet 10.0.1.0/24" }],
    readAgain: () => Promise.reject(new Error("not read")),
    kept: "/kept",
  });
};

const all = Object.values(commands);

it("sends every command while its engine is there", async () => {
  for (const command of all) expect([command, await send(command)]).toEqual([command, "sent"]);
  expect(kea.asked).toEqual(all);
});

it("sends nothing but reads once its engine is gone, nor the rest of a list, and completes the step that has begun", async () => {
  await runWriteStep(kea.url, async () => {
    await new Promise((resolve) => engine.close(resolve));
    expect(await send("config-set")).toBe("sent");
    expect(await send("config-get")).toBe("sent");
    expect(await sendList()).toMatchObject({ error: { code: "kea-command-not-undone" } });
  });
  expect(kea.asked.splice(0)).toEqual(["config-set", "config-get"]);
  for (const command of all)
    expect([command, await send(command)]).toEqual([
      command,
      isRead(command) ? "sent" : "engine-gone",
    ]);
  expect(kea.asked).toEqual(all.filter(isRead));
});
