// What was tried and what came of it, counted in a table of Markdown.

type Row = Readonly<Record<string, string | number>>;

/** Prints rows that have the same columns. */
function table(rows: readonly Row[]): string {
  const columns = Object.keys(rows[0] ?? {});
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(" | ")} |`;
  return [
    line(columns),
    line(columns.map(() => "---")),
    ...rows.map((row) => line(columns.map((column) => row[column]!))),
  ].join("\n");
}

export interface Verdict {
  /** The case that was tried, for people. */
  readonly case: string;
  /**
   * The consequences that should not have come of it, each beginning with its kind; none where all
   * is well.
   */
  readonly wrong: readonly string[];
  /** The sentences of the update, to be printed with the wrong consequences. Default: nothing. */
  readonly sentences?: readonly string[];
}

/** Prints what should not have come of a case. */
function printWrong(version: string, { case: which, wrong, sentences = [] }: Verdict): void {
  if (wrong.length > 0) console.log([`${version}: ${which}`, ...wrong, ...sentences].join("\n  "));
}

/** Prints how many cases were tried, and how many of them went wrong in which way. */
function printCounts(row: Row, verdicts: readonly Verdict[], kinds: readonly string[]): void {
  const count = (kind: string) =>
    verdicts.filter(({ wrong }) => wrong.some((one) => one.startsWith(kind))).length;
  console.log(table([{ ...row, ...Object.fromEntries(kinds.map((kind) => [kind, count(kind)])) }]));
}

/** Runs jobs by several workers, each with something of its own, until none is left. */
async function shared<Job, Tool>(
  jobs: readonly Job[],
  tools: readonly Tool[],
  work: (job: Job, tool: Tool) => Promise<void>,
): Promise<void> {
  const left = [...jobs];
  await Promise.all(
    tools.map(async (tool) => {
      for (let job = left.shift(); job !== undefined; job = left.shift()) await work(job, tool);
    }),
  );
}

/** Cases of one kind, each judged on one of several pairs. */
export interface Trial<Case, Tool, Judged extends Verdict> {
  readonly version: string;
  readonly cases: readonly Case[];
  /** How many cases are tried at once, each with a tool of its own. */
  readonly atOnce: number;
  readonly make: () => Promise<Tool>;
  readonly end: (tool: Tool) => Promise<void>;
  readonly judge: (one: Case, tool: Tool) => Promise<Judged>;
  /** The consequences that a case may have and should not. */
  readonly kinds: readonly string[];
  /** Counts other figures. Default: nothing. */
  readonly counted?: (verdicts: readonly Judged[]) => Row;
}

/** Tries all cases and prints the counts. Returns everything that should not have come of them. */
export async function tryAll<Case, Tool, Judged extends Verdict>(
  trial: Trial<Case, Tool, Judged>,
): Promise<readonly string[]> {
  const { version, cases, atOnce, make, end, judge, kinds, counted } = trial;
  const tools = await Promise.all(Array.from({ length: atOnce }, make));
  const verdicts: Judged[] = [];
  try {
    await shared(cases, tools, async (one, tool) => {
      const verdict = await judge(one, tool);
      verdicts.push(verdict);
      printWrong(version, verdict);
    });
  } finally {
    await Promise.all(tools.map(end));
  }
  printCounts(
    { release: version, tried: verdicts.length, ...counted?.(verdicts) },
    verdicts,
    kinds,
  );
  return verdicts.flatMap(({ case: which, wrong }) => wrong.map((what) => `${which}: ${what}`));
}
