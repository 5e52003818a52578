// The resource that work is done for: messages are shown on it.
import { AsyncLocalStorage } from "node:async_hooks";
import { typePrefix } from "../resources/type-prefix.js";
import { currentUrn } from "../transports/engine-calls.js";

interface CurrentResource {
  /** The name of the resource type in messages. */
  readonly type: string;
  /** The resource's name, behind the parent's URN if there is one. */
  readonly resource: string;
}

const currentResource = new AsyncLocalStorage<CurrentResource>();

/** Runs work for a resource. `properties` have its name as `__resource`. */
export const workFor = <T>(
  type: string,
  { __resource: resource }: Readonly<Record<string, unknown>>,
  work: () => T,
): T => (typeof resource === "string" ? currentResource.run({ type, resource }, work) : work());

/**
 * Returns the URN of the resource that work is done for; empty where there is none. The engine
 * passes it with each call but the first, for which it is put together from the resource's name:
 * `findStackUrn` returns the URN of the stack, or an empty text.
 */
export async function findCurrentUrn(findStackUrn: () => Promise<string>): Promise<string> {
  const current = currentResource.getStore();
  if (!current) return "";
  const urn = currentUrn();
  if (urn !== undefined) return urn;
  return createUrn(current, current.resource.includes("::") ? "" : await findStackUrn());
}

/** Creates a URN as the engine does: the types of all parents but the stack are part of the type. */
export function createUrn({ type, resource }: CurrentResource, stackUrn: string): string {
  const names = resource.split("::");
  // A name that contains the separator cannot be told from its parent's.
  if (names.length !== 1 && names.length !== 5) return "";
  const parentUrn = names.length > 1 ? names.slice(0, -1).join("::") : stackUrn;
  const [stack, project, parentType] = parentUrn.split("::");
  if (!stack?.startsWith("urn:pulumi:") || project === undefined || parentType === undefined)
    return "";
  const types = parentType === "pulumi:pulumi:Stack" ? [] : [parentType];
  const qualifiedType = [...types, typePrefix + type].join("$");
  return [stack, project, qualifiedType, names.at(-1)].join("::");
}
