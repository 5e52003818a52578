// Servers that answer as no DHCP server should: every one of them ends in an error, within its limits.
import { createServer, type Server, type Socket } from "node:net";
import type { AddressInfo } from "node:net";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { post } from "../../provider/transports/http.js";
import { Unanswered } from "../../provider/transports/unanswered.js";
import { ask } from "../../provider/transports/unix-socket.js";

const limits = { totalMs: 1_500, idleMs: 400, maxBytes: 64 * 1024 };
const megabyte = Buffer.alloc(2 ** 20, "x");

const servers: Server[] = [];
const folders: string[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** Starts a server that behaves as told once it was asked, and returns where it listens. */
async function listen(where: number | string, behave: (socket: Socket) => void): Promise<Server> {
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", () => behave(socket));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(where as string, resolve));
  return server;
}

async function postTo(behave: (socket: Socket) => void) {
  const server = await listen(0, behave);
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  return post(url, "{}", {}, limits);
}

async function askOver(behave: (socket: Socket) => void) {
  const folder = mkdtempSync(join(tmpdir(), "socket-"));
  folders.push(folder);
  await listen(join(folder, "s"), behave);
  return ask(join(folder, "s"), "{}", limits);
}

/** Sends a piece again and again until the other side hangs up. */
function sendForEver(socket: Socket, piece: Buffer | string, everyMs: number): void {
  const timer = setInterval(() => {
    if (socket.destroyed) return clearInterval(timer);
    if (socket.writableLength < 2 ** 22) socket.write(piece);
  }, everyMs);
  socket.on("close", () => clearInterval(timer));
}

const codeOf = async (asked: Promise<unknown>): Promise<string> => {
  const error = await asked.then(
    () => "an answer",
    (reason: unknown) => reason,
  );
  return error instanceof Unanswered ? error.refusal.code : String(error);
};

const begun = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n";

describe("a server that does not answer as Kea does", () => {
  const behaviours: readonly [string, (socket: Socket) => void, string][] = [
    ["changes to another protocol", (s) => void s.write("HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n"), "connection-upgraded"],
    ["says for ever that it is at work", (s) => sendForEver(s, "HTTP/1.1 102 Processing\r\n\r\n", 50), "no-answer"],
    ["sends an answer without an end", (s) => { s.write(begun); sendForEver(s, megabyte, 1); }, "answer-too-large"],
    ["announces 10 GB and sends them", (s) => { s.write("HTTP/1.1 200 OK\r\nContent-Length: 10000000000\r\n\r\n"); sendForEver(s, megabyte, 1); }, "answer-too-large"],
    ["sends a byte from time to time", (s) => { s.write(begun); sendForEver(s, "x", 100); }, "no-answer"],
    ["stops half way", (s) => void s.write(`${begun}[`), "answer-stalled"],
    ["takes the question and says nothing", () => {}, "no-answer"],
    ["hangs up in the middle of its answer", (s) => void s.end("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nx"), "connection-cut"],
    ["hangs up without a word", (s) => void s.end(), "connection-cut"],
    ["sends headers without an end", (s) => { s.write("HTTP/1.1 200 OK\r\n"); sendForEver(s, `X-Padding: ${"x".repeat(10_000)}\r\n`, 5); }, "connection-failed"],
  ];
  it.each(behaviours)("ends in an error when it %s", async (_, behave, code) => {
    expect(await codeOf(postTo(behave))).toBe(code);
  });
});

describe("a Unix socket behind which no Kea is", () => {
  const behaviours: readonly [string, (socket: Socket) => void, string][] = [
    ["sends an answer without an end", (s) => sendForEver(s, megabyte, 1), "answer-too-large"],
    ["sends a byte from time to time", (s) => sendForEver(s, "x", 100), "no-answer"],
    ["stops half way", (s) => void s.write("["), "answer-stalled"],
    ["takes the question and says nothing", () => {}, "no-answer"],
  ];
  it.each(behaviours)("ends in an error when it %s", async (_, behave, code) => {
    expect(await codeOf(askOver(behave))).toBe(code);
  });

  it("gives back an answer that ends in time", async () => {
    expect(await askOver((s) => void s.end('{"result":0}'))).toBe('{"result":0}');
  });
});
