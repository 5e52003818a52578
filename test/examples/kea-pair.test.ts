// The example that starts servers, done as its README says: every command as it stands there, with the real CLI and a real pair.
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, statSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { root } from "../../setup/paths.mjs";
import { withoutOurs } from "../helpers/cli/engine/cli.js";
import { freePortsInARow } from "../helpers/kea/ports.js";
import { until } from "../helpers/kea/until.js";
import { withKea } from "../helpers/kea/versions.js";
import { example, examples } from "../helpers/cli/examples/example.js";

interface Ran {
  readonly code: number | null;
  readonly said: string;
}

interface Shell {
  /** The example, as a user would have it. */
  readonly folder: string;
  /** The four that its pair is to take. */
  readonly ports: readonly number[];
  readonly run: (commands: string) => Promise<Ran>;
  readonly write: (file: string, text: string) => Promise<void>;
}

async function shell(): Promise<Shell> {
  const scripts = { pulumi: `node ${join(root, "setup", "pulumi.mjs")}` };
  const { folder, write } = await example("kea-pair", {
    "package.json": JSON.stringify({ private: true, scripts }),
  });
  const ports = await freePortsInARow(4);
  const env = {
    ...withoutOurs(process.env),
    KEA_PAIR_PORT: String(ports[0]),
    PULUMI_HOME: join(folder, ".pulumi", "home"),
  };
  guard(folder);
  const run = (commands: string) =>
    new Promise<Ran>((resolve) => {
      const child = execFile(
        "sh",
        ["-c", `exec 2>&1; ${commands}`],
        { cwd: folder, env, maxBuffer: 2 ** 24 },
        (_, said) => resolve({ code: child.exitCode, said }),
      );
    });
  return { folder, ports, run, write };
}

const guards: ChildProcess[] = [];
afterAll(() =>
  Promise.all(
    guards.map((one) => {
      one.stdin!.end();
      return once(one, "close");
    }),
  ),
);

/** Ends what runs of a folder's pair when the tests are through, or this process is gone, however it ended. */
function guard(folder: string): void {
  const ends = `read -r _; grep -lsz "^$0/pair/" /proc/[0-9]*/cmdline | cut -d/ -f3 | xargs -r kill -KILL`;
  guards.push(
    spawn("sh", ["-c", ends, folder], { detached: true, stdio: ["pipe", "ignore", "ignore"] }),
  );
}

const listening = (port: number) =>
  new Promise<Server | undefined>((resolve) => {
    const server = createServer().once("error", () => resolve(undefined));
    server.listen(port, "127.0.0.1", () => resolve(server));
  });

const closed = (server: Server | undefined) =>
  new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve()));

async function areFree(ports: readonly number[]): Promise<boolean> {
  const servers = await Promise.all(ports.map(listening));
  await Promise.all(servers.map(closed));
  return servers.every((server) => server !== undefined);
}

const readme = readFileSync(join(examples, "kea-pair", "README.md"), "utf8");
const blocks = [...readme.matchAll(/^```(sh|text)\n([^]*?)^```/gm)].map(([, language, text]) => ({
  language,
  lines: text!.trimEnd().split("\n"),
}));

