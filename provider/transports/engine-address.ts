// The address of the Pulumi engine, as the process of a provider gets it.

export interface EngineAddress {
  /** Host and port, as the engine writes them. */
  readonly address: string;
  readonly host: string;
  readonly port: number;
}

/** The engine of a dynamic provider. */
export interface Engine extends EngineAddress {
  /** The SDK's script that this process runs. */
  readonly script: string;
}

/** Returns the parts of an engine's address; nothing where the text is none. */
export function parseEngineAddress(address: string): EngineAddress | undefined {
  const [, host, port] = /^\[?([^\]/]+)\]?:(\d{1,5})$/.exec(address) ?? [];
  if (host === undefined || Number(port) > 65_535) return undefined;
  return { address, host, port: Number(port) };
}

/**
 * Finds the engine in the arguments of a process. The last one is the engine's address if this is
 * the process of a dynamic provider.
 */
export function findEngine(args: readonly string[]): Engine | undefined {
  const [, script, ...rest] = args;
  const found = parseEngineAddress(rest.at(-1) ?? "");
  return script === undefined || found === undefined ? undefined : { script, ...found };
}
