// The two scripts that are ever run on a server, as constant texts.
import { text as applying } from "./apply.ps1.js";
import { text as main } from "./read.ps1.js";
import { text as reading } from "./reading.ps1.js";
import { text as shared } from "./shared.ps1.js";

/**
 * Reads what a server holds. Its request is `{ computerName, select: { scopes, relationships } }`:
 * null for this machine, and for all scopes; or `{ computerName, statistics }`, which asks for the
 * number of leases of these scopes and nothing else; or `{ computerName, leases }`, which asks for
 * the leases of this scope.
 */
export const readScript: string = shared + reading + main;

/**
 * Carries out calls of cmdlets, one after another, until one fails. Its request is
 * `{ computerName, operations: [{ cmdlet, parameters }], reading }`; nothing is run that is not in
 * its table,
 * and what cannot be read is refused before anything is done. Answers `{ done, failed, answers }`:
 * how many calls were made, the error of the next one or null, and what the calls wrote; and
 * `after`,
 * what the server holds then, where `reading` asks for it.
 */
export const applyScript: string = shared + reading + applying;
