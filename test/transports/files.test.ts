import { chmodSync, chownSync, existsSync, linkSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, readlinkSync, realpathSync, rmSync, statSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Refusal } from "../../provider/core/messages.js";
import { assertCopyCanBeKept, keepCopy, readText, readTextWithBytes, replaceFiles, stateFolder, writeNew } from "../../provider/transports/files.js";

const root = process.getuid?.() === 0;
const nobody = 65_534;

let folder: string;
// Not in the suite's own temporary folder when another user is to look in: it lets nobody else in.
beforeEach(() => void (folder = realpathSync(mkdtempSync(join(root ? "/tmp" : tmpdir(), "files-")))));
afterEach(() => {
  chmodSync(folder, 0o755);
  rmSync(folder, { recursive: true, force: true });
});

const at = (...names: string[]): string => join(folder, ...names);
const put = (name: string, text: string | Buffer, mode?: number): string => {
  writeFileSync(at(name), text);
  if (mode !== undefined) chmodSync(at(name), mode);
  return at(name);
};
const held = (name: string): string => readFileSync(at(name), "utf8");
const mode = (...names: string[]): number => statSync(at(...names)).mode & 0o7777;
const refused = (act: () => unknown): Refusal => {
  try {
    act();
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  throw new Error("nothing was refused");
};
/** Does something as a user who is not root, where the tests run as root. */
const asNobody = <Result>(act: () => Result): Result => {
  if (!root) return act();
  process.setegid!(nobody);
  process.seteuid!(nobody);
  try {
    return act();
  } finally {
    process.seteuid!(0);
    process.setegid!(0);
  }
};

describe("reading a file", () => {
  it("gives its text as it is, with its byte order mark and its newlines", () => {
    const text = "\ufeff{ \"a\": \"é→😀\" }\r\n\n";
    expect(readText(put("a", text))).toEqual({ path: at("a"), text });
    writeFileSync(at("b"), readText(at("a")).text);
    expect(readFileSync(at("b")).equals(readFileSync(at("a")))).toBe(true);
  });

  it("names one file by one path, whatever links lead to it", () => {
    put("a", "x");
    mkdirSync(at("sub"));
    symlinkSync("../a", at("sub", "link"));
    expect(readText(at("sub", "link")).path).toBe(at("a"));
    expect(readText(at("sub", "..", "a")).path).toBe(at("a"));
  });

  it("keeps bytes that are not UTF-8 where its caller can, and writes them back as they were", () => {
    const latin1 = Buffer.from("// B\xfcro\n{ \"a\": 1 }\n", "latin1");
    const { text } = readTextWithBytes(put("a", latin1));
    replaceFiles([{ path: at("a"), before: text, after: text.replace("1", "2") }]);
    expect(readFileSync(at("a")).toString("latin1")).toBe("// B\xfcro\n{ \"a\": 2 }\n");
    expect(refused(() => readTextWithBytes(put("b", Buffer.from("x\n\0", "utf8")))).message).toContain("line 2");
  });

  it("refuses bytes that are no UTF-8, and says on which line", () => {
    const refusal = refused(() => readText(put("a", Buffer.from("one\ntwo é\nthr\xe9e\nfour", "latin1"))));
    expect([refusal.code, refusal.message]).toEqual(["file-not-text", `${at("a")}, line 2: there are bytes that are no UTF-8 text. Save the file as UTF-8, or correct the path.`]);
    expect(refused(() => readText(put("b", Buffer.from([0xed, 0xa0, 0x80])))).code).toBe("file-not-text");
  });

  it("reads nothing of a file that is larger than the limit", () => {
    const large = put("large", "");
    truncateSync(large, 256 * 2 ** 20 + 1); // without blocks on the disk
    const sentence = (limit: number) => `${large} is larger than ${limit} MiB. Check that it is a configuration. If it is, raise sizeLimit of this server.`;
    expect(refused(() => readText(large)).message).toBe(sentence(256));
    expect(refused(() => readTextWithBytes(large, 3)).message).toBe(sentence(3));
    truncateSync(large, 2 ** 20);
    expect(readText(large, 1).text).toHaveLength(2 ** 20);
  });

  it("says what stands in the way", () => {
    expect(refused(() => readText(at("gone"))).message).toBe(`${at("gone")}: there is no such file. Correct the path, or put the file there.`);
    expect(refused(() => readText(join(put("a", ""), "below"))).code).toBe("file-missing");
    expect(refused(() => readText(folder)).message).toBe(`${folder} is a folder. Give the path of a file.`);
    symlinkSync("round", at("round"));
    expect(refused(() => readText(at("round"))).message).toContain("could not be read: too many symbolic links encountered.");
    expect(refused(() => readText("/dev/null")).code).toBe("file-not-regular");
    chmodSync(folder, 0o755);
    put("secret", "x", 0o000);
    expect(refused(() => asNobody(() => readText(at("secret")))).message).toBe(`${at("secret")} may not be read by this user. Give the user the right to read it, or run this as one who has it.`);
  });
});

describe("replacing files", () => {
  it("writes each, and leaves nothing else behind", () => {
    replaceFiles([{ path: put("a", "1"), before: "1", after: "one" }, { path: put("b", "2"), before: "2", after: "\ufefftwo" }]);
    expect([held("a"), held("b"), readdirSync(folder)]).toEqual(["one", "\ufefftwo", ["a", "b"]]);
  });

  it("keeps a file's mode, and lets nobody read the new text before", () => {
    replaceFiles([{ path: put("a", "1", 0o640), before: "1", after: "2" }, { path: put("b", "1", 0o4755), before: "1", after: "2" }]);
    expect([mode("a"), mode("b")]).toEqual([0o640, 0o4755]);
  });

  it.runIf(root)("keeps a file's owner and group as root", () => {
    chownSync(put("a", "1"), 12_345, 23_456);
    chmodSync(at("a"), 0o6750);
    replaceFiles([{ path: at("a"), before: "1", after: "2" }]);
    expect([statSync(at("a")).uid, statSync(at("a")).gid, mode("a")]).toEqual([12_345, 23_456, 0o6750]);
  });

  it.runIf(root)("writes nothing where the owner cannot be kept", () => {
    chmodSync(folder, 0o777);
    chownSync(put("a", "1", 0o666), 12_345, nobody);
    const refusal = refused(() => asNobody(() => replaceFiles([{ path: at("a"), before: "1", after: "2" }])));
    expect([refusal.code, refusal.message]).toEqual(["file-owner", `${at("a")} belongs to user 12345, group ${nobody}, which this user cannot give the file it would write. Run this as the owner or as root.`]);
    expect([held("a"), readdirSync(folder)]).toEqual(["1", ["a"]]);
  });

  it("follows a link and leaves it a link", () => {
    put("a", "1");
    mkdirSync(at("sub"));
    symlinkSync("../a", at("sub", "link"));
    replaceFiles([{ path: at("sub", "link"), before: "1", after: "2" }]);
    expect([lstatSync(at("sub", "link")).isSymbolicLink(), readlinkSync(at("sub", "link")), held("a"), readdirSync(at("sub"))]).toEqual([true, "../a", "2", ["link"]]);
  });

  it("refuses a file with two names, which would be parted", () => {
    linkSync(put("a", "1"), at("b"));
    expect(refused(() => replaceFiles([{ path: at("a"), before: "1", after: "2" }])).message).toContain("is one file under 2 names (hard links); writing would leave the others with the old text.");
    expect(held("a")).toBe("1");
  });

  it("writes none of them when one changed meanwhile", () => {
    const files = [{ path: put("a", "1"), before: "1", after: "2" }, { path: put("b", "new"), before: "old", after: "2" }];
    const refusal = refused(() => replaceFiles(files));
    expect([refusal.code, refusal.message]).toEqual(["file-changed", `${at("b")} changed after it was read, so nothing was written. Run this again: it will read the file as it now is.`]);
    expect([held("a"), held("b"), readdirSync(folder)]).toEqual(["1", "new", ["a", "b"]]);
  });

  it("sees a change that comes while the new texts are being written", () => {
    const first = { path: put("a", "1"), before: "1", after: "2" };
    // Whoever asks for the second file's new text is past the check of the first.
    const second = { path: put("b", "1"), before: "1", get after() { writeFileSync(at("a"), "mine"); return "2"; } };
    expect(refused(() => replaceFiles([first, second])).code).toBe("file-changed");
    expect([held("a"), held("b"), readdirSync(folder)]).toEqual(["mine", "1", ["a", "b"]]);
  });

  it("writes none of them when one is missing, forbidden, or named twice", () => {
    chmodSync(folder, 0o755);
    const first = { path: put("a", "1", 0o666), before: "1", after: "2" };
    expect(refused(() => replaceFiles([first, { path: at("gone"), before: "1", after: "2" }])).code).toBe("file-missing");
    symlinkSync("a", at("link"));
    expect(refused(() => replaceFiles([first, { ...first, path: at("link") }])).code).toBe("file-twice");
    if (!root) chmodSync(folder, 0o555);
    expect(refused(() => asNobody(() => replaceFiles([first]))).message).toContain(`${at("a")} may not be written by this user.`);
    expect([held("a"), readdirSync(folder)]).toEqual(["1", ["a", "link"]]);
  });

  it("leaves a file that was made read-only", () => {
    chmodSync(folder, 0o777);
    put("a", "1", 0o444);
    expect(refused(() => asNobody(() => replaceFiles([{ path: at("a"), before: "1", after: "2" }]))).code).toBe("file-forbidden");
    expect([held("a"), readdirSync(folder)]).toEqual(["1", ["a"]]);
  });

  it("says which were written when it fails half way", () => {
    // Whoever asks for the third file's new text is past all checks of the second, whose temporary file is then gone.
    const spoil = () => { for (const name of readdirSync(at("sub"))) if (name.endsWith(".tmp")) rmSync(at("sub", name)); };
    mkdirSync(at("sub"));
    const files = [{ path: put("a", "1"), before: "1", after: "2" }, { path: put("sub/b", "1"), before: "1", after: "2" }, { path: put("c", "1"), before: "1", get after() { spoil(); return "2"; } }];
    const refusal = refused(() => replaceFiles(files));
    expect(refusal.code).toBe("files-partly-written");
    expect(refusal.message).toContain(`${at("a")} was written, but then something failed at ${at("sub", "b")}: `);
    expect([held("a"), held("sub/b"), held("c"), readdirSync(folder), readdirSync(at("sub"))]).toEqual(["2", "1", "1", ["a", "c", "sub"], ["b"]]);
  });
});

describe("making files", () => {
  it("makes all of them", () => {
    writeNew(new Map([[at("a"), "one"], [at("b"), "two"]]));
    expect([held("a"), held("b")]).toEqual(["one", "two"]);
  });

  it("makes none where one is there already, and leaves that as it is", () => {
    put("b", "mine");
    expect(refused(() => writeNew(new Map([[at("a"), "one"], [at("b"), "two"], [at("c"), "three"]]))).message).toBe(`${at("b")} could not be written: file already exists. Look at the disk it is on, then run this again.`);
    expect(readdirSync(folder)).toEqual(["b"]);
    expect(held("b")).toBe("mine");
  });
});

describe("keeping a copy", () => {
  const noon = (second: number) => new Date(Date.UTC(2026, 10, 22, 12, 0, second));

  it("keeps each text under its own path, in a folder named for the server and the time", () => {
    const set = keepCopy(at("state"), "https://dhcp2.example.com:8000", new Map([["/etc/kea/kea-dhcp4.conf", "1"], ["/etc/kea/subnets/kea-dhcp4.conf", "2"]]), noon(7));
    expect(set).toMatch(/\/state\/https_dhcp2\.example\.com_8000-[0-9a-f]{8}\/2026-11-22T12-00-07\.000Z$/);
    expect([readFileSync(join(set, "etc/kea/kea-dhcp4.conf"), "utf8"), readFileSync(join(set, "etc/kea/subnets/kea-dhcp4.conf"), "utf8")]).toEqual(["1", "2"]);
  });

  it("lets nobody else read it", () => {
    const set = keepCopy(at("state"), "a", new Map([["/x/y", "1"]]));
    for (const path of [at("state"), join(set, ".."), set, join(set, "x")]) expect(statSync(path).mode & 0o777).toBe(0o700);
    expect(statSync(join(set, "x", "y")).mode & 0o777).toBe(0o600);
    chmodSync(join(set, ".."), 0o755);
    keepCopy(at("state"), "a", new Map([["/x/y", "1"]]));
    expect(statSync(join(set, "..")).mode & 0o777).toBe(0o700);
  });

  it("never writes over an older one", () => {
    const sets = [1, 2, 3].map((text) => keepCopy(at("state"), "a", new Map([["/x", `${text}`]]), noon(0)));
    expect(sets.map((set) => readFileSync(join(set, "x"), "utf8"))).toEqual(["1", "2", "3"]);
  });

  it("keeps the newest twenty of one server, and touches nothing else", () => {
    const one = keepCopy(at("state"), "a/b", new Map([["/x", "1"]]), noon(0));
    const other = keepCopy(at("state"), "a_b", new Map([["/x", "1"]]), noon(0));
    writeFileSync(join(one, "..", "notes.txt"), "mine");
    for (let second = 1; second <= 25; second++) keepCopy(at("state"), "a/b", new Map([["/x", "1"]]), noon(second));
    const left = readdirSync(join(one, ".."));
    expect([left.length, left[0], left.at(-2), left.at(-1), existsSync(other)]).toEqual([21, "2026-11-22T12-00-06.000Z", "2026-11-22T12-00-25.000Z", "notes.txt", true]);
  });

  it("keeps the one just made even when the clock went back", () => {
    for (let second = 1; second <= 20; second++) keepCopy(at("state"), "a", new Map([["/x", "1"]]), noon(second));
    expect(existsSync(keepCopy(at("state"), "a", new Map([["/x", "1"]]), noon(0)))).toBe(true);
  });

  it("never leaves its folder, and never leaves half a set", () => {
    const set = keepCopy(at("state"), "../..", new Map([["../../escaped", "1"]]));
    expect([set.startsWith(at("state")), readdirSync(set)]).toEqual([true, ["escaped"]]);
    expect(refused(() => keepCopy(at("state"), "b", new Map([["/x", "1"], ["/x/y", "2"]]))).code).toBe("backup-failed");
    expect(readdirSync(at("state", readdirSync(at("state")).find((name) => name.startsWith("b-"))!))).toEqual([]);
  });

  it("is refused before a write where it cannot be made, naming backupDir, and nothing is left by the look", () => {
    put("file", "x");
    mkdirSync(at("closed"), { mode: 0o500 });
    const folders = [at("file", "below"), at("closed", "state"), ...(process.platform === "linux" ? ["/proc/none/.local/state"] : [])];
    if (root) chmodSync(folder, 0o755);
    for (const where of folders) {
      for (const act of [() => assertCopyCanBeKept(where, "a"), () => keepCopy(where, "a", new Map([["/x", "1"]]))]) {
        const { code, message } = asNobody(() => refused(act));
        expect(code).toBe("backup-failed");
        expect(message).toMatch(/^A server's configuration is kept before each write, and that is not possible in .*backupDir/);
      }
    }
    mkdirSync(at("open"));
    assertCopyCanBeKept(at("open", "not", "there", "yet"), "a");
    expect(readdirSync(at("open"))).toEqual([]);
  });

  it.each(["", "relative/home"])("never goes to the working folder, whatever HOME says: %j", (home) => {
    for (const platform of ["linux", "win32"] as const) expect(refused(() => stateFolder({ LOCALAPPDATA: "", XDG_STATE_HOME: "" }, platform, home)).message).toContain("Name a folder in backupDir");
    expect(stateFolder({ XDG_STATE_HOME: "/var/state" }, "linux", home)).toBe("/var/state/pulumi-dhcp-failover");
  });

  it("stands where the system keeps state", () => {
    expect(stateFolder({ XDG_STATE_HOME: "/var/state" }, "linux", "/home/a")).toBe("/var/state/pulumi-dhcp-failover");
    expect(stateFolder({ XDG_STATE_HOME: "relative" }, "linux", "/home/a")).toBe("/home/a/.local/state/pulumi-dhcp-failover");
    expect(stateFolder({}, "darwin", "/Users/a")).toBe("/Users/a/.local/state/pulumi-dhcp-failover");
    expect(stateFolder({ LOCALAPPDATA: "C:\\Users\\a\\AppData\\Local" }, "win32", "C:\\Users\\a")).toBe("C:\\Users\\a\\AppData\\Local\\pulumi-dhcp-failover");
    expect(stateFolder({}, "win32", "C:\\Users\\a")).toBe("C:\\Users\\a\\AppData\\Local\\pulumi-dhcp-failover");
  });
});
