// The kinds of servers there are: a driver is one folder and one line here.
import type { Refusal } from "../core/messages.js";
import type { z } from "../core/shape.js";
import type { Server } from "./driver.js";
import { file, fileOptions } from "./file/index.js";
import { kea, keaFlaw, keaOptions } from "./kea/index.js";

/** A kind of server: the shape of its arguments, and how one is opened from them. */
export interface Kind<Options = never> {
  readonly options: z.ZodObject;
  /** What is wrong with arguments that fit the shape; `where` is their place in the program. */
  readonly flaw?: (where: string, options: Options) => Refusal | undefined;
  readonly open: (options: Options) => Server;
}

export type Drivers = Readonly<Record<string, Kind>>;

export const drivers: Drivers = {
  file: { options: fileOptions, open: file },
  kea: { options: keaOptions, flaw: keaFlaw, open: kea },
};
