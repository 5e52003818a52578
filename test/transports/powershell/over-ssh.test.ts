// A script's way to a Windows PowerShell and back over a real ssh to a real sshd, and all that can lie in the way.
import { spawn } from "node:child_process";
import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { resolve } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { openPowerShell } from "../../../provider/transports/powershell.js";
import { commandLines } from "../../helpers/in-sight.js";
import { until } from "../../helpers/kea/until.js";
import {
  windowsHost,
  withSshd,
  type WindowsHost,
  type WindowsHostOptions,
} from "../../helpers/windows/live/sshd.js";
import { prints } from "../../helpers/windows/live/stand-in.js";
import {
  failure,
  moment,
  never,
  repeats,
  running,
  stories,
} from "../../helpers/windows/transports/powershell-stories.js";

withSshd("a PowerShell over ssh", () => {
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

  it("is read up to the size limit, and then it is unknown what it did", async () => {
    const { args } = await host({ answer: () => prints({ stdout: "x".repeat(2 ** 21) }) });
    const told = await failure(openPowerShell({ ...args, sizeLimit: 1 }).run("x", {}));
    expect([told.code, told.asked]).toEqual(["answer-too-large", true]);
  });

  it("shows scripts and requests in no command line, here or on the server", async () => {
    let seen: string[] = [];
    const { args } = await host({
      answer: () => {
        seen = commandLines();
        return { lines: seen.length };
      },
    });
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

  it("runs one request at a time on one machine, and several machines at the same time", async () => {
    let [now, most] = [0, 0];
    const answer = async () => {
      most = Math.max(most, ++now);
      await new Promise((done) => setTimeout(done, 50));
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
      answer: async () => {
        first.comes();
        await second.come;
        return {};
      },
    });
    const there = await host({
      computerName: "there.test",
      answer: async () => {
        second.comes();
        await first.come;
        return {};
      },
    });
    await Promise.all([here, there].map((machine) => openPowerShell(machine.args).run("x", {})));
  });

  it("is reported with what may have happened where the connection is cut while the script runs", async () => {
    const made: WindowsHost = await host({
      answer: (_, __, call) => {
        made.cut(call);
        return never;
      },
    });
    const told = await failure(openPowerShell(made.args).run("x", {}));
    expect([told.code, told.asked, made.calls.length]).toEqual(["powershell-cut", true, 1]);
    expect(told.message).toMatch(
      /^dhcp1\.test: the connection broke before the answer came: .+\. The command may still have been carried out\. Run this again/,
    );
  });

  it("is reported as not asked where the connection is cut before the request", async () => {
    const made: WindowsHost = await host({
      beginning: (process) => {
        made.cut(process);
        return never;
      },
    });
    const told = await failure(openPowerShell(made.args).run("x", {}));
    expect([told.code, told.asked, made.calls.length]).toEqual(["ssh-cut", false, 0]);
  });

  describe("is not asked on a machine", () => {
    it("whose host key nobody accepted", async () => {
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

    it("whose host key has changed", async () => {
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

    it("whose host key only the ssh configuration would trust", async () => {
      const { args, files } = await host();
      writeFileSync(files.knownHosts, "");
      appendFileSync(
        files.sshConfig,
        "  StrictHostKeyChecking no\n  NoHostAuthenticationForLocalhost yes\n",
      );
      expect((await failure(openPowerShell(args).run("x", {}))).code).toBe("host-key-unknown");
    });

    it("whose host key was revoked", async () => {
      const { args, files } = await host();
      writeFileSync(files.knownHosts, `@revoked ${readFileSync(files.knownHosts, "utf8")}`);
      const told = await failure(openPowerShell(args).run("x", {}));
      expect([told.code, told.asked]).toEqual(["host-key-refused", false]);
    });
  });

  it("is reported as denied without the right key, and nobody is asked for a password", async () => {
    const { args, calls, files } = await host();
    writeFileSync(files.authorizedKeys, "");
    const told = await failure(openPowerShell(args).run("x", {}));
    expect([told.code, told.asked, calls.length]).toEqual(["ssh-denied", false, 0]);
    expect(told.message).toContain(
      `dhcp1.test: "${args.user}@127.0.0.1" was not allowed to log in (publickey). Check that ssh has the private key`,
    );
  });

  it("is reported as refused where nothing listens", async () => {
    const { args, stop } = await host();
    await stop();
    expect(await failure(openPowerShell(args).run("x", {}))).toEqual({
      code: "ssh-connection-refused",
      asked: false,
      message: `dhcp1.test: the connection to port ${args.port} was refused; no ssh server listens there. Start the OpenSSH server (Start-Service sshd), or correct the name or the port. [ssh-connection-refused]`,
    });
  });

  it("is reported where its name is unknown", async () => {
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

  it("is reported where the ssh configuration is missing or wrong", async () => {
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

  describe("is reported as unreachable where a server", () => {
    let server: Server;
    afterEach(() => void server.close());
    it.each([
      ["hangs up", "", "ssh-cut"],
      ["speaks something else", "SSH-1.5-old\r\n", "not-ssh"],
      ["begins and hangs up", "SSH-2.0-x\r\n", "ssh-cut"],
    ])("%s", async (_, greeting, code) => {
      const { args } = await host();
      server = createServer((socket) => socket.on("error", () => {}).end(greeting)).listen(
        0,
        "127.0.0.1",
      );
      await new Promise((done) => server.once("listening", done));
      const told = await failure(
        openPowerShell({ ...args, port: (server.address() as { port: number }).port }).run("x", {}),
      );
      expect([told.code, told.asked]).toEqual([code, false]);
    });
  });

  it("is reached over a jump host of the ssh configuration", async () => {
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
      await new Promise((done) =>
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
        ).once("close", done),
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
  ] as const)("leaves no ssh process behind when this program %s", async (_, signal) => {
    const begun = moment();
    const made = await host({
      answer: () => {
        begun.comes();
        return never;
      },
    });
    const program = `require(${JSON.stringify(resolve(import.meta.dirname, "../../../dist/transports/powershell.js"))}).openPowerShell(${JSON.stringify(made.args)}).run("x", {}); process.stdin.once("data", () => process.exit(0));`;
    const asking = spawn(process.execPath, ["-e", program], {
      stdio: ["pipe", "inherit", "inherit"],
    });
    const ended = new Promise((done) => asking.once("exit", (code, by) => done(by ?? code)));
    await begun.come;
    expect(running(made.files.sshConfig)).toBe(true);
    if (signal) asking.kill(signal);
    else asking.stdin.write("end\n");
    expect(await ended).toBe(signal ?? 0);
    await until("ssh to end", async () => !running(made.files.sshConfig));
  });

  it("is reported where there is no ssh on this machine", async () => {
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
