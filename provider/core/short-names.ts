// Names of two servers that are short enough to stand beside each value.

/** Two servers that are compared. */
export interface ServerPair<T> {
  readonly primary: T;
  readonly partner: T;
}

/** A name longer than this would hide the value beside it. */
const longest = 30;

/**
 * Returns the names of two servers by their addresses or files: the host without its domain, or the
 * file's name. Where these are equal or long: `the primary` and `the partner`.
 */
export function shortNames({ primary, partner }: ServerPair<string>): ServerPair<string> {
  const names = { primary: shortName(primary), partner: shortName(partner) };
  const isClear =
    names.primary !== names.partner &&
    Object.values(names).every((name) => name !== "" && name.length <= longest);
  return isClear ? names : { primary: "the primary", partner: "the partner" };
}

function shortName(label: string): string {
  const host = /^(?:https?|ssh):\/\/(?:[^@/]*@)?(\[[^\]]*\]|[^:/]+)/.exec(label)?.[1];
  if (host === undefined) return /[^/\\]*$/.exec(label)![0];
  return /^[\d.]+$|^\[/.test(host) ? host : host.split(".")[0]!;
}
