// The two scripts that are ever run on a server, as constant texts.
import { text as applying } from "./apply.ps1.js";
import { text as reading } from "./read.ps1.js";
import { text as shared } from "./shared.ps1.js";

/** Reads all that a server holds but leases. Its request is `{ computerName }`, or null in its place for this machine. */
export const read: string = shared + reading;

/**
 * Carries out calls of cmdlets, one after another, until one fails. Its request is
 * `{ computerName, operations: [{ cmdlet, parameters }] }`; nothing is run that is not in its table,
 * and what cannot be read is refused before anything is done. Answers `{ done, failed, answers }`:
 * how many calls were made, the error of the next one or null, and what the calls wrote.
 */
export const apply: string = shared + applying;
