// npm run -s errors: writes docs/errors.md, the table of every error code, from the messages in provider/.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { root } from "./paths.mjs";

const page = join(root, "docs", "errors.md");

/** Returns the TypeScript files of a folder and of the folders in it, in order. */
const filesIn = (folder) =>
  readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return filesIn(path);
      return entry.name.endsWith(".ts") ? [path] : [];
    })
    .sort();

/** Returns alternatives as one text. */
const alternatives = (texts) => [...new Set(texts.filter((text) => text !== ""))].join(" / ");

/** Returns the functions that a statement declares, and the variables. */
function listDeclarations(statement) {
  if (ts.isFunctionDeclaration(statement)) return [statement];
  return ts.isVariableStatement(statement) ? statement.declarationList.declarations : [];
}

/** Returns the meaning of a name at a node: the initializer of a variable, or a function. */
function findDeclaration(node, name) {
  for (let scope = node.parent; scope; scope = scope.parent) {
    const declarations = (scope.statements ?? []).flatMap(listDeclarations);
    const found = declarations.find((declaration) => declaration.name?.getText() === name);
    if (found) return ts.isFunctionDeclaration(found) ? found : found.initializer;
  }
  return undefined;
}

/** Returns the expressions that a function returns. */
function listReturned({ body }) {
  if (!ts.isBlock(body)) return [body];
  const returned = [];
  const visit = (node) => {
    if (ts.isReturnStatement(node) && node.expression) returned.push(node.expression);
    if (!ts.isFunctionLike(node)) ts.forEachChild(node, visit);
  };
  visit(body);
  return returned;
}

const methodsOfLists = new Set(["map", "join", "flatMap", "filter", "slice"]);

/** Returns the expression that a value comes from: `names` of `listed(names.map(quoted))`. */
function findOrigin(node) {
  if (ts.isPropertyAccessExpression(node)) return node.name;
  if (ts.isElementAccessExpression(node)) return findOrigin(node.expression);
  if (!ts.isCallExpression(node)) return node;
  const { expression, arguments: given } = node;
  if (ts.isPropertyAccessExpression(expression) && methodsOfLists.has(expression.name.text))
    return findOrigin(expression.expression);
  return given.length > 0 ? findOrigin(given[0]) : expression;
}

/** Returns `‹name›` for a value. */
function valueName(node) {
  if (ts.isPropertyAccessExpression(node) && node.name.text === "length") return "‹number›";
  const names = findOrigin(node)
    .getText()
    .match(/[A-Za-z_]\w*(?=[^\w(.]|$)/g);
  return `‹${names?.[0] ?? "value"}›`;
}

/** Returns the text of a call: of the parts of sentences the words that they give. */
function textOfCall(node) {
  const name = node.expression.getText();
  if (name === "didYouMean") return "";
  if (name === "oneOrMany") return alternatives(node.arguments.slice(1).map(textOf));
  if (name === "inBrackets") return ` (${valueName(node.arguments[0])})`;
  const declared = findDeclaration(node, name);
  return declared && ts.isFunctionLike(declared)
    ? alternatives(listReturned(declared).map(textOf))
    : valueName(node);
}

/** Returns the text of a table: its values as alternatives. */
const textOfTable = ({ properties }) =>
  alternatives(properties.map(({ initializer }) => (initializer ? textOf(initializer) : "")));

/** Returns an expression as text: literals as they are, a choice as its alternatives, all else as `‹name›`. */
function textOf(node) {
  if (node === undefined) return "";
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isParenthesizedExpression(node)) return textOf(node.expression);
  if (ts.isTemplateExpression(node))
    return (
      node.head.text +
      node.templateSpans
        .map(({ expression, literal }) => textOf(expression) + literal.text)
        .join("")
    );
  if (ts.isConditionalExpression(node))
    return alternatives([node.whenTrue, node.whenFalse].map(textOf));
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken)
    return textOf(node.left) + textOf(node.right);
  if (ts.isCallExpression(node)) return textOfCall(node);
  if (ts.isObjectLiteralExpression(node)) return textOfTable(node);
  return textOfName(node);
}

/** Returns the text of a constant or of a table's value by its name, all else as `‹name›`. */
function textOfName(node) {
  const name = ts.isElementAccessExpression(node) ? node.expression : node;
  const declared = ts.isIdentifier(name) ? findDeclaration(node, name.text) : undefined;
  if (!declared || ts.isFunctionLike(declared)) return valueName(node);
  return textOf(declared);
}

/** Returns the calls in a file that construct an error. */
function listErrors(source) {
  const calls = [];
  const visit = (node) => {
    const isError = ts.isCallExpression(node) && node.expression.getText() === "userError";
    if (isError && ts.isStringLiteral(node.arguments[0])) calls.push(node);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return calls;
}

const byCode = (one, other) => Number(one.code > other.code) - Number(one.code < other.code);

/**
 * Returns every error that provider/ can construct: its code, sentence and remedy, and the file that words it.
 * @returns {{ code: string, sentence: string, remedy: string, file: string }[]}
 */
export function errorsIn(folder = join(root, "provider")) {
  const errors = filesIn(folder).flatMap((path) => {
    const text = readFileSync(path, "utf8");
    const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
    return listErrors(source).map(({ arguments: [code, sentence, remedy] }) => ({
      code: code.text,
      sentence: textOf(sentence),
      remedy: textOf(remedy),
      file: relative(root, path),
    }));
  });
  return errors.sort(byCode);
}

const cell = (text) =>
  text.replace(/\s+/g, " ").replaceAll("|", "\\|").replaceAll("<", "&lt;").trim();

/** Returns the page's text. */
export function errorsPage() {
  const rows = errorsIn().map(
    ({ code, sentence, remedy }) => `| \`${code}\` | ${cell(sentence)} | ${cell(remedy)} |`,
  );
  return [
    "# Errors",
    "",
    "Every error ends in its code in brackets. Search for the code here. `‹name›` stands for a value of the error, and ` / `",
    "separates alternatives. Generated by `npm run -s errors`; do not edit.",
    "",
    "Two codes combine errors, each with its own code: `partly-written` (some partners were written, others were not) and",
    "`not-written` (no partner was written). `usage` is an error in the options of the command `pulumi-dhcp-failover`.",
    "",
    "| code | cause | what to do |",
    "|---|---|---|",
    ...rows,
    "",
  ].join("\n");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(page, errorsPage());
