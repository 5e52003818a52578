// Exports as Windows writes them: with and without a byte order mark, with CRLF, laid out or in one line.
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** A server with one of everything, as Export-DhcpServer writes it (elements and their order: windows/DHCPServer schema; our own data). */
export const rich = readFileSync(
  join(import.meta.dirname, "../../../..", "data", "windows", "rich.xml"),
  "utf8",
);

/** As Windows writes it: CRLF, and in some exports a byte order mark. */
export const crlf = (text: string, mark = false): string =>
  `${mark ? "\ufeff" : ""}${text.replaceAll("\n", "\r\n")}`;

/** In one line. */
export const flat = (text: string): string => text.replace(/>\s+</g, "><").trim();
