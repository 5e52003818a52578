// Plans the edits of a server's document once: a check, its cost and the write that follows it ask
// for the same plan.
import { equal } from "../../core/equal.js";
import type { Configuration } from "../../core/model.js";
import { planEdits, type Document, type EditPlan, type TargetOptions } from "./model/index.js";

/** The values that a plan follows from. */
interface EditRequest {
  readonly root: Document;
  readonly desired: Configuration;
  /** The configuration that the document is read as. */
  readonly current: Configuration;
  readonly options: TargetOptions;
}

/** Plans edits as `planEdits` does, and keeps the last plan. */
export class EditPlanner {
  private last: { readonly request: EditRequest; readonly plan: EditPlan } | undefined;

  plan(request: EditRequest): EditPlan {
    const { root, desired, current, options } = request;
    if (this.last === undefined || !isSame(this.last.request, request))
      this.last = { request, plan: planEdits(root, desired, current, options) };
    return this.last.plan;
  }
}

function isSame(one: EditRequest, other: EditRequest): boolean {
  return (
    one.root === other.root &&
    one.current === other.current &&
    equal({ ...one.options }, { ...other.options }) &&
    equal(one.desired, other.desired)
  );
}
