// The names of machines, users and ports that ssh takes.
import { isIP } from "node:net";

export const isPort = (port: number): boolean =>
  Number.isInteger(port) && port >= 1 && port <= 65_535;

/**
 * Returns whether a name is one of a machine. A zone (`fe80::1%eth0`) would not mean the same to
 * both sides.
 */
export function isHostName(name: string): boolean {
  if (name.includes("%")) return false;
  if (isIP(name) !== 0) return true;
  return dnsNamePattern.test(name) && name.length <= 253 && !/(^|\.)\d+\.?$/.test(name);
}

/** Returns whether a name is one of a user: `name`, `DOMAIN\name` or `name@domain`. */
export const isAccountName = (name: string): boolean => accountPattern.test(name);

const dnsNamePattern =
  /^[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?(?:\.[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?)*\.?$/;

/**
 * Matches nothing that a shell or an option could be, because an ssh configuration may hand it to
 * one.
 */
const accountPattern =
  /^(?:[A-Za-z0-9_][A-Za-z0-9_.-]{0,252}\\)?[\p{L}\p{N}_](?:[\p{L}\p{N}_.-]| (?=[\p{L}\p{N}_])){0,252}(?:@[A-Za-z0-9_][A-Za-z0-9_.-]{0,252})?$/u;
