// explain: what each server would give to an address or a client, beside each other.
import { isNamedScope } from "../core/address.js";
import {
  explainScope,
  findScopes,
  parseQuestion,
  type Answer,
  type ExplainedValue,
  type ExplainRules,
  type Question,
} from "../core/explain.js";
import { messages } from "../core/messages.js";
import type { Configuration, Json, ScopeId } from "../core/model.js";
import { requireScope } from "../core/select.js";
import { formatSide } from "../core/text.js";
import { drivers } from "../drivers/index.js";
import { operation } from "../lifecycle/operation.js";
import {
  type CommandOptions,
  type CommandServer,
  readNamedServers,
  readValue,
  serverOptions,
} from "./servers.js";

export const explainOptions = {
  ...serverOptions,
  scope: { type: "string", multiple: true },
  json: { type: "boolean" },
} as const;

/** Prints what the servers would give to the address or client of the first word. */
export async function explain(
  options: CommandOptions,
  say: (line: string) => void,
  [text, ...words]: readonly string[],
): Promise<void> {
  if (text === undefined) throw messages.usageQuestion();
  const servers = readNamedServers(options, words);
  if (servers.length === 0) throw messages.usageServer(`explain ${text}`);
  const { session } = operation(drivers, say);
  try {
    const read = await session.run(() =>
      Promise.all(servers.map((server) => readServer(session, server))),
    );
    const question = parseQuestion(text);
    const scopes = chooseScopes(read, question, readValue(options, "scope"));
    const tables = scopes.map((scope) => createTable(read, scope, question));
    if (options.json === true) say(toJson(question, read, tables));
    else for (const line of describeTables(read, tables)) say(line);
  } finally {
    await session.end();
  }
}

interface ExplainedServer {
  readonly label: string;
  readonly rules: ExplainRules;
  readonly configuration: Configuration;
}

async function readServer(
  session: ReturnType<typeof operation>["session"],
  { reached }: CommandServer,
): Promise<ExplainedServer> {
  const { label, explainRules } = session.server(reached);
  if (!explainRules) throw messages.explainNotPossible(label);
  const { configuration } = await session.read(reached);
  return { label, rules: explainRules, configuration };
}

/** Returns the scopes that the question is about, on any of the servers. */
function chooseScopes(
  servers: readonly ExplainedServer[],
  question: Question,
  named: string | undefined,
): readonly ScopeId[] {
  if (named !== undefined) {
    const holding = servers.find(({ configuration }) =>
      Object.keys(configuration.scopes).some((id) => isNamedScope(id, named)),
    );
    return [requireScope(named, (holding ?? servers[0]!).configuration, "server")];
  }
  const found = new Set(
    servers.flatMap(({ rules, configuration }) => findScopes(rules, configuration, question)),
  );
  if (found.size > 0) return [...found];
  const labels = servers.map(({ label }) => label);
  throw question.address === undefined
    ? messages.explainUnknown(question.text, labels)
    : messages.explainOutside(question.address, labels);
}

/** One line of the answer, with a text for each server. */
interface Row {
  readonly name: string;
  readonly texts: readonly string[];
}

/** The answers about one scope. */
interface Table {
  readonly scope: ScopeId;
  readonly answers: readonly (Answer | undefined)[];
  readonly rows: readonly Row[];
}

function createTable(
  servers: readonly ExplainedServer[],
  scope: ScopeId,
  question: Question,
): Table {
  const answers = servers.map(({ rules, configuration }) =>
    explainScope(rules, configuration, scope, question),
  );
  const columns = answers.map((answer) => (answer ? listCells(answer) : missingScope()));
  const names = [...new Set(columns.flatMap((cells) => [...cells.keys()]))];
  const rows = names.map((name) => ({
    name,
    texts: columns.map((cells) => cells.get(name) ?? messages.explainNothing()),
  }));
  return { scope, answers, rows };
}

const missingScope = (): ReadonlyMap<string, string> =>
  new Map([["address", messages.explainNoScope()]]);

/** Returns the texts of one server by the names of their rows. */
function listCells(answer: Answer): ReadonlyMap<string, string> {
  return new Map([
    ["address", describeOrigin(answer)],
    ...answer.notes.map((note, i) => [`note ${i + 1}`, note] as const),
    ...answer.restrictions.map(
      ({ name, conditions, verdict }) =>
        [name, messages.explainRestriction[verdict](conditions)] as const,
    ),
    ...answer.conditions.map(
      ({ name, verdict, reason }) => [name, messages.explainCondition[verdict](reason)] as const,
    ),
    ...answer.values.map((value) => [rowName(value), describeValue(answer, value)] as const),
  ]);
}

function describeOrigin({ origin, ranges, client }: Answer): string {
  if (origin !== "reservation" && !client.reservation)
    return messages.explainOrigin[origin as "range"](ranges);
  const { member } = client.reservation!;
  const name = typeof member.name === "string" ? member.name : "";
  return messages.explainOrigin.reservation(client.address, String(member.client ?? ""), name);
}

const rowName = ({ name, condition }: ExplainedValue): string =>
  condition === undefined ? name : messages.explainIf(name, condition);

/** Returns a value and its origin, without secrets. */
function describeValue({ client }: Answer, { name, value, source }: ExplainedValue): string {
  return messages.explainFrom(textOf(client.scope, name, value), source);
}

function textOf(scope: ScopeId, name: string, value: Json): string {
  const [collection, member] = name.split(/\.(.*)/s);
  const path = member === undefined ? [name] : [collection!, member];
  return formatSide({ location: { kind: "scope", key: scope }, path }, value);
}

const differs = ({ texts }: Row): boolean => new Set(texts).size > 1;

/** Returns the tables as lines: a column for each server, and a mark where they differ. */
function describeTables(
  servers: readonly ExplainedServer[],
  tables: readonly Table[],
): readonly string[] {
  const lines = tables.flatMap(({ scope, rows }) => {
    const header = [scope, ...servers.map(({ label }) => label)];
    const grid = [header, ...rows.map(({ name, texts }) => [name, ...texts])];
    const widths = header.map((_, i) => Math.max(...grid.map((cells) => cells[i]!.length)));
    return grid.map((cells, i) => {
      const mark = i > 0 && differs(rows[i - 1]!) ? "≠ " : "  ";
      return (
        mark +
        cells
          .map((cell, at) => cell.padEnd(widths[at]!))
          .join("  ")
          .trimEnd()
      );
    });
  });
  return servers.length > 1 ? [...lines, messages.explainLegend()] : lines;
}

/** Returns the answer as JSON, in the form of `docs/explain.md`. */
function toJson(
  { text }: Question,
  servers: readonly ExplainedServer[],
  tables: readonly Table[],
): string {
  const scopes = tables.map(({ scope, answers, rows }) => ({
    scope,
    differs: rows.filter(differs).map(({ name }) => name),
    servers: servers.map(({ label }, i) => ({
      server: label,
      ...toJsonAnswer(answers[i]),
    })),
  }));
  return JSON.stringify({ version: 1, question: text, scopes }, null, 2);
}

function toJsonAnswer(answer: Answer | undefined): object {
  if (!answer) return { origin: "no-scope" };
  const { client, origin, ranges, restrictions, conditions, notes, values } = answer;
  const { address, reservation } = client;
  return {
    origin: reservation ? "reservation" : origin,
    ...(address !== undefined && { address }),
    ...(reservation && { client: String(reservation.member.client ?? "") }),
    ranges,
    restrictions,
    conditions,
    notes,
    values: values.map(({ value, ...one }) => ({
      ...one,
      value: textOf(client.scope, one.name, value),
    })),
  };
}
