// The stories that are the same whichever way a PowerShell is reached, and how a run fails.
import { expect, it } from "vitest";
import { UserError } from "../../../../provider/core/messages.js";
import type { PowerShell } from "../../../../provider/transports/powershell.js";
import { bootstrap, readyMarker } from "../../../../provider/transports/powershell-frame.js";
import { Unanswered } from "../../../../provider/transports/unanswered.js";
import { commandLines } from "../../in-sight.js";
import { type Call, clixml, frame, prints, type StandInOptions } from "../live/stand-in.js";

/**
 * The report of a run that fails: its code, its sentence, and a flag for a script that may have
 * run.
 */
interface Failure {
  readonly code: string;
  readonly message: string;
  readonly asked: boolean;
}

export async function failure(run: Promise<unknown>): Promise<Failure> {
  try {
    await run;
  } catch (error) {
    const refusal = error instanceof Unanswered ? error.userError : error;
    if (refusal instanceof UserError)
      return { code: refusal.code, message: refusal.message, asked: error instanceof Unanswered };
    throw error;
  }
  throw new Error("it did not fail");
}

export const running = (mark: string): boolean =>
  commandLines().some((line) => line.includes(mark));

/** A moment that somebody waits for. */
export function moment(): { readonly come: Promise<void>; comes(): void } {
  let comes!: () => void;
  const come = new Promise<void>((resolve) => (comes = resolve));
  return { come, comes };
}
export const never = new Promise<never>(() => {});
export const repeats = (script: string, request: unknown) => ({ script, request });

