// What peers do that are no servers of Kea's, or have turned against their clients: answers that never end, or are none.
import type { Duplex } from "node:stream";
import type { Fault } from "./faults.js";

const megabyte = Buffer.alloc(2 ** 20, " ");
const begun = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
const switching = "HTTP/1.1 101 Switching Protocols\r\n";

/** Sends a piece again and again, as fast as the client takes it, until it hangs up. */
function sendForEver(socket: Duplex, first: string, piece: Buffer | string, everyMs = 1): void {
  socket.write(first);
  const timer = setInterval(() => {
    if (socket.destroyed) clearInterval(timer);
    else if (socket.writableLength < 2 ** 22) socket.write(piece);
  }, everyMs);
  socket.on("error", () => {}).on("close", () => clearInterval(timer));
}

const answers: Readonly<Record<string, (socket: Duplex) => void>> = {
  "10 GB": (socket) => sendForEver(socket, `${begun}Content-Length: 10000000000\r\n\r\n`, megabyte),
  "an answer without an end": (socket) => sendForEver(socket, `${begun}\r\n`, megabyte),
  "an answer without an end, a byte at a time": (socket) =>
    sendForEver(socket, `${begun}Transfer-Encoding: chunked\r\n\r\n`, "1\r\nx\r\n".repeat(10_000)),
  "a byte now and then": (socket) => sendForEver(socket, `${begun}\r\n`, "x", 100),
  "a byte of a header now and then": (socket) =>
    sendForEver(socket, "HTTP/1.1 200 OK\r\n", "X", 100),
  "102 for ever": (socket) => sendForEver(socket, "", "HTTP/1.1 102 Processing\r\n\r\n", 50),
  "101 to another protocol": (socket) =>
    void socket.write(`${switching}Connection: upgrade\r\nUpgrade: x\r\n\r\n`),
  "101 to nothing": (socket) => void socket.write(`${switching}\r\n`),
  "the beginning of an answer": (socket) => void socket.write(`${begun}\r\n[`),
  nothing: () => {},
};
const deep = `${"[".repeat(10_000)}${"]".repeat(10_000)}`;

/** Each in the server's place, and behind the command. */
export const hostileFaults: readonly Fault[] = [
  ...Object.entries(answers).flatMap(([name, answer]): Fault[] => [
    { name: `${name} in the server's place`, spoil: async ({ socket }) => answer(socket) },
    {
      name: `${name} behind the command`,
      spoil: async ({ pass, socket }) => {
        await pass();
        answer(socket);
      },
    },
  ]),
  {
    name: "JSON nested 10,000 deep behind the command",
    spoil: async ({ pass, reply }) => {
      await pass();
      reply(200, deep);
    },
  },
];
