// The context that the provider methods of one resource type share in one engine operation.
import type { Drivers } from "../drivers/index.js";
import { resourceName, type ServerArgs } from "./arguments.js";
import { CheckCache } from "./check-cache.js";
import type { Comparison } from "./comparison.js";
import type { Operation } from "./operation.js";
import type { CommonArgs, ResourceDefinition } from "./resource-definition.js";
import type { Session } from "./session.js";

export interface ProviderContext<A extends CommonArgs> {
  readonly definition: ResourceDefinition<A>;
  readonly session: Session;
  readonly drivers: Drivers;
  /** The comparisons that check made; `unknown` where an argument was not known yet. */
  readonly checks: CheckCache<Comparison<A> | "unknown">;
}

/** Creates the context of a resource type for one operation. */
export const createContext = <A extends CommonArgs>(
  definition: ResourceDefinition<A>,
  { session, drivers }: Operation,
): ProviderContext<A> => ({ definition, session, drivers, checks: new CheckCache() });

/** Returns the words by which a person knows a server. */
export const labelOf = ({ session }: { readonly session: Session }, server: ServerArgs): string =>
  session.server(server).label;

/** Warns in the order of the sentences. */
export function tellAll(session: Session, sentences: readonly string[]): void {
  for (const sentence of sentences) session.tell(sentence);
}

/** Tells sentences that are no warnings in their order. */
export function informOfAll(session: Session, sentences: readonly string[]): void {
  for (const sentence of sentences) session.inform(sentence);
}

/** Returns a resource's type and name for messages, such as `FailoverScope office`. */
export const displayNameOf = <A extends CommonArgs>(
  { definition }: Pick<ProviderContext<A>, "definition">,
  args: A,
): string => `${definition.name} ${resourceName(args.__resource)}`;
