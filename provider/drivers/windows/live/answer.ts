// The answer of a script: its data, or the error of a cmdlet. The id of an error tells what it is;
// its
// text is in the language of the server.
import type { UserError } from "../../../core/messages.js";
import { messages } from "../messages.js";
import { parseValue, shapeOnDemand, z } from "../../../core/shape.js";

const failureShape = shapeOnDemand(() =>
  z.strictObject({
    message: z.string(),
    id: z.string(),
    category: z.string(),
    command: z.string(),
    /**
     * Windows' own words for why it failed, and its number (ErrorData of a CIM error); empty: not
     * said.
     */
    reason: z.string().optional(),
    code: z.string().optional(),
  }),
);

const answerShape = shapeOnDemand(() =>
  z.union([
    z.strictObject({ ok: z.literal(true), data: z.unknown() }),
    z.strictObject({ ok: z.literal(false), error: failureShape() }),
  ]),
);

/** An error as PowerShell reports it: `DHCP 20005,Get-DhcpServerv4Scope`, `WIN32 5,…`. */
export type Failure = Readonly<z.infer<ReturnType<typeof failureShape>>>;

export type ScriptAnswer = { readonly data: unknown } | { readonly failure: Failure };

export function parseAnswer(label: string, answer: unknown): ScriptAnswer {
  const found = parseValue(answerShape(), answer);
  if ("error" in found) throw messages.windowsNoDocument(label, "");
  return found.value.ok ? { data: found.value.data } : { failure: found.value.error };
}

const appliedShape = shapeOnDemand(() =>
  z.strictObject({
    done: z.int().min(0),
    failed: failureShape().nullable(),
    answers: z.array(z.string()).readonly(),
    after: z.unknown(),
  }),
);

/** The outcome of the apply script: the number of calls made, and the error of the next one. */
export type AppliedCalls = Readonly<z.infer<ReturnType<typeof appliedShape>>>;

export function parseApplied(label: string, data: unknown): AppliedCalls {
  const found = parseValue(appliedShape(), data);
  if ("error" in found) throw messages.windowsNoDocument(label, found.error.path.join("."));
  return found.value;
}

/**
 * Returns the kind and the number of an id, such as `DHCP 20133`; elsewhere all before the comma.
 */
const errorCodeIn = ({ id }: Failure): string => id.split(",")[0]!.trim();

/**
 * ERROR_DHCP_FO_SCOPE_SYNC_IN_PROGRESS, and leases that are not synchronised yet: both pass by
 * themselves (MS-DHCPM, error codes).
 */
const transientCodes = new Set(["DHCP 20133", "DHCP 20127"]);

/** The server could not be reached: nothing was done. */
const unreachableCodes = new Set(["WIN32 17", "WIN32 1722", "WIN32 1723"]);

/** Tells whether the same call may go through in a moment. */
export const isTransient = (failure: Failure): boolean => transientCodes.has(errorCodeIn(failure));

/** Tells the same of a reading, which may be repeated as often as one likes. */
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

type ToSentence = (label: string, command: string, detail: string) => UserError;

/** The sentences for errors by their code (MS-DHCPM, error codes; Windows system error codes). */
const sentences: Readonly<Record<string, ToSentence>> = {
  "DHCP 20121": messages.windowsSecondHop,
  "WIN32 5": messages.windowsDenied,
  "WIN32 1753": messages.windowsServiceStopped,
  "WIN32 1062": messages.windowsServiceStopped,
  "WIN32 17": messages.windowsUnreachable,
  "WIN32 1722": messages.windowsUnreachable,
  "WIN32 1723": messages.windowsUnreachable,
  "DHCP 20122": messages.windowsPartnerUnreachable,
  "DHCP 20123": messages.windowsPartnerUnreachable,
  "DHCP 20124": messages.windowsPartnerUnreachable,
  "DHCP 20119": messages.windowsClocks,
  "DHCP 20120": messages.windowsNotNormal,
  "DHCP 20010": (label, command, detail) =>
    messages.windowsDefinitionMissing(label, command, "definition", detail),
  "DHCP 20044": (label, command, detail) =>
    messages.windowsDefinitionMissing(label, command, "class", detail),
  "DHCP 20133": messages.windowsBusy,
  "DHCP 20127": messages.windowsBusy,
};

/** Returns an error of a cmdlet as a person reads it. */
export function toUserError(label: string, failure: Failure): UserError {
  const { id, command, category, message } = failure;
  if (id.startsWith("Modules_ModuleNotFound")) return messages.windowsModuleMissing(label);
  const code = errorCodeIn(failure);
  const detail = describeDetail(failure);
  const isDenied = category === "PermissionDenied" && code !== "DHCP 20121";
  const toSentence = isDenied ? messages.windowsDenied : sentences[code];
  if (toSentence) return toSentence(label, command, detail);
  return messages.windowsRefused(label, command, message, detail);
}
