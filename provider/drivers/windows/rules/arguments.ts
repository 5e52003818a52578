// The arguments of a call, by the kind of value; a parameter without an argument is undefined.
import { parseIpv4 } from "../../../core/address.js";
import type { Bound, TimeSpan } from "./binder.js";
import type { ServerState, Range } from "./server-state.js";

export interface CmdletArguments {
  has(name: string): boolean;
  /** Tells whether the argument is $null. */
  isNull(name: string): boolean;
  text(name: string): string | undefined;
  texts(name: string): readonly string[] | undefined;
  number(name: string): number | undefined;
  numbers(name: string): readonly number[] | undefined;
  flag(name: string): boolean | undefined;
  seconds(name: string): number | undefined;
  /** StartRange and EndRange. */
  range(): Range | undefined;
}

/**
 * The rules of cmdlets. Each returns what it writes to the pipeline. It refuses by throwing; what
 * it did
 * before stays.
 */
export type Cmdlets = Readonly<
  Record<string, (server: ServerState, given: CmdletArguments) => readonly object[]>
>;

export function readArguments({ parameters }: Bound): CmdletArguments {
  const at = <T>(name: string) => (parameters[name] ?? undefined) as T | undefined;
  return {
    has: (name) => name in parameters,
    isNull: (name) => parameters[name] === null,
    text: (name) => at<string>(name),
    texts: (name) => at<readonly string[]>(name),
    number: (name) => at<number>(name),
    numbers: (name) => at<readonly number[]>(name),
    flag: (name) => at<boolean>(name),
    seconds: (name) => at<TimeSpan>(name)?.seconds,
    range() {
      const [first, last] = [at<string>("StartRange"), at<string>("EndRange")];
      return first === undefined || last === undefined
        ? undefined
        : { first: parseIpv4(first)!, last: parseIpv4(last)! };
    },
  };
}
