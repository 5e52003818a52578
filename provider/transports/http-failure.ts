// The errors of an HTTP connection that failed: one sentence for an error of Node's or of
// OpenSSL's.
import { messages, type UserError } from "../core/messages.js";
import { type AnswerLimits, explainPassedLimit } from "./answer-limits.js";

/**
 * The progress of a request: until it is connected, until the TLS handshake is complete, or
 * further.
 */
export type Phase = "connecting" | "handshake" | "asked";

const unreachableCodes = new Set([
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ETIMEDOUT",
  "EHOSTDOWN",
  "ENETDOWN",
  "EADDRNOTAVAIL",
]);

const unknownHostCodes = new Set(["ENOTFOUND", "EAI_AGAIN", "EAI_NODATA"]);

const unknownAuthorityCodes = new Set([
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "CERT_UNTRUSTED",
  "INVALID_CA",
]);

/** Matches the alerts of a server that wants a certificate of its client, or another one. */
const certificateAlert =
  /alert (certificate required|unknown ca|bad certificate|certificate unknown|access denied|decrypt error|no certificate)/;

/** The server that was asked, and its name in errors. */
export interface AskedServer {
  readonly url: URL;
  readonly label: string;
}

/** Returns the error that a person reads. */
export function explainHttpFailure(
  { url, label }: AskedServer,
  error: NodeJS.ErrnoException,
  phase: Phase,
  limits: AnswerLimits,
): UserError {
  return (
    explainPassedLimit(label, error, limits) ??
    explainConnectionFailure(url, label, error, phase) ??
    explainTlsFailure(label, url.hostname, error) ??
    messages.connectionFailed(label, error.code || "no code", error)
  );
}

function explainConnectionFailure(
  url: URL,
  where: string,
  error: NodeJS.ErrnoException,
  phase: Phase,
): UserError | undefined {
  const scheme = url.protocol === "https:" ? "https" : "http";
  const { code = "" } = error;
  if (code === "UPGRADED") return messages.connectionUpgraded(where, error);
  if (code === "NO_HANDSHAKE") return messages.handshakeMissing(where, error);
  if (code === "ECONNREFUSED") return messages.connectionRefused(where, error);
  if (unknownHostCodes.has(code)) return messages.hostUnknown(where, url.hostname, error);
  if (unreachableCodes.has(code)) return messages.noRoute(where, code, error);
  if (code.startsWith("HPE_")) return messages.notHttp(where, scheme, error);
  if (code !== "ECONNRESET" && code !== "EPIPE") return undefined;
  if (phase === "handshake") return messages.handshakeCut(where, error);
  return messages.connectionCut(where, scheme, error);
}

function explainTlsFailure(
  where: string,
  host: string,
  error: NodeJS.ErrnoException,
): UserError | undefined {
  const { code = "" } = error;
  if (unknownAuthorityCodes.has(code)) return messages.authorityUnknown(where, error);
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID")
    return messages.certificateNotFor(where, host, error);
  if (code === "CERT_HAS_EXPIRED") return messages.certificateDate(where, true, error);
  if (code === "CERT_NOT_YET_VALID") return messages.certificateDate(where, false, error);
  const reason = extractOpenSslReason(error);
  if (reason === undefined) return undefined;
  const [, alert] = certificateAlert.exec(reason) ?? [];
  if (alert !== undefined) return messages.clientCertificateRefused(where, alert, error);
  if (/wrong version number|packet length too long/.test(reason))
    return messages.notTls(where, error);
  if (/alert handshake failure/.test(reason)) return messages.handshakeRefused(where, error);
  return messages.handshakeFailed(where, reason, error);
}

/**
 * Returns OpenSSL's reason: of an error while reading it is the code, of one while writing it is in
 * the message.
 */
function extractOpenSslReason({ code = "", message }: NodeJS.ErrnoException): string | undefined {
  if (/^ERR_O?SSL_/.test(code))
    return code
      .replace(/^ERR_O?SSL_/, "")
      .replaceAll("_", " ")
      .toLowerCase();
  return code === "EPROTO"
    ? /error:[^:]*:[^:]*:[^:]*:([^:\n]+)/.exec(message)?.[1]?.toLowerCase()
    : undefined;
}
