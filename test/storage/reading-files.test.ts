// Files of a server's configuration are read whole, or not at all.
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  readText,
  readTextWithBytes,
  replaceFiles,
  writeOwnFile,
} from "../../provider/storage/files.js";
import { asNobody, refused, useOwnFolder } from "../helpers/unit/storage/own-folder.js";

const { at, put } = useOwnFolder();

describe("reading a file", () => {
  it("gives its text as it is, with its byte order mark and its newlines", () => {
    const text = '\ufeff{ "a": "é→😀" }\r\n\n';
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
    const latin1 = Buffer.from('// B\xfcro\n{ "a": 1 }\n', "latin1");
    const { text } = readTextWithBytes(put("a", latin1));
    replaceFiles([{ path: at("a"), before: text, after: text.replace("1", "2") }]);
    expect(readFileSync(at("a")).toString("latin1")).toBe('// B\xfcro\n{ "a": 2 }\n');
    expect(
      refused(() => readTextWithBytes(put("b", Buffer.from("x\n\0", "utf8")))).message,
    ).toContain("line 2");
  });

  it("refuses bytes that are no UTF-8, and says on which line", () => {
    const refusal = refused(() =>
      readText(put("a", Buffer.from("one\ntwo é\nthr\xe9e\nfour", "latin1"))),
    );
    expect([refusal.code, refusal.message]).toEqual([
      "file-not-text",
      `${at("a")}, line 2: the file contains bytes that are not UTF-8. Save the file as UTF-8, or correct the path. [file-not-text]`,
    ]);
    expect(refused(() => readText(put("b", Buffer.from([0xed, 0xa0, 0x80])))).code).toBe(
      "file-not-text",
    );
  });

  it("reads nothing of a file that is larger than the limit", () => {
    const large = put("large", "");
    truncateSync(large, 256 * 2 ** 20 + 1); // without blocks on the disk
    const sentence = (limit: number) =>
      `${large} is larger than ${limit} MiB. Check that it is a configuration. If it is, raise sizeLimit of this server. [file-too-large]`;
    expect(refused(() => readText(large)).message).toBe(sentence(256));
    expect(refused(() => readTextWithBytes(large, 3)).message).toBe(sentence(3));
    truncateSync(large, 2 ** 20);
    expect(readText(large, 1).text).toHaveLength(2 ** 20);
  });

  const symbols = "/proc/kallsyms"; // states a size of 0 and has several MiB
  if (existsSync(symbols))
    it("reads no more than the limit of a file that does not state its size", () => {
      expect(refused(() => readText(symbols, 1)).code).toBe("file-too-large");
    });

  it("waits for nobody who would write into a pipe", () => {
    execFileSync("mkfifo", [at("pipe")]);
    expect(refused(() => readText(at("pipe"))).code).toBe("file-not-regular");
    expect(refused(() => writeOwnFile(at("pipe"), "x")).code).toBe("file-not-regular");
  });

  it("says what stands in the way", () => {
    expect(refused(() => readText(at("gone"))).message).toBe(
      `${at("gone")}: the file does not exist. Correct the path, or create the file. [file-missing]`,
    );
    expect(refused(() => readText(join(put("a", ""), "below"))).code).toBe("file-missing");
    expect(refused(() => readText(at())).message).toBe(
      `${at()} is a folder. Give the path of a file. [file-is-folder]`,
    );
    symlinkSync("round", at("round"));
    expect(refused(() => readText(at("round"))).message).toContain(
      "could not be read: too many symbolic links encountered.",
    );
    expect(refused(() => readText("/dev/null")).code).toBe("file-not-regular");
    chmodSync(at(), 0o755);
    put("secret", "x", 0o000);
    expect(refused(() => asNobody(() => readText(at("secret")))).message).toBe(
      `${at("secret")} cannot be read by this user. Grant the user read permission, or run this as a user who has it. [file-forbidden]`,
    );
  });
});
