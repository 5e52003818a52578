// Sends commands over HTTP: to a Control Agent, or since 3.0 to Kea itself.
import { reveal } from "../../../transports/credentials.js";
import {
  type Access,
  createConnections,
  type HttpAnswer,
  postJson,
} from "../../../transports/http.js";
import { assertTlsMaterial, type TlsMaterial } from "../../../transports/tls-material.js";
import { Unanswered } from "../../../transports/unanswered.js";
import { messages } from "../messages.js";
import { dhcpv4 } from "../names.js";
import type { KeaOptions } from "../options.js";
import { type KeaAnswer, parseAnswer } from "./answer.js";
import { encodeCommand } from "./encoding.js";
import type { CommandSender, Door, ThroughSocket } from "./senders.js";

/** `through`: a socket of this machine leads to the server. Absent: the URL does. */
export function createHttpSender(
  url: URL,
  { label, limits }: Door,
  options: KeaOptions,
  through?: ThroughSocket,
): CommandSender {
  let access: Access | undefined;
  let connections: Access["connections"];
  const send: CommandSender["send"] = async (command, args) => {
    access ??= revealAccess(label, options);
    // A Control Agent needs the service that a command is for; Kea itself accepts it as well.
    const question = encodeCommand({
      command,
      service: [dhcpv4.service],
      ...(args !== undefined && { arguments: args }),
    });
    const shared = connections && { connections };
    const post = (more?: Pick<Access, "through">): Promise<HttpAnswer> =>
      postJson(url, question, { ...access, ...shared, ...more }, limits);
    const answer = await (through
      ? through((socket) => post({ through: { socket, label } }))
      : post());
    return readAnswer(answer, { label, command, hasUser: options.user !== undefined });
  };
  return {
    send,
    async keepConnections(work) {
      connections = createConnections(url);
      try {
        return await work();
      } finally {
        connections.destroy();
        connections = undefined;
      }
    },
  };
}

/** A command, and the server that it was sent to. */
interface SentCommand {
  readonly label: string;
  readonly command: string;
  readonly hasUser: boolean;
}

function readAnswer({ status, body }: HttpAnswer, sent: SentCommand): KeaAnswer {
  const { label, command, hasUser } = sent;
  if (status === 401) throw messages.keaUnauthorized(label, hasUser);
  if (status === 403) throw messages.keaForbidden(label, command);
  const answer = status === 200 ? parseAnswer(body, label) : undefined;
  if (answer) return answer;
  // A proxy may answer for a server that still works on the command.
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

/** Returns the certificates and the key that `tls` refers to. Throws where they are not valid. */
function revealTls(label: string, tls: NonNullable<KeaOptions["tls"]>): TlsMaterial {
  const references = Object.entries(tls).filter(([, reference]) => reference !== undefined);
  const texts: TlsMaterial = Object.fromEntries(
    references.map(([name, reference]) => [name, reveal(reference, `${label}: tls.${name}`)]),
  );
  assertTlsMaterial(label, texts);
  return texts;
}
