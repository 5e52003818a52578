// What a script answered: its data, or the error of a cmdlet, which is what its id says. Its text is in the language of the server.
import { messages, type UserError } from "../../../core/messages.js";
import { shaped, z } from "../../../core/shape.js";

const failureShape = z.strictObject({
  message: z.string(),
  id: z.string(),
  category: z.string(),
  command: z.string(),
  /** Windows' own words for why it failed, and its number (ErrorData of a CIM error); empty: not said. */
  reason: z.string().optional(),
  code: z.string().optional(),
});

const answerShape = z.union([
  z.strictObject({ ok: z.literal(true), data: z.unknown() }),
  z.strictObject({ ok: z.literal(false), error: failureShape }),
]);

/** An error as PowerShell reports it: `DHCP 20005,Get-DhcpServerv4Scope`, `WIN32 5,…`. */
export type Failure = Readonly<z.infer<typeof failureShape>>;

export type Answer = { readonly data: unknown } | { readonly failure: Failure };

export function parseAnswer(label: string, answer: unknown): Answer {
  const found = shaped(answerShape, answer);
  if ("flaw" in found) throw messages.windowsNoDocument(label, "");
  return found.value.ok ? { data: found.value.data } : { failure: found.value.error };
}

const appliedShape = z.strictObject({
  done: z.int().min(0),
  failed: failureShape.nullable(),
  answers: z.array(z.string()).readonly(),
  after: z.unknown(),
});

/** What the apply script did: so many calls, then one that failed, or none. */
export type AppliedCalls = Readonly<z.infer<typeof appliedShape>>;

export function parseApplied(label: string, data: unknown): AppliedCalls {
  const found = shaped(appliedShape, data);
  if ("flaw" in found) throw messages.windowsNoDocument(label, found.flaw.path.join("."));
  return found.value;
}

/** The kind and the number of an id: `DHCP 20133`, `WIN32 5`; elsewhere all that stands before the comma. */
const errorCodeIn = ({ id }: Failure): string => id.split(",")[0]!.trim();

/** ERROR_DHCP_FO_SCOPE_SYNC_IN_PROGRESS, and leases that are not synchronised yet: both pass by themselves (MS-DHCPM, error codes). */
const transientCodes = new Set(["DHCP 20133", "DHCP 20127"]);

/** The server could not be reached: nothing was done. */
const unreachableCodes = new Set(["WIN32 17", "WIN32 1722", "WIN32 1723"]);

/** Whether the same call may go through in a moment. */
export const isTransient = (failure: Failure): boolean => transientCodes.has(errorCodeIn(failure));

/** The same of a question, which may be asked as often as one likes. */
export const isTransientForReads = (failure: Failure): boolean =>
  isTransient(failure) || unreachableCodes.has(errorCodeIn(failure));

/** Returns an error's id with Windows' own reason and number, where they say more. */
function describeDetail({ id, reason = "", code: number = "" }: Failure): string {
  const hasNumber = number === "" || number === "0" || id.split(/[ ,]/).includes(number);
  const because = [reason.trim(), ...(hasNumber ? [] : [`error ${number}`])].filter(
    (part) => part !== "",
  );
  return because.length === 0 ? id : `${id}: ${because.join(", ")}`;
}

/** Returns an error of a cmdlet as a person reads it. */
export function toUserError(label: string, failure: Failure): UserError {
  const { id, command, category, message } = failure;
  const which = errorCodeIn(failure);
  const detail = describeDetail(failure);
  if (id.startsWith("Modules_ModuleNotFound")) return messages.windowsModuleMissing(label);
  if (which === "DHCP 20121") return messages.windowsSecondHop(label, command, detail);
  if (which === "WIN32 5" || category === "PermissionDenied")
    return messages.windowsDenied(label, command, detail);
  if (["WIN32 1753", "WIN32 1062"].includes(which))
    return messages.windowsServiceStopped(label, command, detail);
  if (unreachableCodes.has(which)) return messages.windowsUnreachable(label, command, detail);
  if (["DHCP 20122", "DHCP 20123", "DHCP 20124"].includes(which))
    return messages.windowsPartnerUnreachable(label, command, detail);
  if (which === "DHCP 20119") return messages.windowsClocks(label, command, detail);
  if (which === "DHCP 20120") return messages.windowsNotNormal(label, command, detail);
  if (which === "DHCP 20010" || which === "DHCP 20044")
    return messages.windowsLacking(
      label,
      command,
      which === "DHCP 20044" ? "class" : "definition",
      detail,
    );
  if (transientCodes.has(which)) return messages.windowsBusy(label, command, detail);
  return messages.windowsRefused(label, command, message, detail);
}
