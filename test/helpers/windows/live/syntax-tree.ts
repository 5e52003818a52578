// A script as a tree, and how its nodes are looked through.
import { children, parsed, type Node } from "../tree-sitter.js";

/** A tree without what stands alone around something else, read once: asking tree-sitter's nodes is slow. */
export interface Tree {
  readonly type: string;
  readonly text: string;
  readonly inner: readonly Tree[];
}

function tree(node: Node): Tree {
  const inner = children(node).filter(
    ({ type }) => !["comment", "command_argument_sep", "empty_statement", ";"].includes(type),
  );
  const [only] = inner;
  if (inner.length === 1 && only!.text === node.text && only!.isNamed && !keep.has(node.type))
    return tree(only!);
  return { type: node.type, text: node.text, inner: inner.map(tree) };
}
/** Kinds that say what they are even where one thing is in them. */
const keep = new Set([
  "command",
  "command_name",
  "statement_list",
  "variable",
  "member_name",
  "key_expression",
  "type_spec",
  "string_literal",
  "flow_control_statement",
  "script_block_body",
  "command_parameter",
  "argument_expression_list",
  "parameter_list",
]);

const trees = new Map<string, Tree>();

/** Returns the tree of a script. */
export const treeOf = (script: string): Tree => {
  if (!trees.has(script)) trees.set(script, tree(parsed(script)));
  return trees.get(script)!;
};

/** Returns the first child of a type. */
export const childOf = (found: Tree, type: string): Tree =>
  found.inner.find((child) => child.type === type) ?? unknownForm(found, type);

/** Throws: the interpreter does not know this form of PowerShell. */
export function unknownForm(found: Tree, missing = ""): never {
  throw new Error(
    `not a form of PowerShell that is known here: ${found.type} ${missing} in ${JSON.stringify(found.text.slice(0, 200))}`,
  );
}

/** Returns the name of a variable, in lower case. */
export const nameOf = (variable: string): string => variable.slice(1).toLowerCase();

/** Returns the child that follows the first one of a type. */
export const childAfter = (found: Tree, type: string): Tree =>
  found.inner[found.inner.findIndex((child) => child.type === type) + 1]!;

/** Returns the names of a function's or a script's parameters. */
export function parametersOf(found: Tree): readonly string[] {
  const containers = ["function_parameter_declaration", "parameter_list", "script_parameter"];
  const texts: string[] = [];
  const look = (at: Tree): void => {
    if (at.type === "variable") texts.push(nameOf(at.text));
    else if (at === found || containers.includes(at.type)) at.inner.forEach(look);
  };
  look(found);
  return texts;
}
