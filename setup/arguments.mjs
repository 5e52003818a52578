// Lists the arguments of the package with their types, defaults and descriptions, as
// provider/resources states them. `node setup/arguments.mjs` prints them as JSON. stack.schema.json,
// schema.json and docs/reference.md are made from this list.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import ts from "typescript";
import { root } from "./paths.mjs";

const folder = join(root, "provider", "resources");

const parse = (name) =>
  ts.createSourceFile(name, readFileSync(join(folder, name), "utf8"), ts.ScriptTarget.Latest, true);

/** Returns the names of the types of servers: the members of the union `Server`. */
export function listServerTypes() {
  const isServer = (node) => ts.isTypeAliasDeclaration(node) && node.name.text === "Server";
  const server = parse("server.ts").statements.find(isServer);
  return server.type.types.map((type) => type.getText());
}

/** The types that a program writes or reads, in the order of a reference. */
export const publicTypes = [
  "FailoverReplicationArgs",
  "FailoverScopeArgs",
  "FailoverRelationshipArgs",
  "KeaRelationship",
  "GetScopeArgs",
  "GetFailoverArgs",
  ...listServerTypes(),
  "Reference",
  "ProviderArgs",
  "FileDefaults",
  "KeaDefaults",
  "WindowsDefaults",
  "Scope",
  "Failover",
  "Reported",
];

/** The classes whose outputs a program reads. */
export const resourceTypes = ["FailoverReplication", "FailoverScope", "FailoverRelationship"];

/**
 * Type arguments that a reader of the reference need not see: any argument may be an output of
 * another resource.
 */
const wrappers = new Set(["Input", "Output", "Readonly"]);

/** Returns a comment of documentation as plain text on one line. */
const plainText = (comment) =>
  (ts.getTextOfJSDocComment(comment) ?? "").replace(/\s*\n\s*/g, " ").trim();

/** Returns the description of a declaration. */
function descriptionOf(node) {
  return ts
    .getJSDocCommentsAndTags(node)
    .filter(ts.isJSDoc)
    .map(({ comment }) => plainText(comment))
    .join(" ");
}

/** Returns the text of a `@defaultValue`; nothing where a declaration states none. */
function defaultOf(node) {
  const tag = ts.getJSDocTags(node).find(({ tagName }) => tagName.text === "defaultValue");
  return tag && plainText(tag.comment);
}

/**
 * Returns a type as a reader of the reference needs it: without `Input`, `readonly` and
 * `undefined`.
 */
function typeText(node) {
  if (ts.isTypeReferenceNode(node) && wrappers.has(node.typeName.getText()))
    return typeText(node.typeArguments[0]);
  if (ts.isTypeReferenceNode(node) && node.typeArguments)
    return `${node.typeName.getText()}<${node.typeArguments.map(typeText).join(", ")}>`;
  if (ts.isTypeOperatorNode(node)) return typeText(node.type);
  if (ts.isParenthesizedTypeNode(node)) return typeText(node.type);
  if (ts.isArrayTypeNode(node)) return `${typeText(node.elementType)}[]`;
  if (ts.isUnionTypeNode(node)) {
    const types = node.types.map(typeText).filter((text) => text !== "undefined");
    return types.join(" | ");
  }
  if (ts.isTypeLiteralNode(node)) {
    const members = node.members.map((member) => {
      const mark = member.questionToken ? "?" : "";
      return `${member.name.getText()}${mark}: ${typeText(member.type)}`;
    });
    return `{ ${members.join("; ")} }`;
  }
  return node.getText();
}

/**
 * Returns the members of a type that is written out inside another one; nothing of any other type.
 */
function innerMembers(node) {
  if (ts.isTypeReferenceNode(node) && wrappers.has(node.typeName.getText()))
    return innerMembers(node.typeArguments[0]);
  return ts.isTypeLiteralNode(node) ? node.members.map(memberOf) : undefined;
}

/** Tells whether a type names `undefined`, as that of an output that may be missing does. */
function mayBeUndefined(node) {
  if (ts.isTypeReferenceNode(node) && wrappers.has(node.typeName.getText()))
    return mayBeUndefined(node.typeArguments[0]);
  return ts.isUnionTypeNode(node) && node.types.some((type) => typeText(type) === "undefined");
}

/**
 * @typedef {{ name: string, type: string, isRequired: boolean, default?: string,
 *   description: string, members?: Member[] }} Member
 */

