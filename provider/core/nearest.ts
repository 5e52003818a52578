// What somebody probably meant who misspelled a name.
import { distance } from "fastest-levenshtein";

/**
 * Returns the candidate that is most like a name, or nothing where none is: at most a third of the
 * name's characters, and at least two, may differ. Of equals the first.
 */
export function nearest(name: string, candidates: Iterable<string>): string | undefined {
  const plain = name.toLowerCase();
  let limit = Math.max(2, Math.floor(name.length / 3));
  let found: string | undefined;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - name.length) > limit) continue;
    const differing = distance(plain, candidate.toLowerCase());
    if (differing > limit) continue;
    if (found !== undefined && differing === limit) continue;
    limit = differing;
    found = candidate;
  }
  return found;
}
