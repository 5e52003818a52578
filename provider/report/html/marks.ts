// Which parts of two values differ.
import { diffArrays } from "diff";

/** A stretch of a value. */
export interface Piece {
  readonly text: string;
  /** True where the other value has something else here. */
  readonly differs: boolean;
}

export interface MarkedValues {
  readonly primary: readonly Piece[];
  readonly partner: readonly Piece[];
}

/** More edits than this take long, and a value of which everything is marked says nothing. */
const mostEdits = 400;

/** Numbers and words count as one: of `10.0.0.50` and `10.0.0.20` the last numbers differ. */
const unit = /[\p{L}\p{N}]+|[^\p{L}\p{N}]/gu;

/** A word at least this long, such as an option in hexadecimal, is compared within. */
const longWord = 8;

/** Divides two values into stretches that both have and stretches that only one of them has. */
export function markDifferences(primary: string, partner: string): MarkedValues {
  const parts = diffArrays(primary.match(unit) ?? [], partner.match(unit) ?? [], {
    maxEditLength: mostEdits,
  });
  if (parts === undefined) return markMiddle(primary, partner);
  const pairs = alignStretches(parts).map(([one, other]) => markStretches(one, other));
  return {
    primary: merge(pairs.flatMap((pair) => pair.primary)),
    partner: merge(pairs.flatMap((pair) => pair.partner)),
  };
}

/** Returns the stretches of both values that stand in the same place; "" where one has nothing. */
function alignStretches(parts: ReturnType<typeof diffArrays<string>>): [string, string][] {
  const stretches: [string, string][] = [];
  for (const { value, added, removed } of parts) {
    const text = value.join("");
    const last = stretches.at(-1);
    if (added && last?.[1] === "") last[1] = text;
    else if (added) stretches.push(["", text]);
    else stretches.push([text, removed ? "" : text]);
  }
  return stretches;
}

/** Marks two stretches of the same place. Of long words only the middle that differs is marked. */
function markStretches(primary: string, partner: string): MarkedValues {
  const shortest = Math.min(primary.length, partner.length);
  if (primary === partner || shortest === 0 || shortest >= longWord)
    return markMiddle(primary, partner);
  return {
    primary: [{ text: primary, differs: true }],
    partner: [{ text: partner, differs: true }],
  };
}

/** Marks all between the beginning and the end that two texts have in common. */
function markMiddle(primary: string, partner: string): MarkedValues {
  const [one, other] = [Array.from(primary), Array.from(partner)];
  const shortest = Math.min(one.length, other.length);
  let start = 0;
  while (start < shortest && one[start] === other[start]) start++;
  let end = 0;
  while (end < shortest - start && one.at(-1 - end) === other.at(-1 - end)) end++;
  const pieces = (all: readonly string[]) =>
    merge([
      { text: all.slice(0, start).join(""), differs: false },
      { text: all.slice(start, all.length - end).join(""), differs: true },
      { text: all.slice(all.length - end).join(""), differs: false },
    ]);
  return { primary: pieces(one), partner: pieces(other) };
}

/** Joins neighbours of the same kind, and leaves out empty ones. */
function merge(pieces: readonly Piece[]): Piece[] {
  const merged: Piece[] = [];
  for (const piece of pieces) {
    const last = merged.at(-1);
    if (piece.text === "") continue;
    if (last?.differs === piece.differs)
      merged[merged.length - 1] = { ...last, text: last.text + piece.text };
    else merged.push(piece);
  }
  return merged;
}
