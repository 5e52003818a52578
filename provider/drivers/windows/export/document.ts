// An export as a document: read once, and rewritten where its configuration changes.
import { messages } from "../messages.js";
import type { Configuration } from "../../../core/model.js";
import { readExport, type ParsedExport } from "../model/read-export.js";
import { detectLayout } from "./layout.js";
import { rewriteExport } from "./rewrite.js";
import { findChild, parseXml } from "./xml.js";

export interface ExportDocument extends ParsedExport {
  /** The release of Windows as the export has it, such as `6.3`. */
  readonly windows: string;
  /**
   * The text of the IPv6 part, which is never compared. Absent in an export of chosen scopes:
   * `Export-DhcpServer -ScopeId` writes none (DhcpServerMigration).
   */
  readonly ipv6?: string;
  /** Returns the text of the export once its configuration is `desired`. */
  rewrite(desired: Configuration): string;
}

/** Reads an export. Throws where the text is none. */
export function readDocument(path: string, text: string): ExportDocument {
  const root = parseXml(path, text);
  const ipv4 = findChild(root, "IPv4");
  if (root.name !== "DHCPServer" || !ipv4) throw messages.notWindowsExport(path, root.name);
  const parsed = readExport(ipv4);
  const ipv6 = findChild(root, "IPv6");
  const [major, minor] = ["MajorVersion", "MinorVersion"].map(
    (name) => findChild(root, name)?.text ?? "",
  );
  return {
    ...parsed,
    ...(ipv6 && { ipv6: text.slice(ipv6.start, ipv6.end) }),
    windows: `${major}.${minor}`,
    rewrite: (desired) =>
      rewriteExport({ text, ipv4, layout: detectLayout(text, root), parsed }, desired),
  };
}
