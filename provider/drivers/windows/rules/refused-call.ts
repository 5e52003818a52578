// The answer of a Windows DHCP server to a call that it does not carry out.

/**
 * An error's number: one of DHCP's own, or of Windows where a parameter is wrong.
 * https://learn.microsoft.com/previous-versions/windows/desktop/dhcp/dhcp-server-management-api-error-codes
 */
export type ServerErrorCode = number | "WIN32 17" | "WIN32 87";

/**
 * Says that a server does not carry out a call. `why` ends a sentence: "a server refuses it: …".
 */
export class RefusedCall extends Error {
  constructor(
    readonly code: ServerErrorCode,
    readonly why: string,
  ) {
    super(why);
  }
}
/** Refuses a text that is too long. */
export function assertLength(
  text: string | undefined,
  most: number,
  what: string,
  code: ServerErrorCode,
): void {
  const length = text?.length ?? 0;
  if (length <= most) return;
  const limit = `${length} characters, where ${most} are the most`;
  throw new RefusedCall(code, `${what} is longer than a server takes: ${limit}`);
}