/** @returns {Member} */
function memberOf(node) {
  const members = innerMembers(node.type);
  return {
    name: node.name.getText(),
    type: typeText(node.type),
    isRequired: node.questionToken === undefined && !mayBeUndefined(node.type),
    default: defaultOf(node),
    description: descriptionOf(node),
    ...(members && { members }),
  };
}

/** Joins the members that several types have, as an intersection or a union of them does. */
function joinMembers(all, isUnion) {
  const joined = new Map();
  for (const members of all)
    for (const member of members) {
      const former = joined.get(member.name);
      if (former === undefined) joined.set(member.name, member);
      else joined.set(member.name, joinMember(former, member));
    }
  const inEach = ({ name }) => all.every((members) => members.some((one) => one.name === name));
  return [...joined.values()].map((member) => ({
    ...member,
    isRequired: member.isRequired && (!isUnion || inEach(member)),
  }));
}

/** Joins one member of two types of a union: the one that says what it is for describes it. */
function joinMember(one, other) {
  const [main, rest] = one.description === "" ? [other, one] : [one, other];
  return { ...main, isRequired: main.isRequired && rest.isRequired };
}

/**
 * Returns the members that a type gives, with those of the types that it is made of.
 * @returns {Member[]}
 */
function membersOf(node, declarations) {
  if (ts.isInterfaceDeclaration(node)) return node.members.map(memberOf);
  if (ts.isTypeAliasDeclaration(node)) return membersOf(node.type, declarations);
  if (ts.isParenthesizedTypeNode(node)) return membersOf(node.type, declarations);
  if (ts.isTypeLiteralNode(node)) return node.members.map(memberOf);
  if (ts.isTypeReferenceNode(node) && node.typeArguments)
    return membersOfGeneric(node, declarations);
  if (ts.isTypeReferenceNode(node))
    return membersOf(declarations.get(node.typeName.getText()), declarations);
  const isUnion = ts.isUnionTypeNode(node);
  const parts = node.types.map((type) => membersOf(type, declarations));
  return joinMembers(parts, isUnion);
}

/** Returns the members of `Partial<...>` and `Omit<..., names>`. */
function membersOfGeneric({ typeName, typeArguments: [inner, names] }, declarations) {
  const members = membersOf(inner, declarations);
  if (typeName.text === "Partial")
    return members.map((member) => ({ ...member, isRequired: false }));
  return members.filter(({ name }) => !typeText(names).includes(`"${name}"`));
}

/** Returns the outputs that a class of a resource declares. */
const outputsOf = (node) =>
  node.members.filter((member) => ts.isPropertyDeclaration(member)).map(memberOf);

/** Replaces "As in `FileServer`." by the description that is referred to. */
function resolveReferences(types) {
  const byName = new Map(types.map((type) => [type.name, type]));
  for (const { members } of types)
    for (const member of members) {
      const [whole, name] = /^As in `(\w+)`\./.exec(member.description) ?? [];
      if (whole === undefined) continue;
      const source = (byName.get(name) ?? byName.get(`${name}Args`)).members.find(
        (one) => one.name === member.name,
      );
      member.description = member.description.replace(whole, source.description);
      member.default ??= source.default;
    }
}

/**
 * Returns the public types, each with its description and its members: name, type, whether it is
 * required, its default where one is stated, its description, and the members of a type that is
 * written out in place.
 */
export function listArguments() {
  const statements = readdirSync(folder).flatMap((name) => [...parse(name).statements]);
  const declarations = new Map(
    statements
      .filter((node) => ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node))
      .map((node) => [node.name.text, node]),
  );
  const types = publicTypes.map((name) => {
    const node = declarations.get(name);
    return { name, description: descriptionOf(node), members: membersOf(node, declarations) };
  });
  resolveReferences(types);
  return types;
}

/** Returns the classes of resources with their outputs, in the form of `listArguments`. */
export function listOutputs() {
  const statements = readdirSync(folder).flatMap((name) => [...parse(name).statements]);
  return resourceTypes.map((name) => {
    const node = statements.find((one) => ts.isClassDeclaration(one) && one.name.text === name);
    return { name, description: descriptionOf(node), members: outputsOf(node) };
  });
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href)
  console.log(JSON.stringify({ arguments: listArguments(), outputs: listOutputs() }, null, 2));
