// One question to an HTTP server and its answer, whole or a refusal that says what lay in the way.
import { request as overHttp } from "node:http";
import { request as overHttps } from "node:https";
import { messages, type Refusal } from "../core/messages.js";
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

/** How long a server may take to take a connection, in milliseconds. */
const reach = 10_000;

/**
 * Posts JSON as Kea takes it (seen on 2.2.0): `Content-Type: application/json` and nothing more, a `Content-Length`, no chunks. `patience`: how
 * long the answer may take, in milliseconds. Certificates are always checked. Throws a refusal where nothing was asked, and
 * `Unanswered` where the question may have been heard.
 */
export function post(url: URL, json: string, access: Access, patience: number): Promise<HttpAnswer> {
  const body = Buffer.from(json, "utf8");
  const { user, password, tls } = access;
  return new Promise((resolve, reject) => {
    let sent = false;
    const failed = (error: Error): void => {
      const refusal = told(url, error, patience);
      reject(sent ? new Unanswered(refusal) : refusal);
    };
    const asking = (url.protocol === "https:" ? overHttps : overHttp)(
      url,
      {
        method: "POST",
        headers: { "Content-Type": "application/json", "Content-Length": body.length },
        agent: false,
        ...(user !== undefined && { auth: `${user}:${password ?? ""}` }),
        ...(url.protocol === "https:" && { ...tls, rejectUnauthorized: true }),
      },
      (answer) => {
        const parts: Buffer[] = [];
        answer.on("data", (part: Buffer) => parts.push(part));
        answer.on("end", () => (answer.complete ? resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(parts).toString("utf8") }) : failed(new BrokenOff("ECONNRESET"))));
        answer.on("error", failed);
      },
    );
    const reached = setTimeout(() => asking.destroy(new BrokenOff("ETIMEDOUT")), reach);
    const answered = setTimeout(() => asking.destroy(new BrokenOff("NO_ANSWER")), patience);
    asking.on("socket", (socket) => {
      const arrived = () => {
        clearTimeout(reached);
        sent = true;
      };
      socket.once(url.protocol === "https:" ? "secureConnect" : "connect", arrived);
    });
    asking.on("error", failed);
    asking.on("close", () => {
      clearTimeout(reached);
      clearTimeout(answered);
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

/** What Node and OpenSSL say, in our words. */
function told(url: URL, error: NodeJS.ErrnoException, patience: number): Refusal {
  const where = url.href.replace(/\/$/, "");
  const { code = "", message } = error;
  if (code === "NO_ANSWER") return messages.noAnswer(where, patience / 1000, error);
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
