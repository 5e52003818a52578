// The way from the provider to a pair: one door in front of each server, and every command that goes through either is numbered.
import type { Duplex } from "node:stream";
import { setTimeout as wait } from "node:timers/promises";
import { serverNames, type ServerName } from "../configuration.js";
import type { KeaPair } from "../servers.js";
import { openDoor, type Receive } from "./doors.js";

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
  /** Answers the client; over a Unix socket with the body alone. */
  reply(status: number, body: string, headers?: Readonly<Record<string, string>>): void;
  /** Sends the first half of an answer and breaks the connection. */
  replyHalf(body: string): void;
  /** Breaks the client's connection. */
  cut(): void;
  /** The client's connection, for faults below the protocol. */
  readonly socket: Duplex;
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

/** Opens a passage to a pair, of the kind of the pair's own doors. */
export async function passage(servers: KeaPair): Promise<Passage> {
  let seen: Command[] = [];
  let handler: Handler | undefined;
  let underWay = 0;

  const receive = (server: ServerName): Receive => {
    return (text, exchange) => {
      underWay++;
      const name = (JSON.parse(text) as { command: string }).command;
      const command = { index: seen.length, server, name, at: Date.now() };
      seen.push(command);
      const carriedOut = async (): Promise<void> => {
        if ((await handler?.({ command, ...exchange })) === true) return;
        await exchange.pass().then((body) => exchange.reply(200, body), exchange.cut);
      };
      void carriedOut()
        .catch(exchange.cut)
        .finally(() => underWay--);
    };
  };
  const [door1, door2] = await Promise.all(
    serverNames.map((name) => openDoor(servers, name, receive(name))),
  );

  return {
    urls: { server1: door1!.url, server2: door2!.url },
    watch: (next) => {
      seen = [];
      handler = next;
    },
    commands: () => seen,
    quiet: async () => {
      while (underWay > 0) await wait(pause);
    },
    end: async () => void (await Promise.all([door1!.end(), door2!.end()])),
  };
}