/** The stories that are the same whichever way a PowerShell is reached. */
export function stories(
  reached: (
    options: StandInOptions,
  ) => Promise<{ readonly shell: PowerShell; readonly calls: readonly Call[] }>,
): void {
  it("runs a script on a request and answers what it wrote", async () => {
    const { shell, calls } = await reached({ answer: repeats });
    expect(
      await shell.run("param([string] $json)\n# it's constant", {
        scopes: ["10.0.1.0"],
        force: false,
        none: null,
      }),
    ).toEqual({
      script: "param([string] $json)\n# it's constant",
      request: { scopes: ["10.0.1.0"], force: false, none: null },
    });
    expect(Buffer.from(calls[0]!.argv.at(-1)!, "base64").toString("utf16le")).toBe(bootstrap);
  });

  it("carries every character, whatever shells, consoles and code pages do", async () => {
    const { shell } = await reached({ answer: repeats });
    const request = {
      text: "‘’‚‛“”„'\"`$(Remove-Item) %PATH% ^& | > < ; é ü → 😀 \u0000 \u0007 \r\n \t \ufeff @@DHCP1:e30=:@@ @@DHCP1?@@",
    };
    expect(await shell.run("é → 😀\r\n$json", request)).toEqual({
      script: "é → 😀\r\n$json",
      request,
    });
  });

  it("carries a megabyte both ways", async () => {
    const { shell } = await reached({ answer: repeats });
    const request = {
      reservations: Array.from(
        { length: 25_000 },
        (_, i) => `10.${i >> 8}.${i & 255}.1 Büro ${i} 00-15-5d-00-00-01`,
      ),
    };
    expect(Buffer.byteLength(JSON.stringify(request))).toBeGreaterThan(2 ** 20);
    expect(await shell.run("x", request)).toEqual({ script: "x", request });
  });

  it("finds the answer among banners, and ignores noise beside it", async () => {
    const noise = clixml("Preparing modules for first use.\n", "progress");
    const { shell } = await reached({
      beginning: () => ({
        stdout: "Authorized use only. é\r\n\u001b[31m@@ DHCP1 ",
        stderr: "Welcome.\r\n",
      }),
      answer: () =>
        prints({
          stdout: `WARNUNG: für alle\r\nmitten ${frame({ name: "Zürich" })} darin\r\ndanach\r\n`,
          stderr: noise,
        }),
    });
    expect(await shell.run("x", {})).toEqual({ name: "Zürich" });
  });

  it("takes a whole answer, however PowerShell ends", async () => {
    const { shell } = await reached({
      answer: () =>
        prints({ stdout: frame([1]), stderr: clixml("The pipeline has been stopped.\n"), code: 1 }),
    });
    expect(await shell.run("x", {})).toEqual([1]);
  });

  it("reports an error of PowerShell as a sentence, without what was sent", async () => {
    const request = {
      relationship: { name: "sfo", sharedSecret: "hunter2-canary", other: "hunter2-canary-too" },
    };
    const { shell } = await reached({
      answer: () =>
        prints({
          stderr: clixml(
            'Cannot convert "hunter2-can\nary-too" and hunter2-canary\u0007 to <int>.\nAt line:1 char:9\n+ &($s) $j\n+ ~~~~\n    + CategoryInfo : x\n',
          ),
          code: 1,
        }),
    });
    const { message, ...rest } = await failure(shell.run("x", request));
    expect(rest).toEqual({ code: "powershell-no-answer", asked: true });
    expect(message).toBe(
      `${shell.label}: Windows PowerShell ended without an answer (code 1): Cannot convert "…" and … to <int>. The command may still have been carried out. Run this again: it reads the current state of the server. [powershell-no-answer]`,
    );
  });

  it.each([
    [
      "nothing",
      "",
      "powershell-no-answer",
      "ended without an answer (code 0): (no further details).",
    ],
    [
      "two answers",
      frame({ a: 1 }) + frame({ a: 1 }),
      "powershell-twice",
      "more than one answer came, and none was used.",
    ],
    [
      "half an answer",
      frame({ a: "long enough" }).slice(0, -9),
      "powershell-garbled",
      "the answer is incomplete and was not used.",
    ],
    [
      "an answer with a warning in it",
      frame({ a: "long enough" }).replace(/.{9}$/, (end) => `\r\nWARNING\r\n${end}`),
      "powershell-garbled",
      "the answer is incomplete and was not used.",
    ],
  ])("answers %s, and then it is unknown what was done", async (_, stdout, code, words) => {
    const { shell } = await reached({ answer: () => prints({ stdout }) });
    const told = await failure(shell.run("x", {}));
    expect([told.code, told.asked]).toEqual([code, true]);
    expect(told.message).toContain(words);
  });

  it("is sent no request where it does not start", async () => {
    const { shell, calls } = await reached({
      beginning: () => ({
        stdout: "Welcome.\r\n",
        stderr:
          "'powershell.exe' is not recognized as an internal or external command,\r\noperable program or batch file.\r\n",
        code: 1,
      }),
      answer: repeats,
    });
    const told = await failure(shell.run("x", {}));
    expect([told.code, told.asked, calls.length]).toEqual(["powershell-not-started", false, 0]);
    expect(told.message).toContain(
      "did not start on the server (code 1): 'powershell.exe' is not recognized as an internal or external command, operable program or batch file. Check",
    );
  });

  it("is given up where it is never ready, and was sent no request", async () => {
    const { shell, calls } = await reached({ beginning: () => never, answer: repeats });
    const told = await failure(shell.run("x", {}, 1_500));
    expect([told.code, told.asked, calls.length]).toEqual(["powershell-not-ready", false, 0]);
    expect(told.message).toContain("was not ready within 1.5 s, so no command was sent.");
  });

  it("is given up where its script never ends, which may have done something", async () => {
    const { shell } = await reached({ answer: () => never });
    let [seconds, told] = [1, { code: "", message: "", asked: false }];
    while (!told.asked && seconds < 60) {
      seconds *= 2; // a busy machine may not be ready that soon
      told = await failure(shell.run("x", {}, seconds * 1000));
    }
    expect(told.code).toBe("powershell-late");
    expect(told.message).toContain(
      `no answer came within ${seconds} s, so the connection was closed. The command may still have been carried out.`,
    );
  });

  it("may take as long as the timeout says, however long that is", async () => {
    const { shell } = await reached({ answer: repeats });
    expect(await shell.run("x", 1, 2 ** 40)).toEqual({ script: "x", request: 1 });
  });

  it("leaves unknown what it did where it ended before it had read the whole request", async () => {
    const { shell } = await reached({
      beginning: () => ({
        stdout: readyMarker,
        stderr: `${"Welcome. ".repeat(100)}\r\nOut of memory.`,
        code: 3,
      }),
      answer: repeats,
    });
    const told = await failure(shell.run("x", "long".repeat(1_000_000)));
    expect([told.code, told.asked]).toEqual(["powershell-no-answer", true]);
    expect(told.message).toMatch(
      /ended without an answer \(code 3\): ….*Welcome\. Out of memory\. The command may/,
    );
  });

  it("takes the next request after one that failed", async () => {
    const { shell } = await reached({
      answer: (_, request) => (request.fail ? prints({ code: 1 }) : request),
    });
    expect(
      (await Promise.all([failure(shell.run("x", { fail: true })), shell.run("x", { n: 2 })]))[1],
    ).toEqual({ n: 2 });
  });

  it("ends what still runs when the connection is closed", async () => {
    const begun = moment();
    const { shell } = await reached({
      answer: () => {
        begun.comes();
        return never;
      },
    });
    const [told, waiting] = [failure(shell.run("x", {})), failure(shell.run("x", {}))];
    await begun.come;
    await shell.close();
    expect([(await told).code, (await told).asked]).toEqual(["powershell-closed", true]);
    expect([(await waiting).code, (await waiting).asked]).toEqual(["powershell-closed", false]);
  });
}
