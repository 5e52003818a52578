// One operation of the engine: the session and the drivers that all its resources share.
import type { Drivers } from "../drivers/index.js";
import { Session } from "./session.js";

export interface Operation {
  readonly session: Session;
  readonly drivers: Drivers;
}

/** Begins an operation with these drivers; `say` tells the person a sentence. */
export const operation = (drivers: Drivers, say: (sentence: string) => void): Operation => ({
  session: new Session(drivers, say),
  drivers,
});
