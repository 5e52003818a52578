// Reads a file that a person named, which may be a folder, a device without an end, or very large.
import { closeSync, constants, fstatSync, openSync, readSync, statSync, type Stats } from "node:fs";
import { BoundedBytes } from "./bounded-bytes.js";

/**
 * The reason why nothing was read. `special`: a device, a pipe or a socket, which could be read for
 * ever.
 */
export type NotRead = "folder" | "special" | "too-large";

/**
 * Returns all bytes of a regular file of at most `maxBytes`, or why there are none. What is read
 * counts, not the size that the file states: some files of /proc state none, and another process
 * may be writing it. Throws what the file system refuses.
 */
export function readRegularFile(path: string, maxBytes: number): Buffer | NotRead {
  const known = whyNotRegular(statSync(path));
  if (known) return known;
  // Something else may stand there by now; to open a pipe for which nobody writes would wait for
  // ever.
  const file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const stats = fstatSync(file);
    return (
      whyNotRegular(stats) ??
      (stats.size > maxBytes ? "too-large" : readUpTo(file, stats.size, maxBytes))
    );
  } finally {
    closeSync(file);
  }
}

function whyNotRegular(stats: Stats): NotRead | undefined {
  if (stats.isDirectory()) return "folder";
  return stats.isFile() ? undefined : "special";
}

/** Reads a file of which `size` bytes are expected. */
function readUpTo(file: number, size: number, maxBytes: number): Buffer | NotRead {
  const expected = Buffer.allocUnsafe(Math.min(size, maxBytes) + 1);
  let length = 0;
  while (length < expected.length) {
    const count = readSync(file, expected, length, expected.length - length, null);
    if (count === 0) return expected.subarray(0, length);
    length += count;
  }
  return readMore(file, expected, maxBytes);
}

/** Reads the rest of a file that is larger than it stated. */
function readMore(file: number, begin: Buffer, maxBytes: number): Buffer | NotRead {
  const bytes = new BoundedBytes(maxBytes);
  if (!bytes.add(begin)) return "too-large";
  const piece = Buffer.allocUnsafe(2 ** 20);
  for (;;) {
    const count = readSync(file, piece);
    if (count === 0) return bytes.take();
    if (!bytes.add(piece.subarray(0, count))) return "too-large";
  }
}
