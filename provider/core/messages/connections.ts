// Errors of connections to running servers.
import { quoted, userError, serverText } from "./sentence.js";

/** The scheme of a server's address. */
type Scheme = "http" | "https" | "unix";

/** Remedies where the server closes a connection. */
const afterCut: Readonly<Record<Scheme, string>> = {
  http: "Check that the server is running, and whether it expects https:// instead of http://.",
  https:
    "Check that the server is running, and whether it requires a (different) client " +
    "certificate (tls.cert and tls.key).",
  unix: "Check that the server is running; its log may show the reason.",
};

/** Why a file gives no secret, and the remedy. */
const unreadableCredential = {
  missing: ["does not exist", "Create the file, or correct the path."],
  forbidden: ["cannot be read", "Give the user who runs pulumi permission to read it."],
  folder: ["is a folder", "Correct the path."],
  special: ["is a device, a pipe or a socket", "Give the path of a file."],
  "too-large": ["is larger than 1 MiB", "Correct the path."],
  empty: ["is empty", "Write the value into the file, or correct the path."],
} as const;

export const connectionMessages = {
  engineGone: (label: string) =>
    userError(
      "engine-gone",
      `${label} was not written: pulumi ended before this write could begin.`,
      "Run pulumi up again.",
    ),
  interrupted: (label: string) =>
    userError(
      "interrupted",
      `${label} was not written: pulumi was interrupted before this write began.`,
      "Run pulumi up again: it writes what is left.",
    ),
  connectionRefused: (where: string, cause: unknown) =>
    userError(
      "connection-refused",
      `${where}: the connection was refused; no program listens at this address.`,
      "Start the server, or correct the address.",
      cause,
    ),
  hostUnknown: (where: string, host: string, cause: unknown) =>
    userError(
      "host-unknown",
      `${where}: the name ${quoted(host)} cannot be resolved.`,
      "Correct the address, or the DNS settings of this machine.",
      cause,
    ),
  noRoute: (where: string, code: string, cause: unknown) =>
    userError(
      "no-route",
      `${where}: no route from this machine to the server (${code}).`,
      "Check routes and firewalls on the way to the server, or correct the address.",
      cause,
    ),
  noAnswer: (where: string, seconds: number, cause: unknown) =>
    userError(
      "no-answer",
      `${where}: connected, but no answer came within ${seconds} s.`,
      "Check that the server works and is not under heavy load.",
      cause,
    ),
  answerStalled: (where: string, seconds: number, cause: unknown) =>
    userError(
      "answer-stalled",
      `${where}: the answer stopped before it was complete; nothing arrived for ${seconds} s.`,
      "Check the server and the connection, then run the command again.",
      cause,
    ),
  answerTooLarge: (where: string, mebibytes: number, cause: unknown) =>
    userError(
      "answer-too-large",
      `${where}: the answer is larger than ${mebibytes} MiB.`,
      "Check that this is a DHCP server. If it is, raise sizeLimit of this server.",
      cause,
    ),
  connectionUpgraded: (where: string, cause: unknown) =>
    userError(
      "connection-upgraded",
      `${where}: the server changed to another protocol (HTTP 101) instead of answering.`,
      "Check that this is the address of the server's control channel.",
      cause,
    ),
  connectionCut: (where: string, scheme: Scheme, cause: unknown) =>
    userError(
      "connection-cut",
      `${where}: the server closed the connection before it answered.`,
      afterCut[scheme],
      cause,
    ),
  connectionFailed: (where: string, code: string, cause: unknown) =>
    userError(
      "connection-failed",
      `${where}: the connection failed (${code}).`,
      "Check that the server is running and reachable from this machine.",
      cause,
    ),
  authorityUnknown: (where: string, cause: unknown) =>
    userError(
      "authority-unknown",
      `${where}: its certificate was not signed by a trusted certificate authority.`,
      "Set tls.ca to the certificate of its authority.",
      cause,
    ),
  certificateNotFor: (where: string, host: string, cause: unknown) =>
    userError(
      "certificate-not-for",
      `${where}: its certificate is not valid for the name ${quoted(host)}.`,
      "Use a name from the certificate, or give the server a certificate for this name.",
      cause,
    ),
  certificateDate: (where: string, expired: boolean, cause: unknown) =>
    userError(
      "certificate-date",
      `${where}: its certificate ${expired ? "has expired" : "is not valid yet"}.`,
      "Renew it, or set the clock of this machine.",
      cause,
    ),
  clientCertificateRefused: (where: string, alert: string, cause: unknown) =>
    userError(
      "client-certificate-refused",
      `${where}: the server does not accept this client's certificate (${alert}).`,
      "Set tls.cert to a certificate signed by the server's authority, " +
        "and tls.key to its key.",
      cause,
    ),
  notTls: (where: string, cause: unknown) =>
    userError(
      "not-tls",
      `${where}: the server at this address does not use TLS.`,
      "Write http:// if it serves plain HTTP, or correct the port.",
      cause,
    ),
  notHttp: (where: string, scheme: "http" | "https", cause: unknown) =>
    userError(
      "not-http",
      `${where}: the server at this address does not use HTTP.`,
      scheme === "http"
        ? "Write https:// if it serves HTTPS, or correct the port."
        : "Correct the port.",
      cause,
    ),
  handshakeMissing: (where: string, cause: unknown) =>
    userError(
      "handshake-missing",
      `${where}: connected, but the server did not answer the TLS handshake.`,
      "Check that this port uses TLS (write http:// if it does not), and that the server works.",
      cause,
    ),
  handshakeCut: (where: string, cause: unknown) =>
    userError(
      "handshake-cut",
      `${where}: the server closed the connection during the TLS handshake.`,
      "Check that this port uses TLS (write http:// if it does not), " +
        "and whether it requires a (different) client certificate " +
        "(tls.cert and tls.key).",
      cause,
    ),
  handshakeRefused: (where: string, cause: unknown) =>
    userError(
      "handshake-refused",
      `${where}: the server refused the TLS handshake without a reason.`,
      "Most servers do so if they require a client certificate: " +
        "set tls.cert and tls.key. " +
        "Otherwise the two sides have no TLS version or cipher in common.",
      cause,
    ),
  handshakeFailed: (where: string, reason: string, cause: unknown) =>
    userError(
      "handshake-failed",
      `${where}: the TLS handshake failed (${serverText(reason)}).`,
      "Check which TLS versions, ciphers and keys that server offers: " +
        "Node takes TLS 1.2 and later.",
      cause,
    ),
  tlsMaterial: (where: string, code: string, cause: unknown) =>
    userError(
      "tls-material",
      `${where}: OpenSSL does not accept tls.ca, tls.cert or tls.key (${code}).`,
      "Give certificates and a key in PEM that use a current algorithm and key length.",
      cause,
    ),
  tlsNoCertificate: (where: string, argument: string) =>
    userError(
      "tls-no-certificate",
      `${where}: ${argument} does not contain a certificate in PEM.`,
      "Give a string that contains -----BEGIN CERTIFICATE-----.",
    ),
  tlsCertificateUnreadable: (where: string, argument: string, number: number, cause: unknown) =>
    userError(
      "tls-certificate-unreadable",
      `${where}: certificate ${number} in ${argument} cannot be read.`,
      "Check it with openssl x509 -text -noout, and replace it.",
      cause,
    ),
  tlsNoKey: (where: string, cause: unknown) =>
    userError(
      "tls-no-key",
      `${where}: tls.key does not contain a private key in PEM.`,
      "Give the private key of tls.cert.",
      cause,
    ),
  tlsKeyEncrypted: (where: string, cause: unknown) =>
    userError(
      "tls-key-encrypted",
      `${where}: tls.key is encrypted, and there is no argument for its passphrase.`,
      "Give the key without one (openssl pkey -in KEY -out NEW_KEY), in a file that only this " +
        "user can read.",
      cause,
    ),
  tlsKeyMismatch: (where: string) =>
    userError(
      "tls-key-mismatch",
      `${where}: tls.key is not the key of the certificate in tls.cert.`,
      "Give a certificate and its own key.",
    ),
  socketMissing: (path: string, cause: unknown) =>
    userError(
      "socket-missing",
      `${path}: the socket does not exist.`,
      "Start the server, or correct the path.",
      cause,
    ),
  socketPathTooLong: (path: string, bytes: number) =>
    userError(
      "socket-path-too-long",
      `${path}: the path is too long for a socket (${bytes} bytes).`,
      "Give a shorter path, for example through a symbolic link to its folder.",
    ),
  socketForbidden: (path: string, cause: unknown) =>
    userError(
      "socket-forbidden",
      `${path}: this user has no permission to use the socket.`,
      "Grant the user access to the socket, or run this as a user who has it.",
      cause,
    ),

  credentialUnset: (what: string, variable: string) =>
    userError(
      "credential-unset",
      `${what} is read from the environment variable ${quoted(variable)}, which is not set.`,
      "Set the variable in the environment of pulumi.",
    ),
  credentialUnreadable: (
    what: string,
    path: string,
    why: keyof typeof unreadableCredential,
    cause?: unknown,
  ) => {
    const [is, remedy] = unreadableCredential[why];
    return userError(
      "credential-unreadable",
      `${what} is read from the file ${quoted(path)}, which ${is}.`,
      remedy,
      cause,
    );
  },
  referenceRequired: (where: string) =>
    userError(
      "reference-required",
      `${where} is not a reference.`,
      'Give { env: "NAME" } or { file: "path" }. Literal values would be stored in the Pulumi ' +
        "state.",
    ),
};
