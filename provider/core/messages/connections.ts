// What lies between us and a running server.
import { quoted, refusal } from "./sentence.js";

export const connectionMessages = {
  engineGone: (label: string) =>
    refusal("engine-gone", `${label} was not written: pulumi has ended, and would not hear of it.`, "Run pulumi up again."),
  interrupted: (label: string) =>
    refusal("interrupted", `${label} was not written: pulumi was interrupted before this write began.`, "Run pulumi up again: it writes what is left."),
  nobodyListens: (where: string, cause: unknown) => refusal("nobody-listens", `${where}: nobody listens there (connection refused).`, "Start the server, or correct the address.", cause),
  hostUnknown: (where: string, host: string, cause: unknown) => refusal("host-unknown", `${where}: the name ${quoted(host)} is not known here.`, "Correct the address, or the name service of this machine.", cause),
  noRoute: (where: string, code: string, cause: unknown) => refusal("no-route", `${where}: this machine cannot reach it (${code}).`, "Look at routes and firewalls between here and there, or correct the address.", cause),
  noAnswer: (where: string, seconds: number, cause: unknown) => refusal("no-answer", `${where}: the connection stands, but no answer came within ${seconds} s.`, "Look whether the server is well and not under heavy load.", cause),
  answerStalled: (where: string, seconds: number, cause: unknown) =>
    refusal("answer-stalled", `${where}: the answer stopped before it was complete; nothing came for ${seconds} s.`, "Check the server and the connection, then run the command again.", cause),
  answerTooLarge: (where: string, mebibytes: number, cause: unknown) =>
    refusal("answer-too-large", `${where}: the answer is larger than ${mebibytes} MiB.`, "Check that this is a DHCP server. If it is, raise sizeLimit of this server.", cause),
  connectionUpgraded: (where: string, cause: unknown) =>
    refusal("connection-upgraded", `${where}: the server changed to another protocol (HTTP 101) instead of answering.`, "Check that this is the address of Kea's control channel.", cause),
  connectionCut: (where: string, cause: unknown) => refusal("connection-cut", `${where}: the other side cut the connection before it answered.`, "Look whether the server is running, and whether it expects https:// where http:// was asked.", cause),
  connectionFailed: (where: string, code: string, cause: unknown) => refusal("connection-failed", `${where}: the connection failed (${code}).`, "Look whether the server is running and can be reached from here.", cause),
  authorityUnknown: (where: string, cause: unknown) => refusal("authority-unknown", `${where}: its certificate was not signed by an authority that is trusted here.`, "Name the authority's certificate in tls.ca.", cause),
  certificateNotFor: (where: string, host: string, cause: unknown) => refusal("certificate-not-for", `${where}: its certificate is for other names than ${quoted(host)}.`, "Use a name that the certificate has, or give the server a certificate for this one.", cause),
  certificateDate: (where: string, expired: boolean, cause: unknown) => refusal("certificate-date", `${where}: its certificate ${expired ? "has expired" : "is not valid yet"}.`, "Renew it, or set the clock of this machine.", cause),
  clientCertificateRefused: (where: string, alert: string, cause: unknown) => refusal("client-certificate-refused", `${where}: the server does not take this client's certificate (${alert}).`, "Name a certificate that its authority signed in tls.cert, and its key in tls.key.", cause),
  notTls: (where: string, cause: unknown) => refusal("not-tls", `${where}: what answers there does not speak TLS.`, "Write http:// if that is meant, or correct the port.", cause),
  tlsMaterial: (where: string, code: string, cause: unknown) => refusal("tls-material", `${where}: the certificates or the key for it cannot be used (${code}).`, "tls.ca, tls.cert and tls.key are to be in PEM, and tls.key the key of tls.cert.", cause),
  socketMissing: (path: string, cause: unknown) => refusal("socket-missing", `${path}: there is no such socket.`, "Start the server, or correct the path.", cause),
  socketForbidden: (path: string, cause: unknown) => refusal("socket-forbidden", `${path}: this user may not use the socket.`, "Give the user the right to it, or run this as one who has it.", cause),

  credentialUnset: (what: string, variable: string) => refusal("credential-unset", `${what} is to come from the environment variable ${quoted(variable)}, which is not set.`, "Set it where pulumi runs."),
  credentialUnreadable: (what: string, path: string, missing: boolean, cause: unknown) =>
    refusal("credential-unreadable", `${what} is to come from the file ${quoted(path)}, which ${missing ? "is not there" : "cannot be read"}.`, missing ? "Put it there, or correct the path." : "Give the user of pulumi the right to read it.", cause),
  referenceWanted: (where: string) => refusal("reference-wanted", `${where} is no reference.`, 'Give { env: "NAME" } or { file: "path" }: what stands in a program is kept in the state.'),
};
