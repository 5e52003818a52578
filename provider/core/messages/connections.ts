// What lies between us and a running server.
import { quoted, refusal, serverText } from "./sentence.js";

/** How a server is reached. */
type Scheme = "http" | "https" | "unix";

/** What to do where the other side cuts a connection. */
const afterCut: Readonly<Record<Scheme, string>> = {
  http: "Look whether the server is running, and whether it expects https:// where http:// was asked.",
  https:
    "Look whether the server is running, and whether it wants a client certificate, or another one (tls.cert and tls.key).",
  unix: "Look whether the server is running; its log may say why.",
};

/** Why nothing comes from a file that a secret is to come from, and what to do. */
const unreadableCredential = {
  missing: ["is not there", "Put it there, or correct the path."],
  forbidden: ["cannot be read", "Give the user of pulumi the right to read it."],
  folder: ["is a folder", "Correct the path."],
  special: ["is a device, a pipe or a socket", "Give the path of a file."],
  "too-large": ["is larger than 1 MiB", "Correct the path."],
  empty: ["is empty", "Put the text there, or correct the path."],
} as const;

export const connectionMessages = {
  engineGone: (label: string) =>
    refusal(
      "engine-gone",
      `${label} was not written: pulumi has ended, and would not hear of it.`,
      "Run pulumi up again.",
    ),
  interrupted: (label: string) =>
    refusal(
      "interrupted",
      `${label} was not written: pulumi was interrupted before this write began.`,
      "Run pulumi up again: it writes what is left.",
    ),
  nobodyListens: (where: string, cause: unknown) =>
    refusal(
      "nobody-listens",
      `${where}: nobody listens there (connection refused).`,
      "Start the server, or correct the address.",
      cause,
    ),
  hostUnknown: (where: string, host: string, cause: unknown) =>
    refusal(
      "host-unknown",
      `${where}: the name ${quoted(host)} is not known here.`,
      "Correct the address, or the name service of this machine.",
      cause,
    ),
  noRoute: (where: string, code: string, cause: unknown) =>
    refusal(
      "no-route",
      `${where}: this machine cannot reach it (${code}).`,
      "Look at routes and firewalls between here and there, or correct the address.",
      cause,
    ),
  noAnswer: (where: string, seconds: number, cause: unknown) =>
    refusal(
      "no-answer",
      `${where}: the connection stands, but no answer came within ${seconds} s.`,
      "Look whether the server is well and not under heavy load.",
      cause,
    ),
  answerStalled: (where: string, seconds: number, cause: unknown) =>
    refusal(
      "answer-stalled",
      `${where}: the answer stopped before it was complete; nothing came for ${seconds} s.`,
      "Check the server and the connection, then run the command again.",
      cause,
    ),
  answerTooLarge: (where: string, mebibytes: number, cause: unknown) =>
    refusal(
      "answer-too-large",
      `${where}: the answer is larger than ${mebibytes} MiB.`,
      "Check that this is a DHCP server. If it is, raise sizeLimit of this server.",
      cause,
    ),
  connectionUpgraded: (where: string, cause: unknown) =>
    refusal(
      "connection-upgraded",
      `${where}: the server changed to another protocol (HTTP 101) instead of answering.`,
      "Check that this is the address of Kea's control channel.",
      cause,
    ),
  connectionCut: (where: string, scheme: Scheme, cause: unknown) =>
    refusal(
      "connection-cut",
      `${where}: the other side cut the connection before it answered.`,
      afterCut[scheme],
      cause,
    ),
  connectionFailed: (where: string, code: string, cause: unknown) =>
    refusal(
      "connection-failed",
      `${where}: the connection failed (${code}).`,
      "Look whether the server is running and can be reached from here.",
      cause,
    ),
  authorityUnknown: (where: string, cause: unknown) =>
    refusal(
      "authority-unknown",
      `${where}: its certificate was not signed by an authority that is trusted here.`,
      "Name the authority's certificate in tls.ca.",
      cause,
    ),
  certificateNotFor: (where: string, host: string, cause: unknown) =>
    refusal(
      "certificate-not-for",
      `${where}: its certificate is for other names than ${quoted(host)}.`,
      "Use a name that the certificate has, or give the server a certificate for this one.",
      cause,
    ),
  certificateDate: (where: string, expired: boolean, cause: unknown) =>
    refusal(
      "certificate-date",
      `${where}: its certificate ${expired ? "has expired" : "is not valid yet"}.`,
      "Renew it, or set the clock of this machine.",
      cause,
    ),
  clientCertificateRefused: (where: string, alert: string, cause: unknown) =>
    refusal(
      "client-certificate-refused",
      `${where}: the server does not take this client's certificate (${alert}).`,
      "Name a certificate that its authority signed in tls.cert, and its key in tls.key.",
      cause,
    ),
  notTls: (where: string, cause: unknown) =>
    refusal(
      "not-tls",
      `${where}: what answers there does not speak TLS.`,
      "Write http:// if that is meant, or correct the port.",
      cause,
    ),
  notHttp: (where: string, scheme: "http" | "https", cause: unknown) =>
    refusal(
      "not-http",
      `${where}: what answers there does not speak HTTP.`,
      scheme === "http"
        ? "Write https:// if that is meant, or correct the port."
        : "Correct the port.",
      cause,
    ),
  handshakeMissing: (where: string, cause: unknown) =>
    refusal(
      "handshake-missing",
      `${where}: the connection stands, but the other side did not answer the TLS handshake.`,
      "Check whether it speaks TLS at that port (write http:// if it does not), and whether the server is well.",
      cause,
    ),
  handshakeCut: (where: string, cause: unknown) =>
    refusal(
      "handshake-cut",
      `${where}: the other side cut the connection during the TLS handshake.`,
      "Check whether it speaks TLS at that port (write http:// if it does not), and whether it wants a client certificate, or another one (tls.cert and tls.key).",
      cause,
    ),
  handshakeRefused: (where: string, cause: unknown) =>
    refusal(
      "handshake-refused",
      `${where}: the server refused the TLS handshake without a reason.`,
      "Most servers do so where they want a client certificate: name it in tls.cert, and its key in tls.key. Otherwise the two sides have no TLS version or cipher in common.",
      cause,
    ),
  handshakeFailed: (where: string, reason: string, cause: unknown) =>
    refusal(
      "handshake-failed",
      `${where}: the TLS handshake failed (${serverText(reason)}).`,
      "Check which TLS versions, ciphers and keys that server offers: Node takes TLS 1.2 and later.",
      cause,
    ),
  tlsMaterial: (where: string, code: string, cause: unknown) =>
    refusal(
      "tls-material",
      `${where}: OpenSSL does not take tls.ca, tls.cert or tls.key (${code}).`,
      "Give certificates and a key that are not too short or too old for it, in PEM.",
      cause,
    ),
  tlsNoCertificate: (where: string, argument: string) =>
    refusal(
      "tls-no-certificate",
      `${where}: ${argument} holds no certificate in PEM.`,
      "Give a text with -----BEGIN CERTIFICATE----- in it.",
    ),
  tlsCertificateUnreadable: (where: string, argument: string, number: number, cause: unknown) =>
    refusal(
      "tls-certificate-unreadable",
      `${where}: certificate ${number} in ${argument} cannot be read.`,
      "Check it with openssl x509 -text -noout, and replace it.",
      cause,
    ),
  tlsNoKey: (where: string, cause: unknown) =>
    refusal(
      "tls-no-key",
      `${where}: tls.key holds no private key in PEM.`,
      "Give the private key of tls.cert.",
      cause,
    ),
  tlsKeyEncrypted: (where: string, cause: unknown) =>
    refusal(
      "tls-key-encrypted",
      `${where}: tls.key is encrypted, and there is no argument for its passphrase.`,
      "Give the key without one (openssl pkey -in KEY -out NEW_KEY), in a file that only this user can read.",
      cause,
    ),
  tlsKeyOfAnother: (where: string) =>
    refusal(
      "tls-key-of-another",
      `${where}: tls.key is not the key of the certificate in tls.cert.`,
      "Give the two that belong together.",
    ),
  socketMissing: (path: string, cause: unknown) =>
    refusal(
      "socket-missing",
      `${path}: there is no such socket.`,
      "Start the server, or correct the path.",
      cause,
    ),
  socketPathTooLong: (path: string, bytes: number) =>
    refusal(
      "socket-path-too-long",
      `${path}: the path is longer than that of a socket can be (${bytes} bytes).`,
      "Give a shorter path, such as that of a symbolic link to its folder.",
    ),
  socketForbidden: (path: string, cause: unknown) =>
    refusal(
      "socket-forbidden",
      `${path}: this user may not use the socket.`,
      "Give the user the right to it, or run this as one who has it.",
      cause,
    ),

  credentialUnset: (what: string, variable: string) =>
    refusal(
      "credential-unset",
      `${what} is to come from the environment variable ${quoted(variable)}, which is not set.`,
      "Set it where pulumi runs.",
    ),
  credentialUnreadable: (
    what: string,
    path: string,
    why: keyof typeof unreadableCredential,
    cause?: unknown,
  ) => {
    const [is, remedy] = unreadableCredential[why];
    return refusal(
      "credential-unreadable",
      `${what} is to come from the file ${quoted(path)}, which ${is}.`,
      remedy,
      cause,
    );
  },
  referenceWanted: (where: string) =>
    refusal(
      "reference-wanted",
      `${where} is no reference.`,
      'Give { env: "NAME" } or { file: "path" }: what stands in a program is kept in the state.',
    ),
};
