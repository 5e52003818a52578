// A command line that is wrong is answered with a sentence and the usage.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { root } from "../../setup/paths.mjs";
import { folder, run } from "../helpers/cli/commands/command.js";
import { both, conf } from "../helpers/cli/commands/init.js";

describe("a command line", () => {
  const help = "Run pulumi-dhcp-failover --help for the commands and options. [usage]";
  const servers = ["--primary", "https://dhcp1:8000", "--partner", "https://dhcp2:8000"];
  const wrong: readonly (readonly [string, readonly string[], string])[] = [
    [
      "no command",
      [],
      `No command was given. The commands are: check, explain, init, pull or undo. ${help}`,
    ],
    [
      "an unknown command",
      ["replicate"],
      `There is no command "replicate"; there is check, explain, init, pull or undo. ${help}`,
    ],
    [
      "a misspelled command",
      ["chek", "--json", "dhcp1.conf", "dhcp2.conf"],
      `There is no command "chek"; there is check, explain, init, pull or undo. Did you mean check? ${help}`,
    ],
    [
      "a misspelled option",
      ["init", "--primery", "x"],
      `There is no option --primery. Did you mean --primary? ${help}`,
    ],
    [
      "an option that is like no other",
      ["init", "--colour-of-the-sky", "x"],
      `There is no option --colour-of-the-sky. ${help}`,
    ],
    [
      "an option without its value",
      ["init", "--primary"],
      `Option '--primary <value>' argument missing. ${help}`,
    ],
    [
      "a word too many",
      ["init", "now", ...servers],
      `init takes options only, but "now" is not an option. ${help}`,
    ],
    [
      "no partner",
      ["init", "--primary", "dhcp1.conf"],
      "--partner is missing. Give the address or the configuration file of a server, such as --partner https://dhcp1.example.com:8000 or --partner kea-dhcp4.conf. [usage]",
    ],
    [
      "an option twice",
      ["init", ...servers, "--user", "a", "--user", "b"],
      "--user is given more than once. Give it once. [usage]",
    ],
    [
      "an empty option",
      ["init", ...servers, "--stack", " "],
      "--stack is empty. Give it a value, or omit it. [usage]",
    ],
    [
      "a user without a password",
      ["init", ...servers, "--user", "admin"],
      "--user is given without --password-env or --password-file. Give both, or neither. [usage]",
    ],
    [
      "a password without a user",
      ["init", ...servers, "--password-env", "P"],
      "--password-env is given without --user. Give both, or neither. [usage]",
    ],
    [
      "a password from two places",
      ["init", ...servers, "--user", "admin", "--password-env", "P", "--password-file", "p"],
      "--password-env and --password-file are both given. Give one of them. [usage]",
    ],
    [
      "a certificate without its key",
      ["init", ...servers, "--cert", "c.pem"],
      "--cert is given without --key. Give both, or neither. [usage]",
    ],
    [
      "an authority for http",
      ["init", "--primary", "http://dhcp1:8000", "--partner", "dhcp2.conf", "--ca", "ca.pem"],
      "--ca has no effect here: it applies to servers whose address begins with https://. Remove it, or correct the addresses. [usage]",
    ],
    [
      "a user for files",
      [...both, "--user", "admin", "--password-env", "P"],
      "--user has no effect here: it applies to servers whose address begins with http:// or https://. Remove it, or correct the addresses. [usage]",
    ],
    [
      "a password in an address",
      ["init", "--primary", "https://admin:sesame@dhcp1:8000", "--partner", "dhcp2.conf"],
      "--primary.url contains a user name or a password.",
    ],
    [
      "an address of something else",
      ["init", "--primary", "ftp://dhcp1", "--partner", "dhcp2.conf"],
      "--primary.url is not the address of a Kea server.",
    ],
    [
      "an address without its beginning",
      ["init", "--primary", "dhcp1.example.com:8000", "--partner", "dhcp2.conf"],
      '--primary: there is no file "dhcp1.example.com:8000". If it is a server\'s address, write http://dhcp1.example.com:8000 or https://dhcp1.example.com:8000.',
    ],
    [
      "a stack that cannot be a file",
      [...both, "--stack", "../dev"],
      '--stack: "../dev" is not a stack name. Use letters, digits, hyphens, underscores and dots. [usage]',
    ],
  ];

  it.each(wrong)(
    "is answered with a sentence where it is wrong: %s",
    async (_what, args, sentence) => {
      const here = folder();
      const { code, stdout, stderr } = await run(here, args);
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
      expect(stderr.slice(0, sentence.length)).toBe(sentence);
      expect(stderr.trim().split("\n").length).toBe(1);
      expect(stderr).not.toContain("sesame");
      expect(readdirSync(here)).toEqual([]);
    },
  );

  it("is not refused where it is right", async () => {
    const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
      version: string;
    };
    expect(await run(folder(), ["--version"])).toEqual({
      code: 0,
      stdout: `${version}\n`,
      stderr: "",
    });
    const { code, stdout } = await run(folder(), ["init", "--help"]);
    expect(code).toBe(0);
    for (const option of [
      "primary",
      "partner",
      "stack",
      "user",
      "password-env",
      "password-file",
      "ca",
      "cert",
      "key",
      "help",
      "version",
    ])
      expect(stdout).toContain(`--${option}`);
  });

  it("gets an error without the usage where a file does not exist", async () => {
    const here = folder({ "dhcp1.conf": conf("dhcp1.conf") });
    expect(await run(here, both)).toEqual({
      code: 1,
      stdout: "",
      stderr: `${join(here, "dhcp2.conf")}: the file does not exist. Correct the path, or create the file. [file-missing]\n`,
    });
  });
});
