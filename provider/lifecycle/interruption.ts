// Work that writes nothing ends as soon as the person interrupts the operation.
import { messages } from "../core/messages.js";
import { interruption } from "../transports/engine.js";

/** Waits for work, at most until the operation is interrupted. Rejects with an error for people then. */
export const untilInterrupted = <T>(work: Promise<T>): Promise<T> =>
  Promise.race([
    work,
    interruption.then(() => {
      throw messages.operationInterrupted();
    }),
  ]);
