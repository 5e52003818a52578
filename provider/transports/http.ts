// One question to an HTTP server and its answer, whole or a refusal that says what lay in the way.
import { request as overHttp } from "node:http";
import { request as overHttps } from "node:https";
import { messages, type Refusal } from "../core/messages.js";
import { AnswerCollector, type AnswerLimits, limitRefusal } from "./answer-limits.js";
import { BrokenOff, Unanswered } from "./unanswered.js";

export interface Access {
  readonly user?: string;
  readonly password?: string;
  /** In PEM. Without `ca` the authorities that Node trusts. */
  readonly tls?: { readonly ca?: string; readonly cert?: string; readonly key?: string };
}

export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
}

/** Milliseconds until a server must have accepted a connection, TLS handshake included. */
const reach = 10_000;

/**
 * Posts JSON as Kea takes it (seen on 2.2.0): `Content-Type: application/json` and nothing more, a
 * `Content-Length`, no chunks. Certificates are always checked. Throws a refusal where nothing was
 * asked, and `Unanswered` where the question may have arrived.
 */
export function post(
  url: URL,
  json: string,
  access: Access,
  limits: AnswerLimits,
): Promise<HttpAnswer> {
  const body = Buffer.from(json, "utf8");
  const { user, password, tls } = access;
  const isTls = url.protocol === "https:";
  return new Promise((resolve, reject) => {
    let isSent = false;
    const fail = (error: Error): void => {
      const refusal = refusalOf(url, error, limits);
      reject(isSent ? new Unanswered(refusal) : refusal);
    };
    const asking = (isTls ? overHttps : overHttp)(url, {
      method: "POST",
      headers: { "Content-Type": "application/json", "Content-Length": body.length },
      agent: false,
      ...(user !== undefined && { auth: `${user}:${password ?? ""}` }),
      ...(isTls && { ...tls, rejectUnauthorized: true }),
    });
    // Once the response has begun Node drops the reason given to destroy(), so it is used first.
    const breakOff = (reason: BrokenOff): void => {
      fail(reason);
      asking.destroy();
    };
    const answer = new AnswerCollector(limits, breakOff);
    const reached = setTimeout(() => breakOff(new BrokenOff("ETIMEDOUT")), reach);
    asking.on("socket", (socket) => {
      socket.once(isTls ? "secureConnect" : "connect", () => {
        clearTimeout(reached);
        isSent = true;
      });
    });
    asking.on("response", (response) => {
      response.on("data", (part: Buffer) => answer.add(part));
      response.on("error", fail);
      response.on("end", () => {
        if (!response.complete) return fail(new BrokenOff("ECONNRESET"));
        const status = response.statusCode ?? 0;
        resolve({ status, body: answer.content().toString("utf8") });
      });
    });
    asking.on("upgrade", () => breakOff(new BrokenOff("UPGRADED")));
    asking.on("error", fail);
    asking.on("close", () => {
      clearTimeout(reached);
      answer.end();
      fail(new BrokenOff("ECONNRESET")); // changes nothing once the answer is complete
    });
    asking.end(body);
  });
}

const unreachable = new Set(["EHOSTUNREACH", "ENETUNREACH", "ETIMEDOUT", "EHOSTDOWN", "ENETDOWN", "EADDRNOTAVAIL"]);
const unknownAuthority = new Set([
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE", "SELF_SIGNED_CERT_IN_CHAIN", "DEPTH_ZERO_SELF_SIGNED_CERT", "UNABLE_TO_GET_ISSUER_CERT", "UNABLE_TO_GET_ISSUER_CERT_LOCALLY", "CERT_UNTRUSTED", "INVALID_CA",
]);
/** What a server answers to a client whose certificate is missing, or not one that it takes. */
const certificateWanted = /ALERT_(CERTIFICATE_REQUIRED|HANDSHAKE_FAILURE|UNKNOWN_CA|BAD_CERTIFICATE|CERTIFICATE_UNKNOWN|ACCESS_DENIED|DECRYPT_ERROR)/;

/** Returns the refusal that a person reads for an error of Node's or of OpenSSL's. */
function refusalOf(url: URL, error: NodeJS.ErrnoException, limits: AnswerLimits): Refusal {
  const where = url.href.replace(/\/$/, "");
  const { code = "", message } = error;
  const passed = limitRefusal(where, error, limits);
  if (passed) return passed;
  if (code === "UPGRADED") return messages.connectionUpgraded(where, error);
  if (code === "ECONNREFUSED") return messages.nobodyListens(where, error);
  if (code === "ENOTFOUND" || code === "EAI_AGAIN" || code === "EAI_NODATA") return messages.hostUnknown(where, url.hostname, error);
  if (unreachable.has(code)) return messages.noRoute(where, code, error);
  if (unknownAuthority.has(code)) return messages.authorityUnknown(where, error);
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID") return messages.certificateNotFor(where, url.hostname, error);
  if (code === "CERT_HAS_EXPIRED" || code === "CERT_NOT_YET_VALID") return messages.certificateDate(where, code === "CERT_HAS_EXPIRED", error);
  if (certificateWanted.test(code)) return messages.clientCertificateRefused(where, code.toLowerCase().replace(/^.*alert_/, "").replaceAll("_", " "), error);
  if (code === "ERR_SSL_WRONG_VERSION_NUMBER" || /wrong version number|packet length too long/.test(message)) return messages.notTls(where, error);
  if (/^ERR_OSSL|^ERR_SSL_(?!.*ALERT)|PEM|KEY_VALUES_MISMATCH/.test(code)) return messages.tlsMaterial(where, code, error);
  if (code === "ECONNRESET" || code === "EPIPE" || code === "HPE_INVALID_CONSTANT") return messages.connectionCut(where, error);
  return messages.connectionFailed(where, code === "" ? "no code" : code, error);
}
