// Files are replaced all together, with their rights, or not at all.
import {
  chmodSync,
  chownSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { execFileSync } from "node:child_process";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { replaceFiles, writeNewFiles } from "../../provider/storage/files.js";
import {
  asNobody,
  nobody,
  refused,
  root,
  useOwnFolder,
} from "../helpers/unit/storage/own-folder.js";

const { at, put } = useOwnFolder();
const held = (name: string): string => readFileSync(at(name), "utf8");
const mode = (...names: string[]): number => statSync(at(...names)).mode & 0o7777;

describe("replacing files", () => {
  it("writes each, and leaves nothing else behind", () => {
    replaceFiles([
      { path: put("a", "1"), before: "1", after: "one" },
      { path: put("b", "2"), before: "2", after: "\ufefftwo" },
    ]);
    expect([held("a"), held("b"), readdirSync(at())]).toEqual(["one", "\ufefftwo", ["a", "b"]]);
  });

  it("keeps a file's mode, and lets nobody read the new text before", () => {
    replaceFiles([
      { path: put("a", "1", 0o640), before: "1", after: "2" },
      { path: put("b", "1", 0o4755), before: "1", after: "2" },
    ]);
    expect([mode("a"), mode("b")]).toEqual([0o640, 0o4755]);
  });

  it.runIf(root)("keeps a file's owner and group as root", () => {
    chownSync(put("a", "1"), 12_345, 23_456);
    chmodSync(at("a"), 0o6750);
    replaceFiles([{ path: at("a"), before: "1", after: "2" }]);
    expect([statSync(at("a")).uid, statSync(at("a")).gid, mode("a")]).toEqual([
      12_345, 23_456, 0o6750,
    ]);
  });

  it.runIf(root)("writes nothing where the owner cannot be kept", () => {
    chmodSync(at(), 0o777);
    chownSync(put("a", "1", 0o666), 12_345, nobody);
    const refusal = refused(() =>
      asNobody(() => replaceFiles([{ path: at("a"), before: "1", after: "2" }])),
    );
    expect([refusal.code, refusal.message]).toEqual([
      "file-owner",
      `${at("a")} belongs to user 12345, group ${nobody}, and this user cannot set that owner on the new file. Run this as the owner or as root. [file-owner]`,
    ]);
    expect([held("a"), readdirSync(at())]).toEqual(["1", ["a"]]);
  });

  it("follows a link and leaves it a link", () => {
    put("a", "1");
    mkdirSync(at("sub"));
    symlinkSync("../a", at("sub", "link"));
    replaceFiles([{ path: at("sub", "link"), before: "1", after: "2" }]);
    expect([
      lstatSync(at("sub", "link")).isSymbolicLink(),
      readlinkSync(at("sub", "link")),
      held("a"),
      readdirSync(at("sub")),
    ]).toEqual([true, "../a", "2", ["link"]]);
  });

  it("refuses a file with two names, which would be parted", () => {
    linkSync(put("a", "1"), at("b"));
    expect(
      refused(() => replaceFiles([{ path: at("a"), before: "1", after: "2" }])).message,
    ).toContain(
      "has 2 names (hard links). Writing would leave the other names with the old content.",
    );
    expect(held("a")).toBe("1");
  });

  it("writes none of them when one changed meanwhile", () => {
    const files = [
      { path: put("a", "1"), before: "1", after: "2" },
      { path: put("b", "new"), before: "old", after: "2" },
    ];
    const refusal = refused(() => replaceFiles(files));
    expect([refusal.code, refusal.message]).toEqual([
      "file-changed",
      `${at("b")} changed after it was read, so nothing was written. Run this again: it reads the current file. [file-changed]`,
    ]);
    expect([held("a"), held("b"), readdirSync(at())]).toEqual(["1", "new", ["a", "b"]]);
  });

  it("sees a change that comes while the new texts are being written", () => {
    const first = { path: put("a", "1"), before: "1", after: "2" };
    // Whoever asks for the second file's new text is past the check of the first.
    const second = {
      path: put("b", "1"),
      before: "1",
      get after() {
        writeFileSync(at("a"), "mine");
        return "2";
      },
    };
    expect(refused(() => replaceFiles([first, second])).code).toBe("file-changed");
    expect([held("a"), held("b"), readdirSync(at())]).toEqual(["mine", "1", ["a", "b"]]);
  });

  it("writes none of them when one is missing, forbidden, or named twice", () => {
    chmodSync(at(), 0o755);
    const first = { path: put("a", "1", 0o666), before: "1", after: "2" };
    expect(
      refused(() => replaceFiles([first, { path: at("gone"), before: "1", after: "2" }])).code,
    ).toBe("file-missing");
    symlinkSync("a", at("link"));
    expect(refused(() => replaceFiles([first, { ...first, path: at("link") }])).code).toBe(
      "file-twice",
    );
    if (!root) chmodSync(at(), 0o555);
    expect(refused(() => asNobody(() => replaceFiles([first]))).message).toContain(
      `${at("a")} cannot be written by this user.`,
    );
    expect([held("a"), readdirSync(at())]).toEqual(["1", ["a", "link"]]);
  });

  it("leaves a file that was made read-only", () => {
    chmodSync(at(), 0o777);
    put("a", "1", 0o444);
    expect(
      refused(() => asNobody(() => replaceFiles([{ path: at("a"), before: "1", after: "2" }])))
        .code,
    ).toBe("file-forbidden");
    expect([held("a"), readdirSync(at())]).toEqual(["1", ["a"]]);
  });

  describe("with more rights and attributes than a mode has", () => {
    const path = process.env["PATH"];
    afterEach(() => {
      process.env["PATH"] = path;
    });
    const withCp = (script: string): void => {
      mkdirSync(at("bin"));
      writeFileSync(at("bin", "cp"), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
      process.env["PATH"] = at("bin");
    };
    const replaced = (): void => replaceFiles([{ path: at("a"), before: "1", after: "2" }]);
    /** An ACL as Linux stores it: owner rw, user 12345 r, group r, mask r. */
    const acl =
      "02000000 01000600ffffffff 0200040039300000 04000400ffffffff 10000400ffffffff 20000000ffffffff";
    const python = (file: string, code: string): string =>
      execFileSync("python3", ["-c", `import os, sys\np = sys.argv[1]\n${code}`, file], {
        encoding: "utf8",
      });
    const set = `os.setxattr(p, "user.owner", b"net team"); os.setxattr(p, "system.posix_acl_access", bytes.fromhex("${acl}"))`;
    const shown = (file: string): string =>
      python(file, "print({n: os.getxattr(p, n).hex() for n in sorted(os.listxattr(p))})");

    /** Returns true where there is a Python, and a file system that has attributes. */
    const canSet = (): boolean => {
      const tried = mkdtempSync(join(root ? "/tmp" : tmpdir(), "attributes-"));
      try {
        writeFileSync(join(tried, "a"), "");
        python(join(tried, "a"), set);
        return true;
      } catch {
        return false;
      } finally {
        rmSync(tried, { recursive: true });
      }
    };
    if (process.platform === "linux" && canSet())
      it("keeps a file's ACL and extended attributes", () => {
        python(put("a", "1", 0o640), set);
        const before = shown(at("a"));
        expect(before).toMatch(/system\.posix_acl_access.*user\.owner/);
        replaced();
        expect([held("a"), shown(at("a"))]).toEqual(["2", before]);
      });

    it("writes nothing where they cannot be kept, and says why", () => {
      put("a", "1");
      withCp("echo \"cp: setting attributes for 'x': Operation not permitted\" >&2; exit 1");
      expect(refused(replaced).message).toBe(
        `${at("a")} has an ACL or extended attributes that cannot be preserved (cp: setting attributes for 'x': Operation not permitted), so nothing was written. Run this as the owner or as root, or remove them with setfacl -b and setfattr -x. [file-attributes]`,
      );
      expect([held("a"), readdirSync(at()).sort()]).toEqual(["1", ["a", "bin"]]);
    });

    it("writes nothing where nothing here can keep them", () => {
      put("a", "1");
      const sentence = `${at("a")} was not written: copying its ACL and extended attributes needs cp of GNU coreutils, which is not on this machine's PATH. Install coreutils. [file-attributes-tool]`;
      withCp("echo \"cp: unrecognized option '--attributes-only'\" >&2; exit 1");
      expect(refused(replaced).message).toBe(sentence);
      process.env["PATH"] = "/nowhere";
      expect(refused(replaced).message).toBe(sentence);
      expect(held("a")).toBe("1");
    });
  });

  describe("that another run is writing", () => {
    const lock = (): string => at(".a.lock");
    const replaced = (): void => replaceFiles([{ path: at("a"), before: "1", after: "2" }]);
    beforeEach(() => void put("a", "1"));

    it("writes nothing, and says which file stands for that run", () => {
      writeFileSync(lock(), `1 ${hostname()} abc\n`);
      expect(refused(replaced).message).toBe(
        `${at("a")} is being written by another run, so nothing was written. Run this again afterwards. If no other run is in progress, remove ${lock()}. [file-locked]`,
      );
      writeFileSync(lock(), `${2 ** 22} another-machine abc\n`);
      expect(refused(replaced).code).toBe("file-locked");
      expect([held("a"), existsSync(lock())]).toEqual(["1", true]);
    });

    it.each([
      ["whose process is gone", `${2 ** 22 + 1} ${hostname()} abc\n`, 0],
      ["that had the number of this process", `${process.pid} ${hostname()} abc\n`, 0],
      ["that began hours ago", "1 another-machine abc\n", 3_600_000],
    ])("takes no heed of one %s", (_, text, age) => {
      writeFileSync(lock(), text);
      const then = new Date(Date.now() - age);
      utimesSync(lock(), then, then);
      replaced();
      expect([held("a"), readdirSync(at())]).toEqual(["2", ["a"]]);
    });

    it("keeps apart files whose long names begin alike", () => {
      const names = ["1", "2"].map((end) => `${"é".repeat(120)}${end}`);
      for (const name of names) put(name, "1");
      replaceFiles(names.map((name) => ({ path: at(name), before: "1", after: "2" })));
      expect([...names.map(held), readdirSync(at()).length]).toEqual(["2", "2", 3]);
    });
  });

  it("does what belongs to the write only when nothing else stands in its way", () => {
    put("a", "1");
    let calls = 0;
    const both = [
      { path: at("a"), before: "1", after: "2" },
      { path: put("b", "new"), before: "old", after: "2" },
    ];
    expect(refused(() => replaceFiles(both, () => calls++)).code).toBe("file-changed");
    expect(calls).toBe(0);
    replaceFiles(both.slice(0, 1), () => calls++);
    expect([calls, held("a")]).toEqual([1, "2"]);
  });

  it("says which were written when it fails half way", () => {
    // Whoever asks for the third file's new text is past all checks of the second, whose temporary file is then gone.
    const spoil = () => {
      for (const name of readdirSync(at("sub"))) if (name.endsWith(".tmp")) rmSync(at("sub", name));
    };
    mkdirSync(at("sub"));
    const files = [
      { path: put("a", "1"), before: "1", after: "2" },
      { path: put("sub/b", "1"), before: "1", after: "2" },
      {
        path: put("c", "1"),
        before: "1",
        get after() {
          spoil();
          return "2";
        },
      },
    ];
    const refusal = refused(() => replaceFiles(files));
    expect(refusal.code).toBe("files-partly-written");
    expect(refusal.message).toContain(
      `${at("a")} was written, but then a write failed at ${at("sub", "b")}: `,
    );
    expect([
      held("a"),
      held("sub/b"),
      held("c"),
      readdirSync(at()),
      readdirSync(at("sub")),
    ]).toEqual(["2", "1", "1", ["a", "c", "sub"], ["b"]]);
  });
});

describe("making files", () => {
  it("makes all of them", () => {
    writeNewFiles(
      new Map([
        [at("a"), "one"],
        [at("b"), "two"],
      ]),
    );
    expect([held("a"), held("b")]).toEqual(["one", "two"]);
  });

  it("makes none where one is there already, and leaves that as it is", () => {
    put("b", "mine");
    expect(
      refused(() =>
        writeNewFiles(
          new Map([
            [at("a"), "one"],
            [at("b"), "two"],
            [at("c"), "three"],
          ]),
        ),
      ).message,
    ).toBe(
      `${at("b")} could not be written: file already exists. Check the disk, then run this again. [file-failed]`,
    );
    expect(readdirSync(at())).toEqual(["b"]);
    expect(held("b")).toBe("mine");
  });
});
