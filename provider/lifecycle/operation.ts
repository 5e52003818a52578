// One operation of the engine: the session and the drivers that all its resources share.
import type { Drivers } from "../drivers/index.js";
import { Session } from "./session.js";
import type { Print } from "./warnings.js";

export interface Operation {
  readonly session: Session;
  readonly drivers: Drivers;
}

/** Begins an operation with these drivers; `print` shows the person a sentence. */
export const operation = (drivers: Drivers, print: Print): Operation => ({
  session: new Session(drivers, print),
  drivers,
});
