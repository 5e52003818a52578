// The kinds of servers there are: a driver is one folder and one line here.
import type { z } from "../core/shape.js";
import type { Server } from "./driver.js";
import { file, fileOptions } from "./file/index.js";

/** A kind of server: the shape of its arguments, and how one is opened from them. */
export interface Kind<Options = never> {
  readonly options: z.ZodObject;
  readonly open: (options: Options) => Server;
}

export type Drivers = Readonly<Record<string, Kind>>;

export const drivers: Drivers = {
  file: { options: fileOptions, open: file },
};
