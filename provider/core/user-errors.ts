// What becomes of errors for people on their way to the engine.
import { UserError } from "./messages.js";

const withProperty = (error: unknown, property: string): unknown =>
  error instanceof UserError ? error.withProperty(property) : error;

/** Returns the text of an error for use inside another sentence: of a `UserError` without its code. */
export function messageOf(error: unknown): string {
  if (error instanceof UserError) return error.text;
  return error instanceof Error ? error.message : String(error);
}

/** Does work, and names this argument in the error that it throws. */
export function nameProperty<T>(property: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw withProperty(error, property);
  }
}

/** Waits for work, and names this argument in the error that it rejects with. */
export function nameRejectedProperty<T>(property: string, work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    throw withProperty(error, property);
  });
}

/** Returns the result of work, or the error for people that it throws. */
export async function catchUserError<T>(work: () => Promise<T>): Promise<T | UserError> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
}
