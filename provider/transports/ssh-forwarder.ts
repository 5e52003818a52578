// Questions to a program on a server that is reached over ssh: through a socket of this machine that
// ssh forwards to the program's Unix socket, or to a port of the server's loopback.
import { setTimeout as wait } from "node:timers/promises";
import { UserError } from "../core/messages.js";
import { SshConnection, type SshForwarding } from "./ssh-connection.js";
import { explainRefusedForwarding } from "./ssh-diagnosis.js";
import { sshMessages } from "./ssh-messages.js";
import { Unanswered } from "./unanswered.js";

/** A way to a server that is opened with its first question. */
export interface SshForwarder {
  /**
   * Asks something through the local socket. Throws a `UserError` if the question did not arrive,
   * and `Unanswered` if it may have.
   */
  ask<T>(question: (socket: string) => Promise<T>): Promise<T>;
  /** Ends ssh. */
  close(): Promise<void>;
}

/** Milliseconds after a failure in which ssh writes why, or ends. */
const settleMs = 500;

/** ssh listens a moment after it has made its socket. */
const listenAttempts = 50;
const listenPauseMs = 20;

export function createSshForwarder(forwarding: SshForwarding): SshForwarder {
  let latest: SshConnection | undefined;
  let opening: Promise<SshConnection> | undefined;

  /** Returns the connection that all questions share, a new one if there is none that works. */
  const open = (): Promise<SshConnection> => {
    if (opening === undefined || latest?.hasEnded) {
      latest = undefined;
      opening = connect(forwarding);
      opening.then(
        (connection) => {
          latest = connection;
        },
        () => {
          opening = undefined;
        },
      );
    }
    return opening;
  };

  return {
    async ask(question) {
      for (let isRepeated = false; ; isRepeated = true) {
        const connection = await open();
        const { position } = connection;
        try {
          return await askOnceListening(connection, question);
        } catch (error) {
          const explained = await explainFailure({ connection, position, forwarding }, error);
          // ssh ended since the last question, and nothing was sent.
          const isStale = connection.hasEnded && !(explained instanceof Unanswered);
          if (!isStale || isRepeated) throw explained;
        }
      }
    },
    async close() {
      const connection = await opening?.catch(() => undefined);
      await connection?.stop();
    },
  };
}

async function connect(forwarding: SshForwarding): Promise<SshConnection> {
  if (process.platform === "win32") throw sshMessages.sshForwardingOnWindows(forwarding.label);
  const connection = new SshConnection(forwarding);
  await connection.waitUntilReady();
  return connection;
}

async function askOnceListening<T>(
  connection: SshConnection,
  question: (socket: string) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await question(connection.socket);
    } catch (error) {
      const isEarly = error instanceof UserError && error.code === "connection-refused";
      if (!isEarly || connection.hasEnded || attempt === listenAttempts) throw error;
      await wait(listenPauseMs);
    }
  }
}

/** A question over a connection whose ssh had written so much before. */
interface AskedQuestion {
  readonly connection: SshConnection;
  readonly position: number;
  readonly forwarding: SshForwarding;
}

/** Returns the error for a question that failed: what ssh says of it, or the question's own. */
async function explainFailure(asked: AskedQuestion, error: unknown): Promise<unknown> {
  if (!(error instanceof UserError || error instanceof Unanswered)) return error;
  const { connection, position, forwarding } = asked;
  await connection.waitForErrors(position, settleMs);
  const text = connection.errorsSince(position);
  const refused = /open failed: (.*)/.exec(text);
  if (refused) return explainRefusedForwarding(forwarding, refused[1]!.trim());
  if (!connection.hasEnded) return error;
  const broken = sshMessages.sshBroken(forwarding.label, text);
  return error instanceof Unanswered ? new Unanswered(broken) : broken;
}