withKea("2.2.0")("kea-pair", () => {
  it("replicates as its README says", async () => {
    const { folder, ports, run } = await shell();
    const commands = blocks.flatMap(({ language, lines }) => (language === "sh" ? lines : []));
    const { said } = await run(
      commands.map((command) => `${command}\nprintf '\\nexit code %s\\n' $?`).join("\n"),
    );
    const done = [...said.matchAll(/([^]*?)\nexit code (\d+)\n/g)].map(([, printed, code], i) => ({
      command: commands[i]!,
      output: printed!,
      code: Number(code),
    }));
    expect(
      done.filter(({ code }) => code !== 0).map(({ command, code }) => ({ command, code })),
      said,
    ).toEqual([{ command: expect.stringContaining("refresh --preview-only"), code: 7 }]);

    const inThisRun = (line: string) =>
      line.replace(/1800([1-4])/g, (_, n: string) => String(ports[Number(n) - 1]));
    const timeless = (text: string) => text.replace(/after [\d.]+ s/g, "after a while");
    let output = "";
    for (const { language, lines } of blocks) {
      if (language === "sh")
        output = timeless(
          done
            .splice(0, lines.length)
            .map((one) => one.output)
            .join(""),
        );
      else for (const line of lines) expect(output).toContain(timeless(inThisRun(line)));
    }
    expect(existsSync(join(folder, "pair"))).toBe(false);
    await until("its ports to be free", () => areFree(ports));
  });

  it("is started once, and ended once", async () => {
    const { folder, ports, run } = await shell();
    const states = `dhcp1  http://127.0.0.1:${ports[0]}  hot-standby\ndhcp2  http://127.0.0.1:${ports[1]}  hot-standby\n`;
    expect(await run("node pair.mjs status")).toEqual({ code: 0, said: "The pair is not up.\n" });
    expect(await run("node pair.mjs up")).toEqual({
      code: 0,
      said: expect.stringMatching(/^A failover pair of Kea 2\.2\.\d+ is up\. /),
    });
    expect(statSync(join(folder, "pair", "password")).mode & 0o777).toBe(0o600);
    expect(await run("node pair.mjs up")).toEqual({
      code: 0,
      said: `The pair is up already.\n${states}`,
    });
    expect(await run("unset KEA_PAIR_PORT; node pair.mjs status")).toEqual({
      code: 0,
      said: states,
    });
    expect(await run("node pair.mjs down")).toEqual({
      code: 0,
      said: "The pair is down, and its folder is gone.\n",
    });
    expect(await run("node pair.mjs down")).toEqual({ code: 0, said: "The pair is not up.\n" });
  });

  it("says which port is taken", async () => {
    const { folder, ports, run } = await shell();
    const holder = await listening(ports[2]!);
    expect(await run("node pair.mjs up")).toEqual({
      code: 1,
      said: `Port ${ports[2]} of 127.0.0.1 is taken: free it, or give the first of four others as KEA_PAIR_PORT.\n`,
    });
    await closed(holder);
    expect(existsSync(join(folder, "pair"))).toBe(false);
  });

  it("leaves nothing of a pair that does not come up", async () => {
    const { folder, ports, run, write } = await shell();
    await write(
      "configuration.mjs",
      readFileSync(join(folder, "configuration.mjs"), "utf8").replace(
        'mode: "hot-standby"',
        'mode: "cold-standby"',
      ),
    );
    expect(await run("node pair.mjs up")).toEqual({
      code: 1,
      said: expect.stringMatching(/^\S+\/kea-dhcp4 -c \S+ ended: .* (ERROR|FATAL) .*\n$/),
    });
    expect(existsSync(join(folder, "pair"))).toBe(false);
    await until("its ports to be free", () => areFree(ports));
  });

  it("leaves nothing when it is stopped while it starts", async () => {
    const { folder, ports, run } = await shell();
    const notes = join(folder, "pair", "pair.json");
    const started = run("echo $$ > pid; exec node pair.mjs up");
    await until(
      "a server to be started",
      async () => existsSync(notes) && readFileSync(notes, "utf8").includes('"pid"'),
    );
    process.kill(Number(readFileSync(join(folder, "pid"), "utf8")), "SIGINT");
    expect(await started).toEqual({ code: 130, said: "" });
    expect(existsSync(join(folder, "pair"))).toBe(false);
    await until("its ports to be free", () => areFree(ports));
  });

  it("lists its commands", async () => {
    const { run } = await shell();
    const said = "Say one of: node pair.mjs up, status, drift, down.\n";
    expect(await run("node pair.mjs")).toEqual({ code: 1, said });
    expect(await run("node pair.mjs stop")).toEqual({ code: 1, said });
  });
});
