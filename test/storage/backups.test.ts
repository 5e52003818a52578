// Copies of what a server holds before it is written: where they go, who may read them, and where none can be kept.
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { assertCopyCanBeKept, keepCopy, findStateFolder } from "../../provider/storage/backups.js";
import { asNobody, refused, root, useOwnFolder } from "../helpers/unit/storage/own-folder.js";

const { at, put } = useOwnFolder();

describe("keeping a copy", () => {
  const noon = (second: number) => new Date(Date.UTC(2026, 10, 22, 12, 0, second));

  it("keeps each text under its own path, in a folder named for the server and the time", () => {
    const set = keepCopy(
      at("state"),
      "https://dhcp2.example.com:8000",
      new Map([
        ["/etc/kea/kea-dhcp4.conf", "1"],
        ["/etc/kea/subnets/kea-dhcp4.conf", "2"],
      ]),
      noon(7),
    );
    expect(set).toMatch(
      /\/state\/https_dhcp2\.example\.com_8000-[0-9a-f]{8}\/2026-11-22T12-00-07\.000Z$/,
    );
    expect([
      readFileSync(join(set, "etc/kea/kea-dhcp4.conf"), "utf8"),
      readFileSync(join(set, "etc/kea/subnets/kea-dhcp4.conf"), "utf8"),
    ]).toEqual(["1", "2"]);
  });

  it("lets nobody else read it", () => {
    const set = keepCopy(at("state"), "a", new Map([["/x/y", "1"]]));
    for (const path of [at("state"), join(set, ".."), set, join(set, "x")])
      expect(statSync(path).mode & 0o777).toBe(0o700);
    expect(statSync(join(set, "x", "y")).mode & 0o777).toBe(0o600);
    chmodSync(join(set, ".."), 0o755);
    keepCopy(at("state"), "a", new Map([["/x/y", "1"]]));
    expect(statSync(join(set, "..")).mode & 0o777).toBe(0o700);
  });

  it("never writes over an older one", () => {
    const sets = [1, 2, 3].map((text) =>
      keepCopy(at("state"), "a", new Map([["/x", `${text}`]]), noon(0)),
    );
    expect(sets.map((set) => readFileSync(join(set, "x"), "utf8"))).toEqual(["1", "2", "3"]);
  });

  it("keeps the newest twenty of one server, and touches nothing else", () => {
    const one = keepCopy(at("state"), "a/b", new Map([["/x", "1"]]), noon(0));
    const other = keepCopy(at("state"), "a_b", new Map([["/x", "1"]]), noon(0));
    writeFileSync(join(one, "..", "notes.txt"), "mine");
    for (let second = 1; second <= 25; second++)
      keepCopy(at("state"), "a/b", new Map([["/x", "1"]]), noon(second));
    const left = readdirSync(join(one, ".."));
    expect([left.length, left[0], left.at(-2), left.at(-1), existsSync(other)]).toEqual([
      21,
      "2026-11-22T12-00-06.000Z",
      "2026-11-22T12-00-25.000Z",
      "notes.txt",
      true,
    ]);
  });

  it("keeps the one just made even when the clock went back", () => {
    for (let second = 1; second <= 20; second++)
      keepCopy(at("state"), "a", new Map([["/x", "1"]]), noon(second));
    expect(existsSync(keepCopy(at("state"), "a", new Map([["/x", "1"]]), noon(0)))).toBe(true);
  });

  it("never leaves its folder, and never leaves half a set", () => {
    const set = keepCopy(at("state"), "../..", new Map([["../../escaped", "1"]]));
    expect([set.startsWith(at("state")), readdirSync(set)]).toEqual([true, ["escaped"]]);
    expect(
      refused(() =>
        keepCopy(
          at("state"),
          "b",
          new Map([
            ["/x", "1"],
            ["/x/y", "2"],
          ]),
        ),
      ).code,
    ).toBe("backup-failed");
    expect(
      readdirSync(at("state", readdirSync(at("state")).find((name) => name.startsWith("b-"))!)),
    ).toEqual([]);
  });

  it("is refused before a write where it cannot be made, naming backupDir, and nothing is left by the look", () => {
    put("file", "x");
    mkdirSync(at("closed"), { mode: 0o500 });
    const folders = [
      at("file", "below"),
      at("closed", "state"),
      ...(process.platform === "linux" ? ["/proc/none/.local/state"] : []),
    ];
    if (root) chmodSync(at(), 0o755);
    for (const where of folders) {
      for (const act of [
        () => assertCopyCanBeKept(where, "a"),
        () => keepCopy(where, "a", new Map([["/x", "1"]])),
      ]) {
        const { code, message } = asNobody(() => refused(act));
        expect(code).toBe("backup-failed");
        expect(message).toMatch(
          /^A server's configuration is backed up before each write, but the backup failed in .*backupDir/,
        );
      }
    }
    mkdirSync(at("open"));
    assertCopyCanBeKept(at("open", "not", "there", "yet"), "a");
    expect(readdirSync(at("open"))).toEqual([]);
  });

  /** Why no copy can be kept there, which a preview says as well as a write. */
  const why = (where: string): string => {
    const [before, then] = [
      () => assertCopyCanBeKept(where, "a"),
      () => keepCopy(where, "a", new Map([["/x", "1"]])),
    ].map((act) => refused(act).message);
    expect(then).toBe(before);
    return before!;
  };
  const sentence = (path: string, reason: string): string =>
    `A server's configuration is backed up before each write, but the backup failed in ${path}: ${reason}. Set backupDir to a folder that only this user can write, or correct this folder. [backup-failed]`;

  it("is refused where a file or a link that leads nowhere is in the way, with its name", () => {
    put("file", "x");
    expect(why(at("file"))).toBe(sentence(at("file"), "it is no folder"));
    expect(why(at("file", "below"))).toBe(sentence(at("file"), "it is no folder"));
    symlinkSync("gone", at("link"));
    expect(why(at("link"))).toBe(sentence(at("link"), "it is a link that leads nowhere"));
    expect(why(at("link", "below"))).toBe(sentence(at("link"), "it is a link that leads nowhere"));
  });

  it("goes where a link leads", () => {
    mkdirSync(at("far"));
    symlinkSync("far", at("near"));
    assertCopyCanBeKept(at("near"), "a");
    keepCopy(at("near"), "a", new Map([["/x", "1"]]));
    expect(readdirSync(at("far"))).toHaveLength(1);
  });

  it("is refused where every user may put another folder in its place", () => {
    mkdirSync(at("open"));
    chmodSync(at("open"), 0o777);
    expect(why(at("open"))).toBe(
      sentence(at("open"), "every user of this machine may write there"),
    );
    chmodSync(at("open"), 0o1777);
    assertCopyCanBeKept(at("open"), "a");
    const set = keepCopy(at("open"), "a", new Map([["/x", "1"]]));
    expect(statSync(join(set, "..")).mode & 0o777).toBe(0o700);
  });

  it("is refused where somebody put a link in the place of a server's folder", () => {
    const set = keepCopy(at("kept"), "a", new Map([["/x", "1"]]));
    const sets = join(set, "..");
    rmSync(sets, { recursive: true });
    mkdirSync(at("elsewhere"), { mode: 0o755 });
    symlinkSync(at("elsewhere"), sets);
    expect(why(at("kept"))).toBe(sentence(sets, "it is a link, and this program makes none"));
    expect([statSync(at("elsewhere")).mode & 0o777, readdirSync(at("elsewhere"))]).toEqual([
      0o755,
      [],
    ]);
  });

  if (root)
    it("is refused where the folder belongs to another user", () => {
      mkdirSync(at("theirs"));
      chownSync(at("theirs"), 12_345, 12_345);
      expect(why(at("theirs"))).toBe(sentence(at("theirs"), "it belongs to another user (12345)"));
      chownSync(at("theirs"), 0, 0);
      const sets = join(keepCopy(at("theirs"), "a", new Map([["/x", "1"]])), "..");
      chownSync(sets, 12_345, 12_345);
      expect(why(at("theirs"))).toBe(sentence(sets, "it belongs to another user (12345)"));
    });

  it.each(["", "relative/home"])(
    "never goes to the working folder, whatever HOME says: %j",
    (home) => {
      for (const platform of ["linux", "win32"] as const)
        expect(
          refused(() => findStateFolder({ LOCALAPPDATA: "", XDG_STATE_HOME: "" }, platform, home))
            .message,
        ).toContain("Set backupDir to a folder");
      expect(findStateFolder({ XDG_STATE_HOME: "/var/state" }, "linux", home)).toBe(
        "/var/state/pulumi-dhcp-failover",
      );
    },
  );

  it("stands where the system keeps state", () => {
    expect(findStateFolder({ XDG_STATE_HOME: "/var/state" }, "linux", "/home/a")).toBe(
      "/var/state/pulumi-dhcp-failover",
    );
    expect(findStateFolder({ XDG_STATE_HOME: "relative" }, "linux", "/home/a")).toBe(
      "/home/a/.local/state/pulumi-dhcp-failover",
    );
    expect(findStateFolder({}, "darwin", "/Users/a")).toBe(
      "/Users/a/.local/state/pulumi-dhcp-failover",
    );
    expect(
      findStateFolder({ LOCALAPPDATA: "C:\\Users\\a\\AppData\\Local" }, "win32", "C:\\Users\\a"),
    ).toBe("C:\\Users\\a\\AppData\\Local\\pulumi-dhcp-failover");
    expect(findStateFolder({}, "win32", "C:\\Users\\a")).toBe(
      "C:\\Users\\a\\AppData\\Local\\pulumi-dhcp-failover",
    );
  });
});
