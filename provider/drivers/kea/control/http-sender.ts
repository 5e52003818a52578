// Commands over HTTP: to an agent, which hands them to Kea's server, or since 3.0 to the server
// itself.
import { reveal } from "../../../transports/credentials.js";
import { type Access, type HttpAnswer, postJson } from "../../../transports/http.js";
import { assertTlsMaterial, type TlsMaterial } from "../../../transports/tls-material.js";
import { Unanswered } from "../../../transports/unanswered.js";
import { messages } from "../messages.js";
import type { KeaOptions } from "../options.js";
import { type Answer, parseAnswer } from "./answer.js";
import { encodeCommand } from "./encoding.js";
import type { Door, SendCommand, ThroughSocket } from "./senders.js";

/** `through`: leads to the server by a socket of this machine. Absent: the url does. */
export function createHttpSender(
  url: URL,
  { label, limits }: Door,
  options: KeaOptions,
  through?: ThroughSocket,
): SendCommand {
  let access: Access | undefined;
  return async (command, args) => {
    access ??= revealAccess(label, options);
    // An agent needs to be told for which of Kea's servers a command is; a server takes it as well.
    const question = encodeCommand({
      command,
      service: ["dhcp4"],
      ...(args !== undefined && { arguments: args }),
    });
    const post = (more?: Pick<Access, "through">): Promise<HttpAnswer> =>
      postJson(url, question, { ...access, ...more }, limits);
    const answer = await (through
      ? through((socket) => post({ through: { socket, label } }))
      : post());
    return readAnswer(answer, { label, command, hasUser: options.user !== undefined });
  };
}

/** A command, and the server that it was sent to. */
interface SentCommand {
  readonly label: string;
  readonly command: string;
  readonly hasUser: boolean;
}

function readAnswer({ status, body }: HttpAnswer, sent: SentCommand): Answer {
  const { label, command, hasUser } = sent;
  if (status === 401) throw messages.keaUnauthorized(label, hasUser);
  if (status === 403) throw messages.keaForbidden(label, command);
  const answer = status === 200 ? parseAnswer(body, label) : undefined;
  if (answer) return answer;
  // Somebody in between may answer for a server that is still at it.
  if (status === 200) throw new Unanswered(messages.keaNoKea(label, command));
  if (status >= 500) throw new Unanswered(messages.keaHttp(label, status, command));
  throw messages.keaHttp(label, status, command);
}

function revealAccess(label: string, { user, password, tls }: KeaOptions): Access {
  return {
    ...(user !== undefined && { user, password: reveal(password!, `${label}: the password`) }),
    ...(tls && { tls: revealTls(label, tls) }),
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
