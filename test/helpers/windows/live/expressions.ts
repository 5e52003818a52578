// Expressions of the few forms of Windows PowerShell that the interpreter knows.
import type { Host } from "./machine.js";
import { cast, collapsed, equal, memberOf, Properties, wildcard } from "./members.js";
import { unknownForm, type Tree } from "./syntax-tree.js";
import { Hash, stringOf, Thrown, truthOf } from "./values.js";

/** Evaluates expressions; commands, pipelines and statements in them are left to a subclass. */
export abstract class Expressions {
  constructor(protected readonly host: Host) {}

  protected abstract lookUp(variable: string): unknown;
  protected abstract command(found: Tree): readonly unknown[];
  protected abstract pipeline(found: Tree): readonly unknown[];
  protected abstract statements(list: readonly Tree[]): unknown[];

  /** Returns one value: of an expression what it is, of a command what it writes. */
  protected value(found: Tree): unknown {
    if (found.type === "command") return collapsed(this.command(found));
    if (found.type === "pipeline_chain") return collapsed(this.pipeline(found));
    if (["statement_list", "if_statement", "foreach_statement"].includes(found.type))
      return collapsed(this.statements([found]));
    const single = this.expression(found);
    return single === undefined ? null : single;
  }

  protected expression(found: Tree): unknown {
    return (this.forms[found.type] ?? unknownForm)(found);
  }

  /** How each kind of expression is evaluated. */
  private readonly forms: Readonly<Record<string, (found: Tree) => unknown>> = {
    command: (found) => collapsed(this.command(found)),
    variable: ({ text }) => this.lookUp(text),
    string_literal: literalText,
    verbatim_string_characters: literalText,
    integer_literal: ({ text }) => Number(text),
    decimal_integer_literal: ({ text }) => Number(text),
    parenthesized_expression: ({ inner }) => this.value(inner[1]!),
    array_expression: ({ inner }) => this.statements(inner.slice(1, -1)),
    array_literal_expression: ({ inner }) =>
      inner.filter(({ type }) => type !== ",").map((each) => this.value(each)),
    hash_literal_expression: (found) => this.hash(found),
    cast_expression: ({ inner: [type, operand] }) =>
      cast(type!.text.slice(1, -1).toLowerCase(), this.expression(operand!) ?? null),
    expression_with_unary_operator: (found) =>
      found.inner[0]!.text === "-not"
        ? !truthOf(this.expression(found.inner[1]!))
        : unknownForm(found),
    comparison_expression: (found) => this.comparison(found),
    range_expression: ({ inner }) => {
      const [first, , last] = inner.map((each) =>
        each.type === ".." ? undefined : Number(this.value(each)),
      );
      return Array.from({ length: last! - first! + 1 }, (_, at) => first! + at);
    },
    element_access: (found) => this.element(found),
    member_access: (found) => this.member(found),
    invokation_expression: (found) => this.invocation(found),
  };

  private hash(found: Tree): Hash {
    const hash = new Hash();
    for (const entry of found.inner.flatMap((each) =>
      each.type === "hash_literal_body" ? each.inner : [each],
    )) {
      if (entry.type !== "hash_entry") continue;
      const [name, , held] = entry.inner as [Tree, Tree, Tree];
      const text = name.text.startsWith("'") ? name.text.slice(1, -1) : name.text;
      if (hash.has(text)) throw new Error(`${text} stands twice in a hashtable`);
      hash.set(text, this.value(held));
    }
    return hash;
  }

  private comparison(found: Tree): boolean {
    const [left, { text: operator }, right] = found.inner as [Tree, Tree, Tree];
    const textOf = (side: Tree) => stringOf(this.expression(side));
    switch (operator) {
      case "-match":
        return new RegExp(textOf(right), "i").test(textOf(left));
      case "-notmatch":
        return !new RegExp(textOf(right), "i").test(textOf(left));
      case "-like":
        return wildcard(textOf(right)).test(textOf(left));
      case "-gt":
        return Number(this.expression(left)) > Number(this.expression(right));
      case "-eq":
        return equal(this.expression(left), this.expression(right));
      case "-ne":
        return !equal(this.expression(left), this.expression(right));
      default:
        return unknownForm(found);
    }
  }

  private element(found: Tree): unknown {
    const [held, , key] = found.inner as [Tree, Tree, Tree];
    const of = this.expression(held);
    if (of instanceof Hash) return of.get(this.value(key));
    if (Array.isArray(of)) return of[Number(this.value(key))] ?? null;
    if (of instanceof Properties) return of.named(stringOf(this.value(key)));
    throw new Thrown("NullArray", "Cannot index into a null array.", "InvalidOperation");
  }

  private invocation(found: Tree): unknown {
    const given = found.inner.at(-1)!.inner.flatMap((each) => {
      if (each.type === "argument_expression_list")
        return each.inner.filter(({ type }) => type !== ",");
      return each.type === "(" || each.type === ")" ? [] : [each];
    });
    const method = this.member(found);
    if (typeof method !== "function")
      throw new Thrown(
        "MethodNotFound",
        `There is no method in ${found.text}.`,
        "InvalidOperation",
      );
    return (method as (...given: unknown[]) => unknown)(
      ...given.map((each) => this.expression(each) ?? null),
    );
  }

  /** Returns what `object.name` or `[type]::name` is. */
  private member(found: Tree): unknown {
    const [of, operator, name] = found.inner as [Tree, Tree, Tree];
    if (operator.text !== "::") return memberOf(this.expression(of), name.text);
    const key = `${of.text.slice(1, -1)}.${name.text}`.toLowerCase();
    if (!Object.hasOwn(this.host.statics, key))
      throw new Error(`[${of.text}]::${name.text} is not known here`);
    return this.host.statics[key];
  }
}

const literalText = (found: Tree): string =>
  /^'([^'\u2018-\u201b]*)'$/.exec(found.text)?.[1] ?? unknownForm(found, "a text in single quotes");
