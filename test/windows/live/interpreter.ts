// Carries out the few forms of Windows PowerShell that our constant scripts are written in, as tree-sitter reads them: lists that fall apart on
// their way through a pipeline, strict mode, splatting, default parameters. Whatever else stands in a script is an error here.
import { children, parsed, type Node } from "../tree-sitter.js";
import {
  Address,
  casts,
  Duration,
  Hash,
  strict,
  stringOf,
  Thing,
  Thrown,
  truthOf,
} from "./values.js";

/** A tree without what stands alone around something else, read once: asking tree-sitter's nodes is slow. */
interface Tree {
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
const treeOf = (script: string): Tree => {
  if (!trees.has(script)) trees.set(script, tree(parsed(script)));
  return trees.get(script)!;
};

export type Given = Readonly<Record<string, unknown>>;

/** Variables as a module sees them, which does not see those of a script. */
export type Globals = (name: string) => unknown;

/** How a script is run: `called` in a scope of its own, or `dotSourced` into the global one, as by `-File` (about_PowerShell_exe). */
export type Start = "called" | "dotSourced";

/** The machine a script runs on. */
export interface Host {
  /** Static members of .NET, by `type.member` in lower case. */
  readonly statics: Readonly<Record<string, unknown>>;
  /** Commands that are no function of the script; undefined: there is none of that name. Answers what it writes. `mention`: an error that does not end it. */
  command(
    name: string,
    given: Given,
    mention: (error: Thrown) => void,
    globals: Globals,
  ): readonly unknown[] | undefined;
  /** The parameter of a command that takes a property of what comes through a pipeline, or nothing. */
  boundBy(command: string, property: string): string | undefined;
  /** Whether a parameter takes a value: it is no switch. */
  takesValue(command: string, parameter: string): boolean;
}

class Returned extends Error {}
class Broke extends Error {}

interface Scope {
  readonly variables: Map<string, unknown>;
  readonly outer?: Scope;
}

/** Runs a script with its arguments; answers what it writes to the pipeline. */
export function run(
  script: string,
  args: readonly unknown[],
  host: Host,
  { start = "called", globals = {} }: { readonly start?: Start; readonly globals?: Given } = {},
): readonly unknown[] {
  /** $Error: the latest first; what was caught is in it too. */
  const errors: Thrown[] = [];
  const functions = new Map<
    string,
    { readonly parameters: readonly string[]; readonly body: Tree | undefined }
  >();
  let scope: Scope = {
    variables: new Map<string, unknown>([
      ["null", null],
      ["true", true],
      ["false", false],
      ["psdefaultparametervalues", new Hash()],
      ["psversiontable", { psedition: "Desktop" }],
      ["error", errors],
    ]),
  };

  const outermost = scope;
  const global: Globals = (name) =>
    start === "dotSourced" && outermost.variables.has(name)
      ? outermost.variables.get(name)
      : globals[name];

  const all = (found: Tree, type: string): readonly Tree[] =>
    found.inner.filter((one) => one.type === type);
  const one = (found: Tree, type: string): Tree => all(found, type)[0] ?? wrong(found, type);
  const wrong = (found: Tree, missing = ""): never => {
    throw new Error(
      `not a form of PowerShell that is known here: ${found.type} ${missing} in ${JSON.stringify(found.text.slice(0, 200))}`,
    );
  };

  const nameOf = (variable: string): string => variable.slice(1).toLowerCase();
  function lookUp(variable: string): unknown {
    const name = nameOf(variable);
    for (let at: Scope | undefined = scope; at; at = at.outer)
      if (at.variables.has(name)) return at.variables.get(name);
    throw new Thrown(
      "VariableIsUndefined",
      `The variable '${variable}' cannot be retrieved because it has not been set.`,
      "InvalidOperation",
    );
  }

  /** What goes through a pipeline: a list falls apart, once. */
  const emitted = (value: unknown): readonly unknown[] =>
    value === undefined
      ? []
      : value instanceof Properties
        ? value.all()
        : Array.isArray(value)
          ? value
          : [value];
  /** What a pipeline's output is where one value is wanted. */
  const collapsed = (output: readonly unknown[]): unknown =>
    output.length === 0 ? null : output.length === 1 ? output[0] : [...output];

  function statements(list: readonly Tree[]): unknown[] {
    const output: unknown[] = [];
    for (const each of list) statement(each, output);
    return output;
  }

  function statement(found: Tree, output: unknown[]): void {
    switch (found.type) {
      case "statement_list":
      case "script_block_body":
        for (const each of found.inner) statement(each, output);
        return;
      case "statement_block": {
        for (const each of found.inner)
          if (each.type !== "{" && each.type !== "}") statement(each, output);
        return;
      }
      case "param_block":
        return;
      case "function_statement":
        return void functions.set(one(found, "function_name").text.toLowerCase(), {
          parameters: parametersOf(found),
          body: found.inner.find(({ type }) =>
            ["script_block", "script_block_body", "statement_list"].includes(type),
          ),
        });
      case "assignment_expression":
        return assign(found);
      case "if_statement":
        return conditional(found, output);
      case "foreach_statement": {
        const [variable, list] = [
          one(found, "variable"),
          found.inner[found.inner.findIndex(({ type }) => type === "in") + 1]!,
        ];
        const values = value(list);
        try {
          for (const each of values === null ? [] : emitted(values)) {
            scope.variables.set(nameOf(variable.text), each);
            statement(one(found, "statement_block"), output);
          }
        } catch (error) {
          if (!(error instanceof Broke)) throw error;
        }
        return;
      }
      case "try_statement": {
        const clauseOf = (type: string) => found.inner.find((each) => each.type.startsWith(type));
        const [caught, final] = [clauseOf("catch_clause"), clauseOf("finally_clause")];
        try {
          statement(one(found, "statement_block"), output);
        } catch (error) {
          if (!(error instanceof Thrown)) throw error;
          if (errors[0] !== error) errors.unshift(error);
          if (!caught) throw error;
          scope.variables.set("_", error);
          statement(one(caught, "statement_block"), output);
        } finally {
          if (final) statement(one(final, "statement_block"), output);
        }
        return;
      }
      case "flow_control_statement": {
        const [word, what] = found.inner;
        if (word!.type === "throw" && value(what!) instanceof Thrown) throw value(what!);
        if (word!.type === "throw")
          throw new Thrown(stringOf(value(what!)), stringOf(value(what!)), "OperationStopped");
        if (what) wrong(found);
        throw word!.type === "break" ? new Broke() : new Returned();
      }
      default:
        if (found.type === "pipeline_chain") output.push(...pipeline(found));
        else if (found.type === "command") output.push(...command(found));
        else output.push(...emitted(expression(found)));
    }
  }

  function parametersOf(found: Tree): readonly string[] {
    const texts: string[] = [];
    const look = (at: Tree): void =>
      at.type === "variable"
        ? void texts.push(nameOf(at.text))
        : at.type === "function_parameter_declaration" ||
            at.type === "parameter_list" ||
            at.type === "script_parameter" ||
            at === found
          ? at.inner.forEach(look)
          : undefined;
    look(found);
    return texts;
  }

  function conditional(found: Tree, output: unknown[]): void {
    const [condition] = found.inner.slice(found.inner.findIndex(({ type }) => type === "(") + 1);
    if (truthOf(value(condition!))) return statement(one(found, "statement_block"), output);
    const clauses = found.inner.flatMap((each) =>
      each.type === "elseif_clauses" ? each.inner : [each],
    );
    for (const clause of clauses) {
      if (clause.type === "else_clause") return statement(one(clause, "statement_block"), output);
      if (clause.type !== "elseif_clause") continue;
      if (truthOf(value(clause.inner[clause.inner.findIndex(({ type }) => type === "(") + 1]!)))
        return statement(one(clause, "statement_block"), output);
    }
  }

  function assign(found: Tree): void {
    const [left, operator, right] = found.inner as [Tree, Tree, Tree];
    const wanted = value(right);
    if (left.type === "element_access") {
      if (operator.text !== "=") wrong(found);
      const held = expression(left.inner[0]!);
      const key = value(left.inner[2]!);
      if (!(held instanceof Hash))
        throw new Thrown("NullArray", "Cannot index into a null array.", "InvalidOperation");
      return held.set(key, wanted);
    }
    if (left.type !== "variable") wrong(left);
    if (operator.text === "=") return void scope.variables.set(nameOf(left.text), wanted);
    if (operator.text !== "+=") wrong(found);
    const before = lookUp(left.text);
    scope.variables.set(
      nameOf(left.text),
      Array.isArray(before) ? [...before, ...emitted(wanted)] : Number(before) + Number(wanted),
    );
  }

  /** One value: of an expression what it is, of a command what it writes. */
  function value(found: Tree): unknown {
    if (found.type === "command") return collapsed(command(found));
    if (found.type === "pipeline_chain") return collapsed(pipeline(found));
    if (["statement_list", "if_statement", "foreach_statement"].includes(found.type))
      return collapsed(statements([found]));
    const single = expression(found);
    return single === undefined ? null : single;
  }

  /** `… | cmdlet`: it is called for each thing, whose properties bind by their names. */
  function pipeline(found: Tree): readonly unknown[] {
    const [from, to, ...more] = found.inner.filter(({ type }) => type !== "|") as [
      Tree,
      Tree,
      ...Tree[],
    ];
    if (more.length > 0 || to?.type !== "command") return wrong(found);
    const bound = (one: unknown): Given => {
      if (!(one instanceof Thing)) return wrong(found, "what has properties");
      const entries = Object.entries(one.properties).flatMap(([property, held]) => {
        const parameter = host.boundBy(to.inner[0]!.text, property);
        return parameter === undefined ? [] : [[parameter, held] as const];
      });
      return Object.fromEntries(entries);
    };
    return emitted(value(from)).flatMap((one) => command(to, bound(one)));
  }

  function command(found: Tree, bound: Given = {}): readonly unknown[] {
    const [first] = found.inner;
    const called = first!.type === "command_invokation_operator";
    if (called && first!.text !== "&") wrong(found);
    const name = called ? stringOf(expression(found.inner[1]!)) : first!.text;
    const elements = found.inner
      .slice(called ? 2 : 1)
      .flatMap((each) => (each.type === "command_elements" ? each.inner : [each]));
    const positional: unknown[] = [];
    const given: Record<string, unknown> = {};
    for (let at = 0; at < elements.length; at++) {
      const element = elements[at]!;
      if (element.type === "command_parameter") {
        const parameter = element.text.slice(1);
        given[parameter] = host.takesValue(name, parameter)
          ? value(elements[++at] ?? wrong(found))
          : true;
      } else if (element.type === "variable" && element.text.startsWith("@")) {
        const splatted = lookUp(`$${element.text.slice(1)}`);
        if (!(splatted instanceof Hash)) return wrong(element);
        for (const [parameter, held] of splatted.all()) given[parameter] = held;
      } else positional.push(value(element));
    }
    const own = functions.get(name.toLowerCase());
    if (own) return call(own, positional);
    if (positional.length > 0) wrong(found);
    const output = host.command(
      name,
      { ...defaults(name, given), ...bound, ...given },
      (error) => void errors.unshift(error),
      global,
    );
    if (!output)
      throw new Thrown(
        "CommandNotFoundException",
        `The term '${name}' is not recognized.`,
        "ObjectNotFound",
        name,
      );
    return output;
  }

  /** What $PSDefaultParameterValues says of a command: `*-DhcpServer*:ErrorAction`. */
  function defaults(name: string, given: Given): Given {
    const found: Record<string, unknown> = {};
    const table = lookUp("$PSDefaultParameterValues");
    if (!(table instanceof Hash)) return found;
    for (const [entry, held] of table.all()) {
      const [pattern, parameter] = entry.split(":") as [string, string];
      if (
        wildcard(pattern).test(name) &&
        !Object.keys(given).some((own) => own.toLowerCase() === parameter.toLowerCase())
      )
        found[parameter] = held;
    }
    return found;
  }

  function call(
    {
      parameters,
      body,
    }: { readonly parameters: readonly string[]; readonly body: Tree | undefined },
    given: readonly unknown[],
  ): readonly unknown[] {
    if (given.length > parameters.length)
      throw new Thrown(
        "PositionalParameterNotFound",
        "A positional parameter cannot be found.",
        "InvalidArgument",
      );
    const outer = scope;
    scope = { variables: new Map(parameters.map((name, i) => [name, given[i] ?? null])), outer };
    const output: unknown[] = [];
    try {
      if (body)
        for (const each of body.type === "script_block" ? body.inner : [body])
          statement(each, output);
    } catch (error) {
      if (!(error instanceof Returned)) throw error;
    } finally {
      scope = outer;
    }
    return output;
  }

  function expression(found: Tree): unknown {
    switch (found.type) {
      case "command":
        return collapsed(command(found));
      case "variable":
        return lookUp(found.text);
      case "string_literal":
      case "verbatim_string_characters":
        return (
          /^'([^'\u2018-\u201b]*)'$/.exec(found.text)?.[1] ??
          wrong(found, "a text in single quotes")
        );
      case "integer_literal":
      case "decimal_integer_literal":
        return Number(found.text);
      case "parenthesized_expression":
        return value(found.inner[1]!);
      case "array_expression":
        return statements(found.inner.slice(1, -1));
      case "array_literal_expression":
        return found.inner.filter(({ type }) => type !== ",").map(value);
      case "hash_literal_expression": {
        const hash = new Hash();
        for (const entry of found.inner.flatMap((each) =>
          each.type === "hash_literal_body" ? each.inner : [each],
        )) {
          if (entry.type !== "hash_entry") continue;
          const [name, , held] = entry.inner as [Tree, Tree, Tree];
          const text = name.text.startsWith("'") ? name.text.slice(1, -1) : name.text;
          if (hash.has(text)) throw new Error(`${text} stands twice in a hashtable`);
          hash.set(text, value(held));
        }
        return hash;
      }
      case "cast_expression": {
        const [type, operand] = found.inner as [Tree, Tree];
        return cast(type.text.slice(1, -1).toLowerCase(), expression(operand) ?? null);
      }
      case "expression_with_unary_operator":
        return found.inner[0]!.text === "-not"
          ? !truthOf(expression(found.inner[1]!))
          : wrong(found);
      case "comparison_expression": {
        const [left, operator, right] = found.inner as [Tree, Tree, Tree];
        if (operator.text === "-match")
          return new RegExp(stringOf(expression(right)), "i").test(stringOf(expression(left)));
        if (operator.text === "-notmatch")
          return !new RegExp(stringOf(expression(right)), "i").test(stringOf(expression(left)));
        if (operator.text === "-like")
          return wildcard(stringOf(expression(right))).test(stringOf(expression(left)));
        if (operator.text === "-gt") return Number(expression(left)) > Number(expression(right));
        const same = equal(expression(left), expression(right));
        return operator.text === "-eq" ? same : operator.text === "-ne" ? !same : wrong(found);
      }
      case "range_expression": {
        const [first, , last] = found.inner.map((each) =>
          each.type === ".." ? undefined : Number(value(each)),
        );
        return Array.from({ length: last! - first! + 1 }, (_, at) => first! + at);
      }
      case "element_access": {
        const [held, , key] = found.inner as [Tree, Tree, Tree];
        const of = expression(held);
        if (of instanceof Hash) return of.get(value(key));
        if (Array.isArray(of)) return of[Number(value(key))] ?? null;
        if (of instanceof Properties) return of.named(stringOf(value(key)));
        throw new Thrown("NullArray", "Cannot index into a null array.", "InvalidOperation");
      }
      case "member_access":
        return member(found);
      case "invokation_expression": {
        const list = found.inner.at(-1)!;
        const given = list.inner.flatMap((each) =>
          each.type === "argument_expression_list"
            ? each.inner.filter(({ type }) => type !== ",")
            : each.type === "(" || each.type === ")"
              ? []
              : [each],
        );
        const method = member(found);
        if (typeof method !== "function")
          throw new Thrown(
            "MethodNotFound",
            `There is no method in ${found.text}.`,
            "InvalidOperation",
          );
        return (method as (...given: unknown[]) => unknown)(
          ...given.map((each) => expression(each) ?? null),
        );
      }
      default:
        return wrong(found);
    }
  }

  /** `object.name` or `[type]::name`. */
  function member(found: Tree): unknown {
    const [of, operator, name] = found.inner as [Tree, Tree, Tree];
    if (operator.text === "::") {
      const key = `${of.text.slice(1, -1)}.${name.text}`.toLowerCase();
      if (!Object.hasOwn(host.statics, key))
        throw new Error(`[${of.text}]::${name.text} is not known here`);
      return host.statics[key];
    }
    return memberOf(expression(of), name.text);
  }

  const parameters = parametersOf(
    treeOf(script).inner.find(({ type }) => type === "param_block") ?? treeOf(script),
  );
  parameters.forEach((name, i) => scope.variables.set(name, args[i] ?? null));
  const output: unknown[] = [];
  for (const each of treeOf(script).inner) statement(each, output);
  return output;
}

