// The address of the Pulumi engine, as the process of a dynamic provider gets it.

export interface Engine {
  /** The SDK's script that this process runs. */
  readonly script: string;
  /** Host and port, as the engine writes them. */
  readonly address: string;
  readonly host: string;
  readonly port: number;
}

/**
 * Finds the engine in the arguments of a process. The last one is the engine's address if this is
 * the process of a dynamic provider.
 */
export function findEngine(args: readonly string[]): Engine | undefined {
  const [, script, ...rest] = args;
  const address = rest.at(-1) ?? "";
  const [, host, port] = /^\[?([^\]/]+)\]?:(\d{1,5})$/.exec(address) ?? [];
  if (script === undefined || host === undefined || Number(port) > 65_535) return undefined;
  return { script, address, host, port: Number(port) };
}
