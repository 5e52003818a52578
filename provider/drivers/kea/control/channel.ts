// Kea's control channel: one command, one answer, over HTTP (its Control Agent's, or its own since
// 3.0) or over its Unix socket.
import { isAbsolute } from "node:path";
import { isMap } from "../../../core/canonical.js";
import { UserError } from "../../../core/messages.js";
import { messages } from "../messages.js";
import type { Json } from "../../../core/model.js";
import { reveal } from "../../../transports/credentials.js";
import { limitsFor, type AnswerLimits } from "../../../transports/answer-limits.js";
import { postJson, type Access } from "../../../transports/http.js";
import { assertTlsMaterial, type TlsMaterial } from "../../../transports/tls-material.js";
import { toPortablePaths, resolveInProject, followLinks } from "../../../storage/project.js";
import { rethrowAsUserError, Unanswered } from "../../../transports/unanswered.js";
import { askOverSocket as overSocket } from "../../../transports/unix-socket.js";
import type { KeaOptions } from "../options.js";
import { decodeAnswer, encodeCommand } from "./encoding.js";

/**
 * Kea's answer. `result`: 0 done, 1 error, 2 no such command, 3 nothing found (the manual's "Data
 * Syntax").
 */
export interface Answer {
  readonly result: number;
  readonly text: string;
  readonly arguments?: Json;
}

export interface Channel {
  /** The words a person knows the server by: its url. */
  readonly label: string;
  /** The same for one address, however it is spelled. */
  readonly address: string;
  /** Sends a command and returns its arguments. Throws an error unless its result is 0. */
  ask(command: string, args?: Json): Promise<Json | undefined>;
  /**
   * The answer, whatever its result. Throws `Unanswered` where the command may have been heard and
   * its answer is lost.
   */
  send(command: string, args?: Json): Promise<Answer>;
}

export function openChannel(options: KeaOptions): Channel {
  const url = new URL(options.url);
  const limits = limitsFor(options.sizeLimit);
  const socket = socketPathOf(url);
  const label = socket === undefined ? url.href.replace(/\/$/, "") : `unix://${socket}`;
  const talk =
    socket === undefined
      ? createHttpSender(url, label, options, limits)
      : createUnixSender(socket, label, limits);

  const send = async (command: string, args?: Json): Promise<Answer> => {
    const answer = await talk(command, args);
    const forwarding =
      /^unable to forward command to the \S+ service: (.*?)(?:\. The server is likely to be offline)?$/.exec(
        answer.text,
      );
    if (answer.result === 1 && forwarding) {
      const down = messages.keaDaemonDown(label, forwarding[1]!);
      // Nobody took it; otherwise somebody did, and went away with it or is still at it.
      throw /^(No such file or directory|Connection refused)/.test(forwarding[1]!)
        ? down
        : new Unanswered(down);
    }
    if (answer.result === 1 && /^forwarding socket is not configured/.test(answer.text))
      throw messages.keaDaemonUnknown(label);
    return answer;
  };

  return {
    label,
    address: socket === undefined ? normalizeUrl(url) : `unix://${followLinks(socket)}`,
    send,
    async ask(command, args) {
      const answer = await send(command, args).catch(rethrowAsUserError);
      if (answer.result === 2) throw messages.keaUnsupported(label, command);
      if (answer.result !== 0) throw messages.keaRefused(label, command, answer.text);
      return answer.arguments;
    },
  };
}

/**
 * Returns the addresses of one server, the same however its url is spelled: a socket also has that
 * of what a link leads to. One below the project's folder is known relative to it, as a file is.
 */
export function listAddresses({ url: spelled }: Pick<KeaOptions, "url">): readonly string[] {
  const url = new URL(spelled);
  const socket = socketPathOf(url);
  if (socket === undefined) return [normalizeUrl(url)];
  return toPortablePaths(socket).map((path) =>
    isAbsolute(path) ? `unix://${path}` : `unix:${path}`,
  );
}

