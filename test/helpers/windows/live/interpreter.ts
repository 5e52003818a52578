// Carries out the few forms of Windows PowerShell that our constant scripts are written in, as tree-sitter
// reads them: lists that fall apart on their way through a pipeline, strict mode, splatting, default
// parameters. Whatever else stands in a script is an error here.
import { Expressions } from "./expressions.js";
import type { Given, Globals, Host, Start } from "./machine.js";
import { emitted, wildcard } from "./members.js";
import {
  childAfter,
  childOf,
  nameOf,
  parametersOf,
  treeOf,
  unknownForm,
  type Tree,
} from "./syntax-tree.js";
import { Hash, stringOf, Thing, Thrown, truthOf } from "./values.js";

class Returned extends Error {}
class Broke extends Error {}

interface Scope {
  readonly variables: Map<string, unknown>;
  readonly outer?: Scope;
}

/** A function of the script. */
interface ScriptFunction {
  readonly parameters: readonly string[];
  readonly body: Tree | undefined;
}

/** Runs a script with its arguments; answers what it writes to the pipeline. */
export function run(
  script: string,
  args: readonly unknown[],
  host: Host,
  { start = "called", globals = {} }: { readonly start?: Start; readonly globals?: Given } = {},
): readonly unknown[] {
  return new Run(host, start, globals).script(treeOf(script), args);
}

/** One run of a script: its variables, its functions and its errors. */
class Run extends Expressions {
  /** $Error: the latest first; what was caught is in it too. */
  private readonly errors: Thrown[] = [];
  private readonly functions = new Map<string, ScriptFunction>();
  private scope: Scope = {
    variables: new Map<string, unknown>([
      ["null", null],
      ["true", true],
      ["false", false],
      ["psdefaultparametervalues", new Hash()],
      ["psversiontable", { psedition: "Desktop" }],
      ["error", this.errors],
    ]),
  };
  private readonly outermost = this.scope;

  constructor(
    host: Host,
    private readonly start: Start,
    private readonly globals: Given,
  ) {
    super(host);
  }

  script(found: Tree, args: readonly unknown[]): readonly unknown[] {
    const block = found.inner.find(({ type }) => type === "param_block") ?? found;
    for (const [i, name] of parametersOf(block).entries())
      this.scope.variables.set(name, args[i] ?? null);
    return this.statements(found.inner);
  }

  private readonly global: Globals = (name) =>
    this.start === "dotSourced" && this.outermost.variables.has(name)
      ? this.outermost.variables.get(name)
      : this.globals[name];

  protected lookUp(variable: string): unknown {
    const name = nameOf(variable);
    for (let at: Scope | undefined = this.scope; at; at = at.outer)
      if (at.variables.has(name)) return at.variables.get(name);
    throw new Thrown(
      "VariableIsUndefined",
      `The variable '${variable}' cannot be retrieved because it has not been set.`,
      "InvalidOperation",
    );
  }

  protected statements(list: readonly Tree[]): unknown[] {
    const output: unknown[] = [];
    for (const each of list) this.statement(each, output);
    return output;
  }

  private statement(found: Tree, output: unknown[]): void {
    const carryOut = this.kinds[found.type];
    if (carryOut) carryOut(found, output);
    else if (found.type === "pipeline_chain") output.push(...this.pipeline(found));
    else if (found.type === "command") output.push(...this.command(found));
    else output.push(...emitted(this.expression(found)));
  }

  private readonly block = (found: Tree, output: unknown[]): void => {
    for (const each of found.inner)
      if (each.type !== "{" && each.type !== "}") this.statement(each, output);
  };

  /** How each kind of statement is carried out. */
  private readonly kinds: Readonly<Record<string, (found: Tree, output: unknown[]) => void>> = {
    statement_list: this.block,
    script_block_body: this.block,
    statement_block: this.block,
    param_block: () => {},
    function_statement: (found) => this.define(found),
    assignment_expression: (found) => this.assign(found),
    if_statement: (found, output) => this.conditional(found, output),
    foreach_statement: (found, output) => this.forEach(found, output),
    try_statement: (found, output) => this.tryCatch(found, output),
    flow_control_statement: (found) => this.leave(found),
  };

  private define(found: Tree): void {
    const bodies = ["script_block", "script_block_body", "statement_list"];
    this.functions.set(childOf(found, "function_name").text.toLowerCase(), {
      parameters: parametersOf(found),
      body: found.inner.find(({ type }) => bodies.includes(type)),
    });
  }

  private forEach(found: Tree, output: unknown[]): void {
    const values = this.value(childAfter(found, "in"));
    const variable = nameOf(childOf(found, "variable").text);
    try {
      for (const each of values === null ? [] : emitted(values)) {
        this.scope.variables.set(variable, each);
        this.statement(childOf(found, "statement_block"), output);
      }
    } catch (error) {
      if (!(error instanceof Broke)) throw error;
    }
  }

  private tryCatch(found: Tree, output: unknown[]): void {
    const clauseOf = (type: string) => found.inner.find((each) => each.type.startsWith(type));
    const [caught, final] = [clauseOf("catch_clause"), clauseOf("finally_clause")];
    try {
      this.statement(childOf(found, "statement_block"), output);
    } catch (error) {
      if (!(error instanceof Thrown)) throw error;
      if (this.errors[0] !== error) this.errors.unshift(error);
      if (!caught) throw error;
      this.scope.variables.set("_", error);
      this.statement(childOf(caught, "statement_block"), output);
    } finally {
      if (final) this.statement(childOf(final, "statement_block"), output);
    }
  }

