// Servers that answer as no DHCP server should: every one of them ends in an error, within its limits.
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createServer as createTlsServer } from "node:tls";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { postJson } from "../../provider/transports/http.js";
import { Unanswered } from "../../provider/transports/unanswered.js";
import { askOverSocket } from "../../provider/transports/unix-socket.js";
import { makeCertificates, type Certificates } from "../helpers/kea/certificates.js";
import { again, once } from "../parts.js";

/** Milliseconds, longer than any test: a busy machine does not reach them. */
const never = 3_600_000;

/** Limits of which only the one that an ending is about can be reached. */
const limitsOf = (ends: string) => ({
  totalMs: ends === "no-answer" ? 1_500 : never,
  idleMs: ends === "answer-stalled" ? 400 : never,
  maxBytes: 64 * 1024,
});
const megabyte = Buffer.alloc(2 ** 20, "x");

const servers: Server[] = [];
const sockets = new Set<Socket>();
const folder = mkdtempSync(join(tmpdir(), "transports-"));
let certificates: Certificates;
beforeAll(async () => {
  certificates = await makeCertificates(folder);
});
afterAll(() => {
  for (const socket of sockets) socket.destroy();
  for (const server of servers) server.close();
  rmSync(folder, { recursive: true });
});

/** The behaviour of a server: once it was asked, or as soon as somebody is connected. */
interface Behaviour {
  readonly does: string;
  readonly behave: (socket: Socket) => void;
  readonly reads?: boolean;
  /** The code of the refusal. */
  readonly ends: string;
}

/** Starts a server that behaves so, and returns it once it listens. */
async function listen(
  where: number | string,
  { behave, reads = true }: Pick<Behaviour, "behave" | "reads">,
  isTls = false,
): Promise<Server> {
  const connected = (socket: Socket): void => {
    sockets.add(socket.on("error", () => {}));
    if (reads) socket.once("data", () => behave(socket));
    else behave(socket);
  };
  const { server: own } = certificates;
  const server = isTls
    ? createTlsServer({ cert: readFileSync(own.cert), key: readFileSync(own.key) }, connected)
    : createServer(connected);
  servers.push(server);
  await new Promise<void>((listening) => server.listen(where as string, listening));
  return server;
}

const large = `"${"x".repeat(16 * 2 ** 20)}"`;
const question = ({ reads = true }: Behaviour): string => (reads ? "{}" : large);

async function postTo(behaviour: Behaviour, isTls: boolean) {
  const server = await listen(0, behaviour, isTls);
  const { port } = server.address() as AddressInfo;
  const url = new URL(`${isTls ? "https" : "http"}://127.0.0.1:${port}/`);
  const tls = isTls ? { ca: readFileSync(certificates.ca.cert, "utf8") } : undefined;
  return postJson(url, question(behaviour), { ...(tls && { tls }) }, limitsOf(behaviour.ends));
}

let count = 0;
async function askOver(behaviour: Behaviour) {
  const path = join(folder, `s${++count}`);
  await listen(path, behaviour);
  return askOverSocket(path, question(behaviour), limitsOf(behaviour.ends));
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
  return error instanceof Unanswered ? error.userError.code : String(error);
};

/** Sends RST at once; resetAndDestroy() sends FIN before it. */
const reset = (socket: Socket): void =>
  (socket as unknown as { readonly _handle: { reset(then: () => void): void } })._handle.reset(
    () => {},
  );

const begun = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n";
const chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
const switching = "HTTP/1.1 101 Switching Protocols\r\n";

const ofHttp: readonly Behaviour[] = [
  {
    does: "changes to another protocol",
    behave: (s) => void s.write(`${switching}Connection: upgrade\r\nUpgrade: x\r\n\r\n`),
    ends: "connection-upgraded",
  },
  {
    does: "changes to a protocol without a name",
    behave: (s) => void s.write(`${switching}\r\n`),
    ends: "connection-upgraded",
  },
  {
    does: "says for ever that it is at work",
    behave: (s) => sendForEver(s, "HTTP/1.1 102 Processing\r\n\r\n", 50),
    ends: "no-answer",
  },
  {
    does: "says nothing else, as fast as it can",
    behave: (s) => sendForEver(s, "HTTP/1.1 102 Processing\r\n\r\n".repeat(1_000), 1),
    ends: "answer-too-large",
  },
  {
    does: "sends an answer without an end",
    behave: (s) => {
      s.write(begun);
      sendForEver(s, megabyte, 1);
    },
    ends: "answer-too-large",
  },
  {
    does: "sends an answer without an end in pieces of one byte",
    behave: (s) => {
      s.write(chunked);
      sendForEver(s, "1\r\nx\r\n".repeat(10_000), 1);
    },
    ends: "answer-too-large",
  },
  {
    does: "announces 10 GB and sends them",
    behave: (s) => {
      s.write("HTTP/1.1 200 OK\r\nContent-Length: 10000000000\r\n\r\n");
      sendForEver(s, megabyte, 1);
    },
    ends: "answer-too-large",
  },
  {
    does: "sends a byte from time to time",
    behave: (s) => {
      s.write(begun);
      sendForEver(s, "x", 100);
    },
    ends: "no-answer",
  },
  {
    does: "sends headers from time to time",
    behave: (s) => {
      s.write("HTTP/1.1 200 OK\r\n");
      sendForEver(s, "X", 100);
    },
    ends: "no-answer",
  },
  {
    does: "sends headers without an end",
    behave: (s) => {
      s.write("HTTP/1.1 200 OK\r\n");
      sendForEver(s, `X-Padding: ${"x".repeat(10_000)}\r\n`, 5);
    },
    ends: "not-http",
  },
  {
    does: "speaks another protocol",
    behave: (s) => void s.write("SSH-2.0-OpenSSH_9.2\r\n"),
    ends: "not-http",
  },
  { does: "stops half way", behave: (s) => void s.write(`${begun}[`), ends: "answer-stalled" },
  { does: "takes the question and says nothing", behave: () => {}, ends: "no-answer" },
  {
    does: "never reads the question",
    behave: (s) => void s.pause(),
    reads: false,
    ends: "no-answer",
  },
  {
    does: "hangs up in the middle of its answer",
    behave: (s) => void s.end("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nx"),
    ends: "connection-cut",
  },
  {
    does: "hangs up in the middle of a chunk",
    behave: (s) => void s.end(`${chunked}a\r\nx`),
    ends: "connection-cut",
  },
  {
    does: "resets the connection in the middle of its answer",
    behave: (s) => void s.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nx", () => reset(s)),
    ends: "connection-cut",
  },
  { does: "hangs up without a word", behave: (s) => void s.end(), ends: "connection-cut" },
];

