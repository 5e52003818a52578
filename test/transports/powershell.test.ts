// A script's way to a Windows PowerShell and back: over a real ssh to a real sshd, and on this machine; and all that can lie in the way.
import { spawn } from "node:child_process";
import { appendFileSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { UserError } from "../../provider/core/messages.js";
import { openPowerShell, type PowerShell } from "../../provider/transports/powershell.js";
import { checkPowerShellOptions } from "../../provider/transports/powershell-options.js";
import { bootstrap, readyMarker } from "../../provider/transports/powershell-frame.js";
import { Unanswered } from "../../provider/transports/unanswered.js";
import { commandLines } from "../in-sight.js";
import { until } from "../kea/until.js";
import {
  windowsHost,
  withSshd,
  type WindowsHost,
  type WindowsHostOptions,
} from "../windows/live/sshd.js";
import {
  type Call,
  clixml,
  frame,
  prints,
  standIn,
  type StandIn,
  type StandInOptions,
} from "../windows/live/stand-in.js";

/** What a run says when it fails: its code, its sentence, and whether the script may have run. */
interface Failure {
  readonly code: string;
  readonly message: string;
  readonly asked: boolean;
}

async function failure(running: Promise<unknown>): Promise<Failure> {
  try {
    await running;
  } catch (error) {
    const refusal = error instanceof Unanswered ? error.userError : error;
    if (refusal instanceof UserError)
      return { code: refusal.code, message: refusal.message, asked: error instanceof Unanswered };
    throw error;
  }
  throw new Error("it did not fail");
}

const running = (mark: string): boolean => commandLines().some((line) => line.includes(mark));

/** A moment that somebody waits for. */
function moment(): { readonly come: Promise<void>; comes(): void } {
  let comes!: () => void;
  const come = new Promise<void>((resolve) => (comes = resolve));
  return { come, comes };
}
const never = new Promise<never>(() => {});
const repeats = (script: string, request: unknown) => ({ script, request });

/** The stories that are the same whichever way a PowerShell is reached. */
function stories(
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

  it("carries what no shell, no console and no code page would", async () => {
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

  it("finds the answer among banners, and heeds no noise beside it", async () => {
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

  it("takes an answer that is whole, however PowerShell ends", async () => {
    const { shell } = await reached({
      answer: () =>
        prints({ stdout: frame([1]), stderr: clixml("The pipeline has been stopped.\n"), code: 1 }),
    });
    expect(await shell.run("x", {})).toEqual([1]);
  });

  it("tells an error of PowerShell's own as a sentence, without what was sent", async () => {
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
  ])("is told %s, and does not know what was done", async (_, stdout, code, words) => {
    const { shell } = await reached({ answer: () => prints({ stdout }) });
    const told = await failure(shell.run("x", {}));
    expect([told.code, told.asked]).toEqual([code, true]);
    expect(told.message).toContain(words);
  });

  it("asks nothing of a PowerShell that does not start", async () => {
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

  it("gives up on one that is never ready, of which nothing was asked", async () => {
    const { shell, calls } = await reached({ beginning: () => never, answer: repeats });
    const told = await failure(shell.run("x", {}, 1_500));
    expect([told.code, told.asked, calls.length]).toEqual(["powershell-not-ready", false, 0]);
    expect(told.message).toContain("was not ready within 1.5 s, so no command was sent.");
  });

  it("gives up on a script that never ends, which may have done something", async () => {
    const { shell } = await reached({ answer: () => never });
    let [seconds, told] = [1, { code: "", message: "", asked: false }];
    while (!told.asked && seconds < 60)
      told = await failure(shell.run("x", {}, (seconds *= 2) * 1000)); // a busy machine may not be ready that soon
    expect(told.code).toBe("powershell-late");
    expect(told.message).toContain(
      `no answer came within ${seconds} s, so the connection was closed. The command may still have been carried out.`,
    );
  });

  it("waits as long as it is told, however long that is", async () => {
    const { shell } = await reached({ answer: repeats });
    expect(await shell.run("x", 1, 2 ** 40)).toEqual({ script: "x", request: 1 });
  });

  it("does not know what was done by one that ended before it had heard everything", async () => {
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

  it("ends what still runs when it is closed", async () => {
    const begun = moment();
    const { shell } = await reached({ answer: () => (begun.comes(), never) });
    const [told, waiting] = [failure(shell.run("x", {})), failure(shell.run("x", {}))];
    await begun.come;
    await shell.close();
    expect([(await told).code, (await told).asked]).toEqual(["powershell-closed", true]);
    expect([(await waiting).code, (await waiting).asked]).toEqual(["powershell-closed", false]);
  });
}

withSshd("over ssh", () => {
  const hosts: WindowsHost[] = [];
  const host = async (options: Partial<WindowsHostOptions> = {}): Promise<WindowsHost> => {
    const made = await windowsHost({ answer: repeats, ...options });
    hosts.push(made);
    return made;
  };
  afterEach(async () => {
    const left = hosts.filter(({ files }) => running(files.sshConfig));
    await Promise.all(hosts.splice(0).map((made) => made.end()));
    expect(left).toEqual([]); // no ssh outlives its question
  });

  stories(async (options) => {
    const made = await host(options);
    return { shell: openPowerShell(made.args), calls: made.calls };
  });

  it("reads no more of an answer than its limit, and does not know what was done", async () => {
    const { args } = await host({ answer: () => prints({ stdout: "x".repeat(2 ** 21) }) });
    const told = await failure(openPowerShell({ ...args, sizeLimit: 1 }).run("x", {}));
    expect([told.code, told.asked]).toEqual(["answer-too-large", true]);
  });

  it("shows nobody what is asked: it stands in no command line here or there", async () => {
    let seen: string[] = [];
    const { args } = await host({ answer: () => ({ lines: (seen = commandLines()).length }) });
    await openPowerShell(args).run("canary-script", {
      sharedSecret: "canary-secret",
      scope: "canary-scope",
    });
    const ours = seen.filter((line) => line.includes("EncodedCommand"));
    expect([
      ours.some((line) => line.startsWith("ssh ")),
      ours.some((line) => line.includes("powershell.mjs")),
    ]).toEqual([true, true]);
    const hidden = ["canary-script", "canary-secret", "canary-scope"].flatMap((text) => [
      text,
      Buffer.from(text).toString("base64").replace(/=+$/, ""),
      Buffer.from(text, "utf16le").toString("base64").slice(0, -4),
    ]);
    expect(hidden.filter((text) => seen.some((line) => line.includes(text)))).toEqual([]);
  });

  it("is at one machine once at a time, whoever asks, and at several at the same time", async () => {
    let [now, most] = [0, 0];
    const answer = async () => {
      most = Math.max(most, ++now);
      await new Promise((resolve) => setTimeout(resolve, 50));
      now--;
      return {};
    };
    const { args } = await host({ answer });
    const [one, other] = [
      openPowerShell(args),
      openPowerShell({ ...args, computerName: "DHCP1.test" }),
    ];
    expect(one.address).toBe(other.address);
    appendFileSync(args.sshConfig, "Host DHCP1.test\n  HostName 127.0.0.1\n");
    await Promise.all([one.run("x", 1), other.run("x", 2), one.run("x", 3)]);
    expect(most).toBe(1);

    // Each waits for the other to have begun.
    const [first, second] = [moment(), moment()];
    const here = await host({
      computerName: "here.test",
      answer: async () => (first.comes(), await second.come, {}),
    });
    const there = await host({
      computerName: "there.test",
      answer: async () => (second.comes(), await first.come, {}),
    });
    await Promise.all([here, there].map((machine) => openPowerShell(machine.args).run("x", {})));
  });

  it("says when the connection is cut while the script runs, and what that may mean", async () => {
    const made: WindowsHost = await host({ answer: (_, __, call) => (made.cut(call), never) });
    const told = await failure(openPowerShell(made.args).run("x", {}));
    expect([told.code, told.asked, made.calls.length]).toEqual(["powershell-cut", true, 1]);
    expect(told.message).toMatch(
      /^dhcp1\.test: the connection broke before the answer came: .+\. The command may still have been carried out\. Run this again/,
    );
  });

  it("says when the connection is cut before anything was asked", async () => {
    const made: WindowsHost = await host({ beginning: (process) => (made.cut(process), never) });
    const told = await failure(openPowerShell(made.args).run("x", {}));
    expect([told.code, told.asked, made.calls.length]).toEqual(["ssh-cut", false, 0]);
  });

  describe("trusts no machine whose key it does not know", () => {
    it("one that nobody accepted", async () => {
      const { args, calls, files } = await host();
      writeFileSync(files.knownHosts, "");
      const told = await failure(openPowerShell(args).run("x", {}));
      expect([told.code, told.asked, calls.length]).toEqual(["host-key-unknown", false, 0]);
      expect(told.message).toMatch(
        new RegExp(
          `^dhcp1\\.test: no ED25519 host key of "\\[127\\.0\\.0\\.1\\]:${args.port}" is in known_hosts, so no login was attempted\\. Get the fingerprints on the server itself`,
        ),
      );
    });

    it("one whose key is another", async () => {
      const [{ args, calls, files }, impostor] = [
        await host(),
        await host({ computerName: "impostor.test" }),
      ];
      writeFileSync(
        files.knownHosts,
        readFileSync(impostor.files.knownHosts, "utf8").replace(
          String(impostor.args.port),
          String(args.port),
        ),
      );
      const told = await failure(openPowerShell(args).run("x", {}));
      expect([told.code, told.asked, calls.length]).toEqual(["host-key-changed", false, 0]);
      expect(told.message).toMatch(
        /^dhcp1\.test: its host key \(ED25519 SHA256:[A-Za-z0-9+/]{43}\) differs from the one in known_hosts, so no login was attempted\. Another machine may be impersonating the server\./,
      );
      expect(told.message).toContain(`remove the old key from ${files.knownHosts}.`);
    });

    it("nor one that the ssh configuration would trust", async () => {
      const { args, files } = await host();
      writeFileSync(files.knownHosts, "");
      appendFileSync(
        files.sshConfig,
        "  StrictHostKeyChecking no\n  NoHostAuthenticationForLocalhost yes\n",
      );
      expect((await failure(openPowerShell(args).run("x", {}))).code).toBe("host-key-unknown");
    });

    it("nor one whose key was revoked", async () => {
      const { args, files } = await host();
      writeFileSync(files.knownHosts, `@revoked ${readFileSync(files.knownHosts, "utf8")}`);
      const told = await failure(openPowerShell(args).run("x", {}));
      expect([told.code, told.asked]).toEqual(["host-key-refused", false]);
    });
  });

  it("is not let in without the right key, and asks nobody for a password", async () => {
    const { args, calls, files } = await host();
    writeFileSync(files.authorizedKeys, "");
    const told = await failure(openPowerShell(args).run("x", {}));
    expect([told.code, told.asked, calls.length]).toEqual(["ssh-denied", false, 0]);
    expect(told.message).toContain(
      `dhcp1.test: "${args.user}@127.0.0.1" was not allowed to log in (publickey). Check that ssh has the private key`,
    );
  });

  it("says when nobody listens", async () => {
    const { args, stop } = await host();
    await stop();
    expect(await failure(openPowerShell(args).run("x", {}))).toEqual({
      code: "ssh-connection-refused",
      asked: false,
      message: `dhcp1.test: the connection to port ${args.port} was refused; no ssh server listens there. Start the OpenSSH server (Start-Service sshd), or correct the name or the port. [ssh-connection-refused]`,
    });
  });

  it("says when a name is unknown", async () => {
    const { args } = await host();
    expect(
      await failure(openPowerShell({ ...args, computerName: "nowhere.invalid" }).run("x", {})),
    ).toMatchObject({
      code: "host-unknown",
      asked: false,
      message: expect.stringContaining(
        'nowhere.invalid: the name "nowhere.invalid" cannot be resolved.',
      ),
    });
  });

  it("says when the ssh configuration is missing or wrong", async () => {
    const { args, files } = await host();
    expect(
      await failure(openPowerShell({ ...args, sshConfig: "/nowhere/ssh-config" }).run("x", {})),
    ).toMatchObject({
      code: "ssh-config",
      asked: false,
      message: expect.stringContaining(
        "dhcp1.test: ssh does not accept its configuration: Can't open user config file /nowhere/ssh-config: No such file or directory.",
      ),
    });
    appendFileSync(files.sshConfig, "Colour blue\n");
    expect(await failure(openPowerShell(args).run("x", {}))).toMatchObject({
      code: "ssh-config",
      asked: false,
      message: expect.stringContaining("Bad configuration option: colour"),
    });
  });

  describe("and what answers is no server of ssh", () => {
    let server: Server;
    afterEach(() => void server.close());
    it.each([
      ["hangs up", "", "ssh-cut"],
      ["speaks something else", "SSH-1.5-old\r\n", "not-ssh"],
      ["begins and hangs up", "SSH-2.0-x\r\n", "ssh-cut"],
    ])("that %s", async (_, greeting, code) => {
      const { args } = await host();
      server = createServer((socket) => socket.on("error", () => {}).end(greeting)).listen(
        0,
        "127.0.0.1",
      );
      await new Promise((resolve) => server.once("listening", resolve));
      const told = await failure(
        openPowerShell({ ...args, port: (server.address() as { port: number }).port }).run("x", {}),
      );
      expect([told.code, told.asked]).toEqual([code, false]);
    });
  });

  it("goes over a jump host that the ssh configuration names", async () => {
    const [far, jump] = [await host(), await host({ computerName: "jump.test" })];
    appendFileSync(
      far.files.sshConfig,
      [
        "Host jump.test",
        `  HostName 127.0.0.1`,
        `  Port ${jump.args.port}`,
        `  IdentityFile ${jump.files.userKey}`,
        `  UserKnownHostsFile ${jump.files.knownHosts}`,
        "Host dhcp1.test",
        "  ProxyJump jump.test",
        "",
      ].join("\n"),
    );
    // The first word counts: the file says for all names what jump.test is to have of its own.
    writeFileSync(
      far.files.sshConfig,
      readFileSync(far.files.sshConfig, "utf8")
        .split(/^(?=Host )/m)
        .sort((a, b) => Number(a.startsWith("Host *")) - Number(b.startsWith("Host *")))
        .join(""),
    );
    const shell = openPowerShell(far.args);
    expect(await shell.run("x", { over: "jump" })).toEqual({
      script: "x",
      request: { over: "jump" },
    });
    expect([jump.log().match(/Accepted publickey/g)?.length, jump.calls.length]).toEqual([1, 0]);
    writeFileSync(jump.files.authorizedKeys, "");
    const told = await failure(shell.run("x", {}));
    expect([told.code, told.asked]).toEqual(["ssh-denied", false]);
  });

  it("shares a connection where the ssh configuration says so, and does not wait for it to end", async () => {
    const { args, files, log } = await host();
    const control = `${files.sshConfig}-control`;
    appendFileSync(
      files.sshConfig,
      `  ControlMaster auto\n  ControlPersist 60\n  ControlPath ${control}\n`,
    );
    const shell = openPowerShell(args);
    try {
      for (const n of [1, 2, 3])
        expect(await shell.run("x", n)).toEqual({ script: "x", request: n });
      expect(log().match(/Accepted publickey/g)?.length).toBe(1);
    } finally {
      await new Promise((resolve) =>
        spawn(
          "ssh",
          [
            "-F",
            files.sshConfig,
            "-O",
            "exit",
            "-p",
            String(args.port),
            "-l",
            args.user,
            args.computerName,
          ],
          { stdio: "ignore" },
        ).once("close", resolve),
      );
      await until(
        "the shared connection to end",
        async () => !existsSync(control) && !running(files.sshConfig),
      );
    }
  });

  it.each([
    ["is told to end", "SIGTERM"],
    ["ends by itself", undefined],
  ] as const)("leaves no ssh behind when the process that asked %s", async (_, signal) => {
    const begun = moment();
    const made = await host({ answer: () => (begun.comes(), never) });
    const program = `require(${JSON.stringify(resolve(import.meta.dirname, "../../dist/transports/powershell.js"))}).openPowerShell(${JSON.stringify(made.args)}).run("x", {}); process.stdin.once("data", () => process.exit(0));`;
    const asking = spawn(process.execPath, ["-e", program], {
      stdio: ["pipe", "inherit", "inherit"],
    });
    const ended = new Promise((resolve) => asking.once("exit", (code, by) => resolve(by ?? code)));
    await begun.come;
    expect(running(made.files.sshConfig)).toBe(true);
    if (signal) asking.kill(signal);
    else asking.stdin.write("end\n");
    expect(await ended).toBe(signal ?? 0);
    await until("ssh to end", async () => !running(made.files.sshConfig));
  });

  it("says when there is no ssh", async () => {
    const path = process.env["PATH"];
    process.env["PATH"] = "/nowhere";
    try {
      expect(await failure(openPowerShell({ computerName: "dhcp1.test" }).run("x", {}))).toEqual({
        code: "ssh-missing",
        asked: false,
        message:
          "dhcp1.test is reached over ssh, but there is no ssh on this machine's PATH. Install the OpenSSH client. [ssh-missing]",
      });
    } finally {
      process.env["PATH"] = path;
    }
  });
});

describe("on this machine", () => {
  const path = process.env["PATH"];
  const open: StandIn[] = [];
  afterEach(async () => {
    process.env["PATH"] = path;
    await Promise.all(open.splice(0).map((made) => made.end()));
  });

  stories(async (options) => {
    const made = await standIn(options);
    open.push(made);
    process.env["PATH"] = `${made.path}:${path}`;
    return { shell: openPowerShell({ over: "local" }), calls: made.calls };
  });

  it("knows the machine that its script asks by that machine's name", () => {
    expect(openPowerShell({ over: "local", computerName: "DHCP1.example.com" })).toMatchObject({
      label: "DHCP1.example.com",
      address: openPowerShell({ computerName: "dhcp1.example.com" }).address,
    });
    expect(openPowerShell({ over: "local" }).label).not.toBe("");
  });

  // A powershell.exe below a PowerShell 7 would inherit its module path, and find no module of its own there
  // (about_PSModulePath; PowerShell/PowerShell#27774).
  it("lets it find its own modules, whatever PowerShell this was started from", async () => {
    const made = await standIn({ answer: repeats });
    open.push(made);
    process.env["PATH"] = `${made.path}:${path}`;
    process.env["PSModulePath"] = "C:\\Program Files\\PowerShell\\7\\Modules";
    try {
      await openPowerShell({ over: "local" }).run("x", {});
      expect(made.calls[0]!.variables.filter((name) => /^psmodulepath$/i.test(name))).toEqual([]);
      expect(made.calls[0]!.variables).toContain("PATH");
    } finally {
      delete process.env["PSModulePath"];
    }
  });

  it("says when there is no PowerShell", async () => {
    process.env["PATH"] = mkdtempSync(join(tmpdir(), "empty-"));
    expect(
      await failure(openPowerShell({ over: "local", computerName: "dhcp1" }).run("x", {})),
    ).toEqual({
      code: "powershell-missing",
      asked: false,
      message:
        'dhcp1 is reached from this machine (over: "local"), but there is no powershell.exe on its PATH. Run this on Windows with the DHCP tools (RSAT), or set over: "ssh". [powershell-missing]',
    });
  });
});

describe("what names a machine", () => {
  const flaw = (options: object) => checkPowerShellOptions("primary", options)?.code;

  it("is a DNS name or an address", () => {
    for (const computerName of [
      "dhcp1",
      "DHCP-1.corp.example.com",
      "dhcp1.example.com.",
      "10.0.0.1",
      "2001:db8::1",
      "_x.y",
    ])
      expect([computerName, flaw({ computerName })]).toEqual([computerName, undefined]);
    for (const computerName of [
      "",
      "-oProxyCommand=x",
      "dhcp1;x",
      "dhcp1 x",
      "a..b",
      ".a",
      "10.0.0.256",
      "1.2.3",
      "fe80::1%eth0",
      "[::1]",
      "user@dhcp1",
      "ssh://dhcp1",
      "a/b",
      "dhcp1\n",
      "é",
      `${"a".repeat(64)}.b`,
      "a.".repeat(127) + "a",
    ])
      expect([computerName, flaw({ computerName })]).toEqual([computerName, "computer-name"]);
    expect(checkPowerShellOptions("primary", {})!.message).toBe(
      'primary.computerName is missing: a connection over ssh needs a host name. Give the DNS name or address, or set over: "local" for this machine. [computer-name-missing]',
    );
    expect(flaw({ over: "local" })).toBeUndefined();
  });

  it("is told with a user and a port that ssh takes", () => {
    const computerName = "dhcp1";
    for (const user of [
      "admin",
      "CORP\\dhcp-admin",
      "admin@corp.example.com",
      "Jörg Müller",
      "svc_dhcp.1",
    ])
      expect([user, flaw({ computerName, user })]).toEqual([user, undefined]);
    for (const user of [
      "",
      "-x",
      "a -x",
      "a\\",
      "a;b",
      "$(x)",
      "a`b",
      "a\nb",
      "a@",
      "@b",
      "a'b",
      "%h",
      " a",
      "a ",
    ])
      expect([user, flaw({ computerName, user })]).toEqual([user, "ssh-user"]);
    for (const port of [0, 65_536, 1.5, Number.NaN])
      expect(flaw({ computerName, port })).toBe("ssh-port");
    expect(flaw({ computerName, port: 22, sshConfig: "ssh-config" })).toBeUndefined();
    for (const sshConfig of ["", "a\0b"])
      expect(flaw({ computerName, sshConfig })).toBe("ssh-config-path");
  });

  it("is told without what only ssh knows, on this machine", () => {
    for (const [name, value] of Object.entries({ user: "a", port: 22, sshConfig: "x" }))
      expect(checkPowerShellOptions("partner", { over: "local", [name]: value })!.message).toBe(
        `partner.${name} applies only to connections over ssh. Remove it, or set over: "ssh". [only-over-ssh]`,
      );
  });

  it("stops whoever goes on without having looked", () => {
    expect(() => openPowerShell({ computerName: "-x" })).toThrow(UserError);
  });
});