  /** Carries out `throw`, `break` and `return`. */
  private leave(found: Tree): never {
    const [word, operand] = found.inner;
    if (word!.type === "throw") {
      const thrown = this.value(operand!);
      if (thrown instanceof Thrown) throw thrown;
      throw new Thrown(stringOf(thrown), stringOf(thrown), "OperationStopped");
    }
    if (operand) unknownForm(found);
    throw word!.type === "break" ? new Broke() : new Returned();
  }

  private conditional(found: Tree, output: unknown[]): void {
    if (truthOf(this.value(childAfter(found, "(")))) {
      this.statement(childOf(found, "statement_block"), output);
      return;
    }
    const clauses = found.inner.flatMap((each) =>
      each.type === "elseif_clauses" ? each.inner : [each],
    );
    for (const clause of clauses) {
      const holds =
        clause.type === "else_clause" ||
        (clause.type === "elseif_clause" && truthOf(this.value(childAfter(clause, "("))));
      if (!holds) continue;
      this.statement(childOf(clause, "statement_block"), output);
      return;
    }
  }

  private assign(found: Tree): void {
    const [left, operator, right] = found.inner as [Tree, Tree, Tree];
    const desired = this.value(right);
    if (left.type === "element_access") {
      this.assignElement(found, desired);
      return;
    }
    if (left.type !== "variable") unknownForm(left);
    const name = nameOf(left.text);
    if (operator.text === "=") {
      this.scope.variables.set(name, desired);
      return;
    }
    if (operator.text !== "+=") unknownForm(found);
    const before = this.lookUp(left.text);
    this.scope.variables.set(
      name,
      Array.isArray(before) ? [...before, ...emitted(desired)] : Number(before) + Number(desired),
    );
  }

  private assignElement(found: Tree, desired: unknown): void {
    const [left, operator] = found.inner as [Tree, Tree, Tree];
    if (operator.text !== "=") unknownForm(found);
    const held = this.expression(left.inner[0]!);
    const key = this.value(left.inner[2]!);
    if (!(held instanceof Hash))
      throw new Thrown("NullArray", "Cannot index into a null array.", "InvalidOperation");
    held.set(key, desired);
  }

  /** `… | cmdlet`: it is called for each thing, whose properties bind by their names. */
  protected pipeline(found: Tree): readonly unknown[] {
    const [from, to, ...more] = found.inner.filter(({ type }) => type !== "|") as [
      Tree,
      Tree,
      ...Tree[],
    ];
    if (more.length > 0 || to?.type !== "command") return unknownForm(found);
    const bound = (one: unknown): Given => {
      if (!(one instanceof Thing)) return unknownForm(found, "what has properties");
      const entries = Object.entries(one.properties).flatMap(([property, held]) => {
        const parameter = this.host.boundBy(to.inner[0]!.text, property);
        return parameter === undefined ? [] : [[parameter, held] as const];
      });
      return Object.fromEntries(entries);
    };
    return emitted(this.value(from)).flatMap((one) => this.command(to, bound(one)));
  }

  protected command(found: Tree, bound: Given = {}): readonly unknown[] {
    const [first] = found.inner;
    const called = first!.type === "command_invokation_operator";
    if (called && first!.text !== "&") unknownForm(found);
    const name = called ? stringOf(this.expression(found.inner[1]!)) : first!.text;
    const { positional, given } = this.argumentsOf(found, name, called ? 2 : 1);
    const own = this.functions.get(name.toLowerCase());
    if (own) return this.call(own, positional);
    if (positional.length > 0) unknownForm(found);
    const output = this.host.command(
      name,
      { ...this.defaults(name, given), ...bound, ...given },
      (error) => void this.errors.unshift(error),
      this.global,
    );
    if (output) return output;
    throw new Thrown(
      "CommandNotFoundException",
      `The term '${name}' is not recognized.`,
      "ObjectNotFound",
      { activity: name },
    );
  }

  private argumentsOf(found: Tree, name: string, from: number) {
    const elements = found.inner
      .slice(from)
      .flatMap((each) => (each.type === "command_elements" ? each.inner : [each]));
    const positional: unknown[] = [];
    const given: Record<string, unknown> = {};
    for (let at = 0; at < elements.length; at++) {
      const element = elements[at]!;
      if (element.type === "command_parameter") {
        const parameter = element.text.slice(1);
        given[parameter] = this.host.takesValue(name, parameter)
          ? this.value(elements[++at] ?? unknownForm(found))
          : true;
      } else if (element.type === "variable" && element.text.startsWith("@"))
        Object.assign(given, this.splatted(element));
      else positional.push(this.value(element));
    }
    return { positional, given };
  }

  private splatted(found: Tree): Given {
    const held = this.lookUp(`$${found.text.slice(1)}`);
    return held instanceof Hash ? Object.fromEntries(held.all()) : unknownForm(found);
  }

  /** Returns what $PSDefaultParameterValues has for a command: `*-DhcpServer*:ErrorAction`. */
  private defaults(name: string, given: Given): Given {
    const found: Record<string, unknown> = {};
    const table = this.lookUp("$PSDefaultParameterValues");
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

  private call(
    { parameters, body }: ScriptFunction,
    given: readonly unknown[],
  ): readonly unknown[] {
    if (given.length > parameters.length)
      throw new Thrown(
        "PositionalParameterNotFound",
        "A positional parameter cannot be found.",
        "InvalidArgument",
      );
    const outer = this.scope;
    const variables = new Map(parameters.map((name, i) => [name, given[i] ?? null]));
    this.scope = { variables, outer };
    const output: unknown[] = [];
    try {
      if (body)
        for (const each of body.type === "script_block" ? body.inner : [body])
          this.statement(each, output);
    } catch (error) {
      if (!(error instanceof Returned)) throw error;
    } finally {
      this.scope = outer;
    }
    return output;
  }
}