/**
 * Returns the path of the socket that a url names, a relative one (`unix:run/kea4.sock`) from the
 * project's folder.
 */
function socketPathOf(url: URL): string | undefined {
  return url.protocol === "unix:" ? resolveInProject(decodeURIComponent(url.pathname)) : undefined;
}

/**
 * Returns a url in one spelling. `URL` itself makes letters of the host small and leaves out a port
 * that is the default. The dot at the end of a full name says nothing; at the end of a single label
 * it does: no search domain is added to that one.
 */
function normalizeUrl(url: URL): string {
  const one = new URL(url);
  one.hash = "";
  if (/[^.]\.[^.]+\.$/.test(one.hostname)) one.hostname = one.hostname.slice(0, -1);
  return one.href;
}

type SendCommand = (command: string, args: Json | undefined) => Promise<Answer>;

function createHttpSender(
  url: URL,
  label: string,
  { user, password, tls }: KeaOptions,
  limits: AnswerLimits,
): SendCommand {
  let access: Access | undefined;
  const revealed = (): Access => ({
    ...(user !== undefined && { user, password: reveal(password!, `${label}: the password`) }),
    ...(tls && { tls: revealTls(label, tls) }),
  });
  return async (command, args) => {
    access ??= revealed();
    // An agent needs to be told for which of Kea's servers a command is; a server takes it as well.
    const { status, body } = await postJson(
      url,
      encodeCommand({
        command,
        service: ["dhcp4"],
        ...(args !== undefined && { arguments: args }),
      }),
      access,
      limits,
    );
    if (status === 401) throw messages.keaUnauthorized(label, user !== undefined);
    if (status === 403) throw messages.keaForbidden(label, command);
    const answer = status === 200 ? parseAnswer(body, label) : undefined;
    if (answer) return answer;
    // Somebody in between may answer for a server that is still at it.
    if (status === 200 || status >= 500)
      throw new Unanswered(
        status === 200
          ? messages.keaNoKea(label, command)
          : messages.keaHttp(label, status, command),
      );
    throw messages.keaHttp(label, status, command);
  };
}

function createUnixSender(path: string, label: string, limits: AnswerLimits): SendCommand {
  return async (command, args) => {
    const body = await overSocket(
      path,
      encodeCommand({ command, ...(args !== undefined && { arguments: args }) }),
      limits,
    );
    // A server that ends while it answers closes its socket without a word.
    if (body === "") throw new Unanswered(messages.connectionCut(label, "unix", undefined));
    const answer = parseAnswer(body, label);
    if (!answer) throw new Unanswered(messages.keaNoKea(label, command));
    return answer;
  };
}

/** Returns what `tls` refers to, looked at. */
function revealTls(label: string, tls: NonNullable<KeaOptions["tls"]>): TlsMaterial {
  const references = Object.entries(tls).filter(([, reference]) => reference !== undefined);
  const texts: TlsMaterial = Object.fromEntries(
    references.map(([name, reference]) => [name, reveal(reference, `${label}: tls.${name}`)]),
  );
  assertTlsMaterial(label, texts);
  return texts;
}

/** Over HTTP a list of one answer for each service; over the socket the answer alone. */
function parseAnswer(body: string, label: string): Answer | undefined {
  const decoded = decodeOrLose(body, label);
  if (Array.isArray(decoded) && decoded.length !== 1) return undefined;
  const answer: unknown = Array.isArray(decoded) ? decoded[0] : decoded;
  if (!isMap(answer) || typeof answer.result !== "number") return undefined;
  return {
    result: answer.result,
    text: typeof answer.text === "string" ? answer.text : "",
    ...(answer.arguments !== undefined && { arguments: answer.arguments }),
  };
}

/** Throws `Unanswered` where an answer came and cannot be used: the command was heard. */
function decodeOrLose(body: string, label: string): unknown {
  try {
    return decodeAnswer(body, label);
  } catch (error) {
    throw error instanceof UserError ? new Unanswered(error) : error;
  }
}
