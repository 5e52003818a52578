// The test of a client class, decided as far as a hardware address and other classes decide it. The
// expressions are those of Kea's manual, "Using Expressions in Classification" (classify.rst).
import { allOf, anyOf, type Verdict } from "../../core/explain.js";

/** The facts that are known without a packet. */
export interface KnownFacts {
  /** Hexadecimal digits of the hardware address. */
  readonly hardwareAddress?: string | undefined;
  isMember(name: string): Verdict;
}

const tokenPattern = /\s*('(?:[^'])*'|0x[0-9a-f]*|[()]|==|[^\s()'=]+)/giy;

function tokenize(test: string): readonly string[] {
  const tokens: string[] = [];
  tokenPattern.lastIndex = 0;
  for (let found = tokenPattern.exec(test); found; found = tokenPattern.exec(test))
    tokens.push(found[1]!);
  return tokens;
}

/** Returns whether a test is true. `unknown` where it asks for what only a packet has. */
export function decideTest(test: string, facts: KnownFacts): Verdict {
  const reader = new TestReader(tokenize(test), facts);
  const verdict = reader.readOr();
  return reader.isAtEnd ? verdict : "unknown";
}

class TestReader {
  private at = 0;

  constructor(
    private readonly tokens: readonly string[],
    private readonly facts: KnownFacts,
  ) {}

  get isAtEnd(): boolean {
    return this.at >= this.tokens.length;
  }

  readOr(): Verdict {
    const verdicts = [this.readAnd()];
    while (this.take("or")) verdicts.push(this.readAnd());
    return anyOf(verdicts);
  }

  private readAnd(): Verdict {
    const verdicts = [this.readNot()];
    while (this.take("and")) verdicts.push(this.readNot());
    return allOf(verdicts);
  }

  private readNot(): Verdict {
    if (this.take("not")) return negate(this.readNot());
    if (this.take("(")) {
      const verdict = this.readOr();
      this.take(")");
      return verdict;
    }
    return this.readComparison();
  }

  private readComparison(): Verdict {
    const operands = [this.readOperand()];
    while (this.take("==")) operands.push(this.readOperand());
    const [left, right] = operands;
    if (operands.length === 1) return this.decideMembership(left!);
    const [one, other] = [this.valueOf(left!), this.valueOf(right!)];
    if (operands.length !== 2 || one === undefined || other === undefined) return "unknown";
    return one === other ? "yes" : "no";
  }

  /** Returns the text of one operand, the arguments of a function included. */
  private readOperand(): string {
    const operand: string[] = [];
    let depth = 0;
    for (; !this.isAtEnd; this.at++) {
      const token = this.tokens[this.at]!;
      if (depth === 0 && (token === ")" || isOperator(token))) break;
      if (token === "(") depth++;
      if (token === ")") depth--;
      operand.push(token);
    }
    return operand.join(" ");
  }

  private decideMembership(operand: string): Verdict {
    const [, name] = /^member \( '([^']*)' \)$/.exec(operand) ?? [];
    return name === undefined ? "unknown" : this.facts.isMember(name);
  }

  /** Returns the bytes of an operand in hexadecimal, as far as they are known. */
  private valueOf(operand: string): string | undefined {
    const [, text] = /^'([^']*)'$/.exec(operand) ?? [];
    if (text !== undefined) return Buffer.from(text, "latin1").toString("hex");
    const [, hex] = /^0x([0-9a-f]*)$/i.exec(operand) ?? [];
    if (hex !== undefined) return (hex.length % 2 === 1 ? `0${hex}` : hex).toLowerCase();
    const { hardwareAddress } = this.facts;
    if (operand === "pkt4.mac") return hardwareAddress;
    const [, start, length] =
      /^substring \( pkt4\.mac ?, ?(\d+) ?, ?(\d+|all) \)$/.exec(operand) ?? [];
    if (start === undefined || hardwareAddress === undefined) return undefined;
    const from = Number(start) * 2;
    return length === "all"
      ? hardwareAddress.slice(from)
      : hardwareAddress.slice(from, from + Number(length) * 2);
  }

  private take(token: string): boolean {
    if (this.tokens[this.at] !== token) return false;
    this.at++;
    return true;
  }
}

const isOperator = (token: string): boolean => ["==", "and", "or"].includes(token);

function negate(verdict: Verdict): Verdict {
  if (verdict === "unknown") return "unknown";
  return verdict === "yes" ? "no" : "yes";
}
