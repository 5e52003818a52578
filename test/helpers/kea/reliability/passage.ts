// The way from the provider to a pair: one door in front of each server, and every command that goes through either is numbered.
import { createServer, request, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { serverNames, type ServerName } from "../configuration.js";
import type { KeaPair } from "../servers.js";

/** A command on its way to a server. */
export interface Command {
  /** Counted over both servers, from 0, since the last `watch`. */
  readonly index: number;
  readonly server: ServerName;
  readonly name: string;
  /** When it arrived, in milliseconds. */
  readonly at: number;
}

/** One exchange, for a fault to spoil. */
export interface Exchange {
  readonly command: Command;
  /** Hands the command to the server and returns its answer. */
  pass(): Promise<string>;
  /** Answers the client. */
  reply(status: number, body: string, headers?: Readonly<Record<string, string>>): void;
  /** Breaks the client's connection. */
  cut(): void;
  /** The raw answer, for faults below HTTP. */
  readonly response: ServerResponse;
}

/** Carries out an exchange in its own way. Returns false to have it pass untouched. */
export type Handler = (exchange: Exchange) => Promise<boolean>;

export interface Passage {
  /** The addresses at which the provider finds the servers. */
  readonly urls: Readonly<Record<ServerName, string>>;
  /** Forgets what went through and hands every command from now on to a handler. */
  watch(handler?: Handler): void;
  /** Returns the commands that went through since then. */
  commands(): readonly Command[];
  /** Resolves when nothing is on its way any more. */
  quiet(): Promise<void>;
  end(): Promise<void>;
}

const pause = 20;

/** Opens a passage to a pair that is reached over HTTP. */
export async function passage(servers: KeaPair): Promise<Passage> {
  let seen: Command[] = [];
  let handler: Handler | undefined;
  let underWay = 0;

  const exchange = async (
    server: ServerName,
    asked: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> => {
    const text = await textOf(asked);
    const name = (JSON.parse(text) as { command: string }).command;
    const command = { index: seen.length, server, name, at: Date.now() };
    seen.push(command);
    const pass = () => post(servers[server].url, text);
    const reply: Exchange["reply"] = (status, body, headers = {}) => {
      response
        .writeHead(status, {
          "Content-Type": "application/json",
          "Content-Length": Buffer.byteLength(body),
          ...headers,
        })
        .end(body);
    };
    const cut = () => void asked.socket.destroy();
    const isDone = (await handler?.({ command, pass, reply, cut, response })) ?? false;
    if (isDone) return;
    await pass().then((body) => reply(200, body), cut);
  };

  const open = async (server: ServerName) => {
    const door = createServer((asked, response) => {
      underWay++;
      void exchange(server, asked, response)
        .catch(() => asked.socket.destroy())
        .finally(() => underWay--);
    });
    await new Promise<void>((resolve) => door.listen(0, "127.0.0.1", resolve));
    return door;
  };
  const doors = await Promise.all(serverNames.map(open));
  const [url1, url2] = doors.map(
    (door) => `http://127.0.0.1:${(door.address() as AddressInfo).port}`,
  );

  return {
    urls: { server1: url1!, server2: url2! },
    watch: (next) => {
      seen = [];
      handler = next;
    },
    commands: () => seen,
    quiet: async () => {
      while (underWay > 0) await wait(pause);
    },
    end: async () => {
      for (const door of doors) door.closeAllConnections();
      await Promise.all(doors.map((door) => new Promise((resolve) => door.close(resolve))));
    },
  };
}

async function textOf(message: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of message) parts.push(part as Buffer);
  return Buffer.concat(parts).toString("utf8");
}

/** Asks a server on a connection of its own. */
function post(url: string, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = {
      "Content-Type": "application/json",
      "Content-Length": Buffer.byteLength(text),
    };
    const asked = request(
      url,
      { method: "POST", agent: false, headers },
      (answered) => void textOf(answered).then(resolve, reject),
    );
    asked.on("error", reject).end(text);
  });
}
