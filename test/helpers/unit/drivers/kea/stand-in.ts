// A server that gives the answers which real ones were heard to give: for what cannot be had here, or not at will.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { readFileSync } from "node:fs";
import { join } from "node:path";

type Answer = { readonly status?: number; readonly body: unknown };

/**
 * Returns the answers of a quiet 2.2.0 with this recorded configuration (Kea 2.2.0, 2026-11);
 * `more` goes over it.
 */
export function recorded(
  configuration: string,
  more: Readonly<Record<string, Answer>> = {},
): Readonly<Record<string, Answer>> {
  const dhcp4 = JSON.parse(
    readFileSync(
      join(
        import.meta.dirname,
        "../../../..",
        "data",
        "kea",
        "config-get-2.2.0",
        `${configuration}.config-get.json`,
      ),
      "utf8",
    ),
  ) as unknown;
  const done = (args: unknown, text = "") => ({ body: [{ result: 0, text, arguments: args }] });
  return {
    "version-get": done({ extended: "2.2.0" }, "2.2.0"),
    "list-commands": done([
      "config-get",
      "config-set",
      "config-test",
      "config-write",
      "list-commands",
      "statistic-get",
      "statistic-get-all",
      "status-get",
      "version-get",
    ]),
    "status-get": done({ pid: 4086, reload: 4, uptime: 4, "multi-threading-enabled": true }),
    "statistic-get-all": done({}),
    "config-get": done(dhcp4),
    "config-write": done({ filename: "/etc/kea/kea-dhcp4.conf" }, "Configuration written"),
    ...more,
  };
}

export interface StandIn {
  readonly url: string;
  /** The commands it was sent, in their order. */
  readonly asked: string[];
  /** The configurations that it was sent with config-test. */
  readonly tested: readonly unknown[];
  end(): Promise<void>;
}

/** Answers each command as told; a command of which nothing is told gets Kea's own answer to an unknown one. */
export async function standIn(answers: Readonly<Record<string, Answer>>): Promise<StandIn> {
  const asked: string[] = [];
  const tested: unknown[] = [];
  const server = createServer((request, response) => {
    let text = "";
    request.on("data", (part: Buffer) => (text += part.toString()));
    request.on("end", () => {
      const { command, arguments: args } = JSON.parse(text) as {
        command: string;
        arguments?: unknown;
      };
      asked.push(command);
      if (command === "config-test") tested.push(args);
      const { status = 200, body } = answers[command] ?? {
        body: [{ result: 2, text: `'${command}' command not supported.` }],
      };
      response
        .writeHead(status, { "Content-Type": "application/json" })
        .end(typeof body === "string" ? body : JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    tested,
    end: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
