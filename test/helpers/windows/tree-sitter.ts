// tree-sitter's grammar of PowerShell, loaded once.
import { createRequire } from "node:module";

type TreeSitter = typeof import("@vscode/tree-sitter-wasm");
export type Node = import("@vscode/tree-sitter-wasm").Node;

const require = createRequire(import.meta.url);
const { Parser, Language } = require("@vscode/tree-sitter-wasm") as TreeSitter;
await Parser.init();
const parser = new Parser();
parser.setLanguage(
  await Language.load(require.resolve("@vscode/tree-sitter-wasm/wasm/tree-sitter-powershell.wasm")),
);

export const lineOf = (node: Node) => node.startPosition.row + 1;
export const children = (node: Node): readonly Node[] =>
  node.children.filter((child) => child !== null);

/** The root of a script. Throws at the first line that is no PowerShell. */
export function parsed(script: string): Node {
  const root = parser.parse(script)!.rootNode;
  if (root.hasError) {
    const lines = script.split("\n");
    const at = children(root).flatMap((child) => (child.hasError ? [lineOf(child)] : []))[0] ?? 1;
    throw new Error(`line ${at}: no PowerShell: ${JSON.stringify(lines[at - 1])}`);
  }
  return root;
}
