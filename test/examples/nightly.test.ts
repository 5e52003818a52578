// The nightly check of docs/drift-and-pipelines.md, by cron and by systemd: each line runs in the environment that it would have
// there, on a pair of running servers, in sync and with each kind of difference.
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { node, root } from "../../setup/paths.mjs";
import { readPage } from "../helpers/unit/docs/page.js";
import { pair, type KeaPair } from "../helpers/kea/servers.js";
import { withKea } from "../helpers/kea/versions.js";
import { once, repeats } from "../parts.js";

const page = readPage("docs/drift-and-pipelines.md");
const [crontab] = page.blocks("crontab");
const units = page.blocks("ini");

/** Returns the value of a setting in a unit or a crontab. */
const setting = (text: string, name: string): string =>
  new RegExp(`^${name}=(.*)$`, "m").exec(text)![1]!;

/** Splits a command of a unit into words: systemd knows both kinds of quotes. */
const wordsOf = (command: string): string[] =>
  [...command.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(
    ([, single, double, plain]) => single ?? double ?? plain!,
  );

interface Edit {
  readonly what: string;
  readonly make: (dhcp4: any) => void;
  readonly told: RegExp;
}

const edits: readonly Edit[] = [
  {
    what: "an edit of a scope",
    make: ({ subnet4: [subnet] }) => {
      for (const bound of ["valid-lifetime", "min-valid-lifetime", "max-valid-lifetime"])
        subnet[bound] = 600;
    },
    told: /10\.0\.1\.0\/24[^]*28800[^]*600/,
  },
  {
    what: "a global option",
    make: (dhcp4) => (dhcp4["option-data"] = [{ name: "domain-name-servers", data: "10.0.0.99" }]),
    told: /Outside scopes[^]*10\.0\.0\.99/,
  },
  {
    what: "a class",
    make: (dhcp4) =>
      dhcp4["client-classes"].push({ name: "phones", test: "option[60].text == 'phone'" }),
    told: /Outside scopes[^]*phones/,
  },
  {
    what: "a scope that only one server has",
    make: (dhcp4) => dhcp4.subnet4.push({ id: 2, subnet: "10.0.2.0/24" }),
    told: /10\.0\.2\.0\/24[^]*only/i,
  },
];

once(() => {
  describe("the units", () => {
    it("are accepted by systemd", () => {
      const folder = mkdtempSync(join(tmpdir(), "units-"));
      const names = ["dhcp-check.service", "dhcp-check-mail.service", "dhcp-check.timer"];
      for (const [index, name] of names.entries())
        writeFileSync(
          join(folder, name),
          // The program and the user need not be there for what systemd verifies.
          units[index]!.replace(/^User=.*\n/m, "").replace(
            /^ExecStart=\/srv\S+/m,
            "ExecStart=/bin/true",
          ),
        );
      const files = names.map((name) => join(folder, name));
      const { error, status, stderr } = spawnSync("systemd-analyze", ["verify", ...files], {
        encoding: "utf8",
        env: { ...process.env, SYSTEMD_UNIT_PATH: `${folder}:` },
      });
      if ((error as NodeJS.ErrnoException | undefined)?.code === "ENOENT") return;
      expect([status, stderr.split("\n").filter((line) => line.includes("dhcp-check"))]).toEqual([
        0,
        [],
      ]);
    });
  });
});

withKea("2.2.0")("the nightly check", () => {
  let kea: KeaPair;
  let place: string;
  let programs: string;
  let original: any;

  /** Puts the folders of this test in the place of those of the page. */
  const here = (text: string): string =>
    text.replaceAll("/srv/dhcp", place).replaceAll("/usr/local/bin", programs);

  /** Runs something as a job that nobody logged in for. */
  const run = (command: readonly string[], env: Readonly<Record<string, string>>, cwd = "/") => {
    const [program, ...args] = command;
    const ran = spawnSync(program!, args, { cwd, env, encoding: "utf8" });
    return { code: ran.status, output: `${ran.stdout}${ran.stderr}` };
  };

  /** The line of the crontab, as cron runs it (crontab(5)): with sh, in the user's home. */
  const byCron = () => {
    const [, command] = /^\S+ \S+ \S+ \S+ \S+ \S+ (.*)$/m.exec(
      crontab!.split("\n").find((line) => /^\d/.test(line))!,
    )!;
    const env = { HOME: place, LOGNAME: "dhcp", SHELL: "/bin/sh", PATH: setting(crontab!, "PATH") };
    return run(["/bin/sh", "-c", here(command!)], { ...env, PATH: here(env.PATH) }, place);
  };

  /** The command of the service, as systemd runs it (systemd.exec(5)): without a shell. */
  const bySystemd = () => {
    const [service] = units;
    const [name, value] = setting(service!, "Environment").split("=");
    const env = { LANG: "C.UTF-8", USER: "dhcp", LOGNAME: "dhcp", HOME: place, SHELL: "/bin/sh" };
    const words = wordsOf(here(setting(service!, "ExecStart")));
    return run(
      words,
      { ...env, [name!]: here(value!) },
      here(setting(service!, "WorkingDirectory")),
    );
  };
  const doors = { cron: byCron, systemd: bySystemd };

  const change = async (make: (dhcp4: any) => void) => {
    const dhcp4 = structuredClone(original);
    make(dhcp4);
    const { result, text } = await kea.server2.command("config-set", { Dhcp4: dhcp4 });
    expect(result, text).toBe(0);
    await kea.ready();
  };

  beforeAll(async () => {
    kea = await pair({
      password: "battery staple",
      serves: () => ({
        "client-classes": [{ name: "printers", test: "option[60].text == 'printer'" }],
        subnet4: [
          {
            id: 1,
            subnet: "10.0.1.0/24",
            "valid-lifetime": 28_800,
            pools: [{ pool: "10.0.1.100 - 10.0.1.199" }],
          },
        ],
      }),
    });
    original = (await kea.server2.command("config-get")).arguments!["Dhcp4"];
    place = mkdtempSync(join(tmpdir(), "srv-"));
    programs = join(place, "programs");
    mkdirSync(programs);
    symlinkSync(node, join(programs, "node"));
    const modules = join(place, "node_modules");
    mkdirSync(join(modules, ".bin"), { recursive: true });
    symlinkSync(root, join(modules, "pulumi-dhcp-failover"));
    const main = join(root, "dist", "commands", "main.js");
    chmodSync(main, 0o755); // as npm does with the programs of a package
    symlinkSync(main, join(modules, ".bin", "pulumi-dhcp-failover"));
    writeFileSync(
      join(place, "Pulumi.production.yaml"),
      JSON.stringify({
        config: {
          "dhcp-failover:servers": { dhcp1: kea.server1.args, dhcp2: kea.server2.args },
          "dhcp-failover:replications": { all: { primary: "dhcp1", partner: "dhcp2" } },
        },
      }),
    );
  });

  describe.each(repeats(Object.entries(doors)))("by %s", (_, check) => {
    it("is quiet while nothing differs", async () => {
      await change(() => {});
      expect(check()).toEqual({ code: 0, output: "" });
    });

    it.each(edits)("tells $what", async ({ make, told }) => {
      await change(make);
      const { code, output } = check();
      expect([code, output]).toEqual([7, expect.stringMatching(told)]);
    });

    it("tells a server that is down", async () => {
      await change(() => {});
      await Promise.all([kea.server2.daemon.stop(), kea.server2.agent?.stop()]);
      try {
        const { code, output } = check();
        expect([code, output]).toEqual([1, expect.stringContaining("connection was refused")]);
      } finally {
        await Promise.all([kea.server2.daemon.start(), kea.server2.agent?.start()]);
        await kea.ready();
      }
    });
  });

  once(() => {
    it("is mailed by systemd with the output of just that run", () => {
      const [, mail] = units;
      const tool = (name: string, text: string) =>
        writeFileSync(join(programs, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
      tool("journalctl", `echo "journal of $*"`);
      tool("mail", `echo "mail $*:"; cat`);
      const command = setting(mail!, "ExecStart").replaceAll("${MONITOR_INVOCATION_ID}", "f00d");
      const { output } = run(wordsOf(command), { PATH: `${programs}:/usr/bin:/bin` });
      expect(output).toBe(
        "mail -s DHCP: the two servers differ, or one was not read admin@example.com:\njournal of --output cat _SYSTEMD_INVOCATION_ID=f00d\n",
      );
    });
  });
});
