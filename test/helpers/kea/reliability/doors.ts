// Doors in front of servers: HTTP, HTTPS with a client's certificate, or a Unix socket, as the servers' own.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, request, type IncomingMessage, type ServerResponse } from "node:http";
import {
  createServer as createTlsServer,
  request as requestTls,
  type RequestOptions,
} from "node:https";
import {
  connect,
  createServer as createSocketServer,
  type AddressInfo,
  type Socket,
} from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ServerName } from "../configuration.js";
import type { KeaPair } from "../servers.js";
import type { Exchange } from "./passage.js";

/** Takes a command that came in, and what can be done with it. */
export type Receive = (text: string, exchange: Omit<Exchange, "command">) => void;

export interface Door {
  readonly url: string;
  end(): Promise<void>;
}

export const openDoor = (pair: KeaPair, name: ServerName, receive: Receive): Promise<Door> =>
  pair[name].url.startsWith("unix:")
    ? openSocketDoor(pair[name].url, receive)
    : openHttpDoor(pair, name, receive);

async function openHttpDoor(pair: KeaPair, name: ServerName, receive: Receive): Promise<Door> {
  const { certificates } = pair;
  const { url } = pair[name];
  const read = (path: string) => readFileSync(path);
  const ca = certificates && read(certificates.ca.cert);
  const client = certificates && {
    ca,
    cert: read(certificates.client.cert),
    key: read(certificates.client.key),
  };

  const take = async (asked: IncomingMessage, response: ServerResponse) => {
    const text = await textOf(asked);
    const { authorization } = asked.headers;
    const pass = () =>
      post(url, text, {
        ...client,
        headers: { ...(authorization !== undefined && { authorization }) },
      });
    const cut = () => void asked.socket.destroy();
    receive(text, {
      pass,
      cut,
      socket: asked.socket,
      reply: (status, body, headers = {}) => {
        const usual = {
          "Content-Type": "application/json",
          "Content-Length": Buffer.byteLength(body),
        };
        response.writeHead(status, { ...usual, ...headers }).end(body);
      },
      replyHalf: (body) => {
        response.writeHead(200, { "Content-Length": Buffer.byteLength(body) });
        response.write(body.slice(0, body.length / 2), cut);
      },
    });
  };
  const listener = (asked: IncomingMessage, response: ServerResponse) =>
    void take(asked, response).catch(() => asked.socket.destroy());
  const server = certificates
    ? createTlsServer(
        {
          ca,
          cert: read(certificates.server.cert),
          key: read(certificates.server.key),
          requestCert: true,
        },
        listener,
      )
    : createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `${certificates ? "https" : "http"}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    end: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

async function openSocketDoor(url: string, receive: Receive): Promise<Door> {
  const folder = mkdtempSync(join(tmpdir(), "door-"));
  const path = join(folder, "socket");
  const open = new Set<Socket>();
  const server = createSocketServer((socket) => {
    open.add(socket);
    const cut = () => void socket.destroy();
    let text = "";
    socket.setEncoding("utf8");
    socket.on("error", cut).on("close", () => open.delete(socket));
    socket.on("data", (piece) => {
      text += piece;
      if (!isJson(text)) return;
      receive(text, {
        pass: () => askSocket(url.slice("unix://".length), text),
        cut,
        socket,
        reply: (_, body) => void socket.end(body),
        replyHalf: (body) => void socket.write(body.slice(0, body.length / 2), cut),
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return {
    url: `unix://${path}`,
    end: async () => {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true });
    },
  };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

async function textOf(stream: AsyncIterable<unknown>): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(Buffer.from(part as Buffer));
  return Buffer.concat(parts).toString("utf8");
}

/** Asks a server on a connection of its own. */
function post(url: string, text: string, options: RequestOptions): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = {
      "Content-Type": "application/json",
      "Content-Length": Buffer.byteLength(text),
      ...options.headers,
    };
    const ask = url.startsWith("https:") ? requestTls : request;
    const asked = ask(
      url,
      { ...options, method: "POST", agent: false, headers },
      (answered) => void textOf(answered).then(resolve, reject),
    );
    asked.on("error", reject).end(text);
  });
}

/** Asks a server over its Unix socket, which it closes behind its answer. */
function askSocket(path: string, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(path, () => socket.write(text));
    socket.on("error", reject);
    textOf(socket).then(resolve, reject);
  });
}
