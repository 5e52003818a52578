// One question to an HTTP server and its whole answer, or an error that says why there is none.
import { Agent, type ClientRequest, request as requestHttp } from "node:http";
import { Agent as TlsAgent, request as requestHttps } from "node:https";
import { messages } from "../core/messages.js";
import { AnswerCollector, type AnswerLimits } from "./answer-limits.js";
import { type AskedServer, explainHttpFailure, type Phase } from "./http-failure.js";
import type { TlsMaterial } from "./tls-material.js";
import { BrokenOff, Unanswered } from "./unanswered.js";

export interface Access {
  readonly user?: string;
  readonly password?: string;
  /** In PEM. Without `ca` the authorities that Node trusts. */
  readonly tls?: TlsMaterial;
  /** A Unix socket of this machine that leads to the server, whose name in errors is `label`. */
  readonly through?: { readonly socket: string; readonly label: string };
  /** Connections that are used again. Absent: each question has one of its own. */
  readonly connections?: Agent;
}

/** Returns connections that stay open between questions, until they are destroyed. */
export const createConnections = ({ protocol }: URL): Agent =>
  new (protocol === "https:" ? TlsAgent : Agent)({ keepAlive: true });

export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
}

/** Milliseconds in which a server must accept a connection, TLS handshake included. */
const connectTimeoutMs = 10_000;

/**
 * Posts JSON as Kea takes it (seen on 2.2.0): `Content-Type: application/json` and nothing more, a
 * `Content-Length`, no chunks. Certificates are always checked. Throws a `UserError` if nothing was
 * asked, and `Unanswered` if the question may have arrived.
 */
export function postJson(
  url: URL,
  json: string,
  access: Access,
  limits: AnswerLimits,
): Promise<HttpAnswer> {
  const isTls = url.protocol === "https:";
  const server = { url, label: access.through?.label ?? url.href.replace(/\/$/, "") };
  return new Promise((resolve, reject) => {
    let phase: Phase = "connecting";
    const fail = (error: Error): void => {
      const userError = explainHttpFailure(server, error, phase, limits);
      reject(phase === "asked" ? new Unanswered(userError) : userError);
    };
    const request = openRequest(server, Buffer.byteLength(json), access);
    // Once the response has begun Node drops the reason given to destroy(), so it is used first.
    const breakOff = (reason: BrokenOff): void => {
      fail(reason);
      request.destroy();
    };
    const answer = new AnswerCollector(limits, breakOff);
    const reached = setTimeout(
      () => breakOff(new BrokenOff(phase === "handshake" ? "NO_HANDSHAKE" : "ETIMEDOUT")),
      connectTimeoutMs,
    );
    const ready = (): void => {
      clearTimeout(reached);
      phase = "asked";
    };
    request.on("socket", (socket) => {
      const receivedBefore = socket.bytesRead;
      // Any number of them may come before the answer.
      request.on("information", () => answer.limitReceived(socket.bytesRead - receivedBefore));
      if (request.reusedSocket) return ready();
      socket.once("connect", () => {
        if (isTls) phase = "handshake";
        else ready();
      });
      socket.once("secureConnect", ready);
    });
    request.on("upgrade", () => breakOff(new BrokenOff("UPGRADED")));
    request.on("response", (response) => {
      // Node takes a 101 that names no protocol for an answer.
      if (response.statusCode === 101) return breakOff(new BrokenOff("UPGRADED"));
      response.on("data", (piece: Buffer) => answer.add(piece));
      response.on("error", fail);
      response.on("end", () => {
        if (!response.complete) return fail(new BrokenOff("ECONNRESET"));
        resolve({ status: response.statusCode ?? 0, body: answer.take().toString("utf8") });
      });
    });
    request.on("error", fail);
    request.on("close", () => {
      clearTimeout(reached);
      answer.end();
      fail(new BrokenOff("ECONNRESET")); // changes nothing once the answer is complete
    });
    request.end(json);
  });
}

/** Opens the request. Throws a `UserError` if OpenSSL rejects the certificates or the key. */
function openRequest({ url, label }: AskedServer, length: number, access: Access): ClientRequest {
  const { user, password, tls, through, connections } = access;
  const isTls = url.protocol === "https:";
  try {
    return (isTls ? requestHttps : requestHttp)(url, {
      method: "POST",
      headers: { "Content-Type": "application/json", "Content-Length": length },
      agent: connections ?? false,
      ...(through && { socketPath: through.socket }),
      ...(user !== undefined && { auth: `${user}:${password ?? ""}` }),
      ...(isTls && { ...tls, rejectUnauthorized: true }),
    });
  } catch (error) {
    const { code = "no code" } = error as NodeJS.ErrnoException;
    if (!isTls) throw messages.connectionFailed(label, code, error);
    throw messages.tlsMaterial(label, code, error);
  }
}
