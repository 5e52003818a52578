// The input of the functions that plan one scope, or the server's own settings.
import type { Tree } from "../../../core/model.js";
import type { OptionTypes } from "../model/options.js";

/** The properties of a scope or of the server, before and after. */
export interface PropertiesChange {
  /** The scope's name in reasons, or `server`. */
  readonly where: string;
  /** Absent: the server. */
  readonly scopeId?: string;
  readonly current: Tree;
  readonly desired: Tree;
  /** The type of each option afterwards. */
  readonly types: OptionTypes;
}

export interface ScopeChange extends PropertiesChange {
  readonly scopeId: string;
}
