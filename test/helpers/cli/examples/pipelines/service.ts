// A stand-in for a service's REST interface, on this machine's loopback: what it was asked, and what a test has it answer.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll } from "vitest";

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: any;
}

export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
}

const open = new Set<() => void>();
afterAll(() => {
  for (const close of open) close();
});

export async function service(answer: (asked: Asked) => Answer): Promise<string> {
  const server = createServer((asked, answered) => {
    const parts: Buffer[] = [];
    asked.on("data", (part: Buffer) => parts.push(part));
    asked.on("end", () => {
      const text = Buffer.concat(parts).toString("utf8");
      const { pathname, searchParams } = new URL(asked.url!, "http://service");
      const {
        status = 200,
        headers,
        body,
      } = answer({
        method: asked.method!,
        path: pathname,
        query: searchParams,
        headers: asked.headers,
        body: text && JSON.parse(text),
      });
      answered
        .writeHead(status, { "Content-Type": "application/json", ...headers })
        .end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  open.add(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