/** A pattern with `*`, of a whole text in any case. */
const wildcard = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern
      .split("*")
      .map((part) => part.replace(/[^\w-]/g, "\\$&"))
      .join(".*")}$`,
    "i",
  );

/** An error record, as `catch` and `$Error` have it. */
function recordOf({ message, id, category, activity, errorData }: Thrown): Thing {
  return new Thing({
    Exception: new Thing({
      Message: message,
      ...(errorData && { ErrorData: new Thing(errorData) }),
    }),
    FullyQualifiedErrorId: id,
    CategoryInfo: new Thing({ Category: category, Activity: activity }),
  });
}

/** `.PSObject.Properties`: each has a name and a value. */
class Properties {
  constructor(private readonly of: Thing) {}
  named(name: string): unknown {
    const found = this.of.find(name);
    return found ? new Thing({ Name: found[0], Value: found[1] }) : null;
  }
  all(): readonly Thing[] {
    return Object.entries(this.of.properties).map(([Name, Value]) => new Thing({ Name, Value }));
  }
}

function memberOf(of: unknown, name: string): unknown {
  const wanted = name.toLowerCase();
  if (of instanceof Hash) {
    if (wanted === "keys") return of.all().map(([key]) => key);
    if (wanted === "containskey") return (key: unknown) => of.has(key);
    if (!of.has(name)) throw strict(name);
    return of.get(name);
  }
  if (of instanceof Thing) {
    if (wanted === "psobject") return { properties: new Properties(of) };
    const found = of.find(name);
    if (!found) throw strict(name);
    return found[1];
  }
  if (of instanceof Duration && wanted === "totalseconds") return of.seconds;
  if (Array.isArray(of) && wanted === "count") return of.length;
  if (Array.isArray(of) && wanted === "clear") return () => void of.splice(0);
  if (typeof of === "string" && wanted === "length") return of.length;
  if (typeof of === "string" && wanted === "padright")
    return (length: number, filler: string) => of.padEnd(length, filler);
  if (of instanceof Thrown) return memberOf(recordOf(of), name);
  if (typeof of === "object" && of !== null && !Array.isArray(of) && !(of instanceof Address)) {
    const found = Object.entries(of).find(([own]) => own.toLowerCase() === wanted);
    if (found) return found[1];
  }
  throw strict(name);
}

function cast(type: string, value: unknown): unknown {
  if (type.endsWith("[]")) {
    const each = casts[type.slice(0, -2)];
    if (!each) throw new Error(`[${type}] is not known here`);
    return value === null ? null : (Array.isArray(value) ? value : [value]).map(each);
  }
  const to = casts[type];
  if (!to) throw new Error(`[${type}] is not known here`);
  return to(value);
}

const equal = (left: unknown, right: unknown): boolean => {
  if (left === null || left === undefined || right === null || right === undefined)
    return (left ?? null) === (right ?? null);
  if (typeof left === "string") return left.toLowerCase() === stringOf(right).toLowerCase();
  return left === right;
};
