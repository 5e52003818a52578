// Somebody who sits between the provider and a server's HTTP door, and does to its traffic what networks and people do.
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as wait } from "node:timers/promises";

/**
 * The fate of a command on its way. `alter`: the server gets another text. `swallow`: it gets
 * nothing, and the connection breaks. `deafen`: it gets the command, and the connection breaks
 * before its answer. `give up`: it gets the command, and a gateway answers for it. `delay`: the
 * connection breaks, and it gets the command a while later.
 */
export type Fate =
  | { readonly alter: (text: string) => string }
  | "swallow"
  | "deafen"
  | "give up"
  | "delay";

export interface Between {
  readonly url: string;
  /** Decides the fate of the next command of this name; once. */
  next(command: string, fate: Fate): void;
  /** Something that happens just before a command of this name is passed on; once. */
  before(command: string, event: () => Promise<unknown>): void;
  /** Something that happens when a command of this name is answered, before its answer is passed on; once. */
  after(command: string, event: () => Promise<unknown>): void;
  end(): Promise<void>;
}

/** Answers as a gateway that has waited too long. */
function giveUp(answer: ServerResponse): void {
  answer.writeHead(504, { "Content-Type": "text/html" }).end("<html>Gateway Time-out</html>");
}

export async function between(url: string): Promise<Between> {
  const fates = new Map<string, Fate>();
  const [events, later] = [
    new Map<string, () => Promise<unknown>>(),
    new Map<string, () => Promise<unknown>>(),
  ];
  const taken = <T>(map: Map<string, T>, command: string): T | undefined => {
    const found = map.get(command);
    map.delete(command);
    return found;
  };

  /** Passes a command on, as its fate has it. */
  const pass = async (text: string, asked: IncomingMessage, answer: ServerResponse) => {
    const { command } = JSON.parse(text) as { command: string };
    await taken(events, command)?.();
    const fate = taken(fates, command);
    const follows = taken(later, command);
    if (fate === "swallow" || fate === "delay") asked.socket.destroy();
    if (fate === "swallow") return;
    if (fate === "delay") await wait(1_500);
    const passed = Buffer.from(typeof fate === "object" ? fate.alter(text) : text);
    const headers = { "Content-Type": "application/json", "Content-Length": passed.length };
    const onward = request(url, { method: "POST", agent: false, headers }, (answered) => {
      if (fate === "deafen") answered.resume().on("end", () => asked.socket.destroy());
      else if (fate === "give up") answered.resume().on("end", () => giveUp(answer));
      else
        void Promise.resolve(follows?.()).then(() =>
          answered.pipe(answer.writeHead(answered.statusCode!, answered.headers)),
        );
    });
    onward.on("error", () => asked.socket.destroy());
    onward.end(passed);
  };

  const server = createServer((asked, answer) => {
    const parts: Buffer[] = [];
    asked.on("data", (part: Buffer) => parts.push(part));
    asked.on("end", () => void pass(Buffer.concat(parts).toString("utf8"), asked, answer));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    next: (command, fate) => void fates.set(command, fate),
    before: (command, event) => void events.set(command, event),
    after: (command, event) => void later.set(command, event),
    end: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
