// A question to a server: the engine knows it as a resource that is only ever read, so its answer is known in a preview as well.
import { createHash } from "node:crypto";
import {
  CustomResource,
  output,
  runtime,
  type Inputs,
  type InvokeOptions,
  type Output,
} from "@pulumi/pulumi";
import { provider, type } from "./provider.js";

/** What can be asked: the type of what answers, the part of the provider that does, and the property that holds the answer. */
const questions = {
  scopes: { type: "Scopes", provider: "scopes" },
  relationships: { type: "Failovers", provider: "failovers" },
} as const;
type Question = keyof typeof questions;

class Asked extends CustomResource {
  constructor(question: Question, name: string, inputs: Inputs, options: InvokeOptions) {
    super(
      type(questions[question].type),
      name,
      { ...inputs, [question]: undefined, __provider: provider(questions[question].provider) },
      { ...options, id: name },
    );
  }
}

/** What each run of a program has asked: inline programs of the Automation API share one process. */
const asked = new WeakMap<object, Map<string, Asked>>();
const outsideStack = {};

/** Asks once a program, as soon as all that the question holds is known; in a preview where it is not, neither is the answer. */
export function ask<T>(question: Question, args: Inputs, options: InvokeOptions): Output<T> {
  const run = runtime.getStackResource() ?? outsideStack;
  const known = asked.get(run) ?? new Map<string, Asked>();
  asked.set(run, known);
  return output(args).apply((inputs) => {
    const key = JSON.stringify([question, inputs]);
    let found = known.get(key);
    if (!found)
      known.set(
        key,
        (found = new Asked(
          question,
          `${question}-${createHash("sha256").update(key).digest("hex").slice(0, 8)}`,
          inputs,
          options,
        )),
      );
    return (found as unknown as Readonly<Record<Question, Output<T>>>)[question];
  }) as Output<T>;
}
