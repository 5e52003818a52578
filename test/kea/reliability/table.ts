// What was tried and what came of it, counted in a table of Markdown.

export type Row = Readonly<Record<string, string | number>>;

/** Prints rows that have the same columns. */
export function table(rows: readonly Row[]): string {
  const columns = Object.keys(rows[0] ?? {});
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(" | ")} |`;
  return [line(columns), line(columns.map(() => "---")), ...rows.map((row) => line(columns.map((column) => row[column]!)))].join("\n");
}

/** Runs jobs by several workers, each with something of its own, until none is left. */
export async function shared<Job, Tool>(jobs: readonly Job[], tools: readonly Tool[], work: (job: Job, tool: Tool) => Promise<void>): Promise<void> {
  const left = [...jobs];
  await Promise.all(
    tools.map(async (tool) => {
      for (let job = left.shift(); job !== undefined; job = left.shift()) await work(job, tool);
    }),
  );
}

export interface Verdict {
  /** What was tried, for people. */
  readonly case: string;
  /** What should not have come of it, each beginning with its kind; none where all is well. */
  readonly wrong: readonly string[];
}

/** Prints what should not have come of a case, as soon as it is known. */
export function printWrong(version: string, { case: which, wrong }: Verdict, more: readonly string[] = []): void {
  if (wrong.length > 0) console.log([`${version}: ${which}`, ...wrong, ...more].join("\n  "));
}

/** Prints how many cases were tried, and how many of them went wrong in which way. */
export function printCounts(row: Row, verdicts: readonly Verdict[], kinds: readonly string[]): void {
  const count = (kind: string) => verdicts.filter(({ wrong }) => wrong.some((one) => one.startsWith(kind))).length;
  console.log(table([{ ...row, ...Object.fromEntries(kinds.map((kind) => [kind, count(kind)])) }]));
}

export const allWrong = (verdicts: readonly Verdict[]): readonly string[] => verdicts.flatMap(({ case: which, wrong }) => wrong.map((what) => `${which}: ${what}`));
