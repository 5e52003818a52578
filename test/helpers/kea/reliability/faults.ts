// What networks, proxies and servers do to one command and its answer.
import { setTimeout as wait } from "node:timers/promises";
import type { KeaPair } from "../servers.js";
import type { Exchange } from "./passage.js";

export interface Fault {
  readonly name: string;
  spoil(exchange: Exchange, servers: KeaPair): Promise<void>;
}

const answers = (result: number, text: string) => JSON.stringify([{ result, text }]);
const page = "<html><body>Gateway Time-out</body></html>";
const html = { "Content-Type": "text/html" };
const late = 1_500;

/** Ends a server as `kill -9` does, and waits until it is gone. */
async function kill({ command }: Exchange, servers: KeaPair): Promise<void> {
  const { daemon } = servers[command.server];
  daemon.kill("SIGKILL");
  while (daemon.pid !== undefined) await wait(10);
}

export const faults: readonly Fault[] = [
  { name: "the connection breaks before the command", spoil: async ({ cut }) => cut() },
  {
    name: "the connection breaks behind the command",
    spoil: async ({ pass, cut }) => {
      await pass();
      cut();
    },
  },
  {
    name: "the connection breaks, and the command arrives 1.5 s later",
    spoil: async ({ pass, cut }) => {
      cut();
      await wait(late);
      await pass();
    },
  },
  { name: "403 in the server's place", spoil: async ({ reply }) => reply(403, page, html) },
  { name: "500 in the server's place", spoil: async ({ reply }) => reply(500, "") },
  { name: "504 in the server's place", spoil: async ({ reply }) => reply(504, page, html) },
  {
    name: "504 behind the command",
    spoil: async ({ pass, reply }) => {
      await pass();
      reply(504, page, html);
    },
  },
  { name: "a redirect", spoil: async ({ reply }) => reply(302, "", { Location: "/login" }) },
  { name: "a page of HTML with 200", spoil: async ({ reply }) => reply(200, page, html) },
  {
    name: "an empty answer behind the command",
    spoil: async ({ pass, reply }) => {
      await pass();
      reply(200, "");
    },
  },
  {
    name: "half of the answer, as if it were whole",
    spoil: async ({ pass, reply }) => {
      const body = await pass();
      reply(200, body.slice(0, body.length / 2));
    },
  },
  {
    name: "half of the answer, then the connection breaks",
    spoil: async ({ pass, replyHalf }) => replyHalf(await pass()),
  },
  {
    name: "an error of Kea's in place of the command",
    spoil: async ({ reply }) => reply(200, answers(1, "out of memory")),
  },
  {
    name: "an error of Kea's behind the command",
    spoil: async ({ pass, reply }) => {
      await pass();
      reply(200, answers(1, "internal error"));
    },
  },
  {
    name: "a command that is not supported",
    spoil: async ({ command, reply }) =>
      reply(200, answers(2, `'${command.name}' command not supported.`)),
  },
  {
    name: "success without the command",
    spoil: async ({ reply }) => reply(200, answers(0, "done")),
  },
  {
    name: "two answers",
    spoil: async ({ pass, reply }) => {
      const [one] = JSON.parse(await pass()) as unknown[];
      reply(200, JSON.stringify([one, one]));
    },
  },
  {
    name: "the server is killed before the command",
    spoil: async (exchange, servers) => {
      await kill(exchange, servers);
      exchange.cut();
    },
  },
  {
    name: "the server is killed behind the command",
    spoil: async (exchange, servers) => {
      await exchange.pass();
      await kill(exchange, servers);
      exchange.cut();
    },
  },
];