const ofSockets: readonly Behaviour[] = [
  {
    does: "sends an answer without an end",
    behave: (s) => sendForEver(s, megabyte, 1),
    ends: "answer-too-large",
  },
  {
    does: "sends a byte from time to time",
    behave: (s) => sendForEver(s, "x", 100),
    ends: "no-answer",
  },
  { does: "stops half way", behave: (s) => void s.write("["), ends: "answer-stalled" },
  { does: "takes the question and says nothing", behave: () => {}, ends: "no-answer" },
  {
    does: "never reads the question",
    behave: (s) => void s.pause(),
    reads: false,
    ends: "no-answer",
  },
];

once(() =>
  describe.concurrent("a server that does not answer as Kea does", () => {
    it.each(ofHttp)("ends in an error when it $does", async (behaviour) => {
      expect(await codeOf(postTo(behaviour, false))).toBe(behaviour.ends);
    });
  }),
);

// Node resets no connection with TLS.
const ofHttps = ofHttp.filter(({ does }) => !does.startsWith("resets"));
again(() =>
  describe.concurrent("a server with TLS that does not answer as Kea does", () => {
    it.each(ofHttps)("ends in an error when it $does", async (behaviour) => {
      expect(await codeOf(postTo(behaviour, true))).toBe(behaviour.ends);
    });
  }),
);

once(() =>
  describe.concurrent("a Unix socket that is no Kea's", () => {
    it.each(ofSockets)("ends in an error when it $does", async (behaviour) => {
      expect(await codeOf(askOver(behaviour))).toBe(behaviour.ends);
    });

    it("returns an answer that ends in time", async () => {
      const answer = askOver({ does: "", behave: (s) => void s.end('{"result":0}'), ends: "" });
      expect(await answer).toBe('{"result":0}');
    });

    it("returns an answer though the request was not read", async () => {
      const answer = askOver({
        does: "",
        behave: (s) => void s.pause().end('{"result":1}'),
        reads: false,
        ends: "",
      });
      expect(await answer).toBe('{"result":1}');
    });

    it("is reported where its path is too long", async () => {
      const asked = askOverSocket(`/${"x".repeat(200)}`, "{}", limitsOf("")).catch(
        (error: unknown) => error,
      );
      expect(await asked).toMatchObject({ code: "socket-path-too-long" });
    });
  }),
);

again(() =>
  describe("the memory of a process that asks for an answer without an end", () => {
    const dist = (name: string) =>
      JSON.stringify(resolve(import.meta.dirname, "../../dist/transports", name));
    const run = promisify(execFile);

    it.each([
      ["in large pieces", megabyte, 256],
      ["in pieces of one byte", Buffer.from("1\r\nx\r\n".repeat(100_000)), 8],
    ])(
      "stays under 512 MiB %s",
      async (_, piece, sizeLimit) => {
        const behave = (socket: Socket): void => {
          socket.write(piece === megabyte ? begun : chunked);
          sendForEver(socket, piece, 1);
        };
        const server = await listen(0, { behave });
        const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
        const script = `
      const { postJson } = require(${dist("http.js")});
      const { limitsFor } = require(${dist("answer-limits.js")});
      const report = (error) => console.log(JSON.stringify([error.userError.code, process.resourceUsage().maxRSS / 1024]));
      postJson(new URL(${JSON.stringify(url)}), "{}", {}, limitsFor(${sizeLimit})).catch(report);
    `;
        const { stdout } = await run(process.execPath, ["-e", script]);
        const [code, mebibytes] = JSON.parse(stdout) as [string, number];
        expect(code).toBe("answer-too-large");
        expect(mebibytes).toBeLessThan(512);
      },
      300_000,
    );
  }),
);
