// Work that may be refused: what the refusal is about, and the refusal in place of what comes of
// the work.
import { UserError } from "./messages.js";

const about = (error: unknown, property: string): unknown =>
  error instanceof UserError ? error.withProperty(property) : error;

/** Returns the text of an error for use inside another sentence: of a `UserError` without its code. */
export function messageOf(error: unknown): string {
  if (error instanceof UserError) return error.text;
  return error instanceof Error ? error.message : String(error);
}

/** What is refused while looking is about this argument. */
export function blaming<T>(property: string, look: () => T): T {
  try {
    return look();
  } catch (error) {
    throw about(error, property);
  }
}

/** What this work is refused for is about this argument. */
export function blamed<T>(property: string, work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    throw about(error, property);
  });
}

/** What comes of it, or why it is refused. */
export async function orRefusal<T>(work: () => Promise<T>): Promise<T | UserError> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
}
