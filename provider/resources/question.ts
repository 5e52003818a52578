// A question to a server. The engine knows it as a resource that is only ever read, so its answer
// is known in a preview as well.
import { createHash } from "node:crypto";
import {
  CustomResource,
  output,
  runtime,
  type Inputs,
  type InvokeOptions,
  type Output,
} from "@pulumi/pulumi";
import { providerSource, resourceType } from "./provider.js";

/**
 * The questions: the type of the resource that answers, its provider, and its property that holds
 * the answer.
 */
const questions = {
  scopes: { type: "Scopes", provider: "scopes" },
  relationships: { type: "Failovers", provider: "failovers" },
} as const;
type QuestionName = keyof typeof questions;

class ServerQuestion extends CustomResource {
  constructor(question: QuestionName, name: string, inputs: Inputs, options: InvokeOptions) {
    super(
      resourceType(questions[question].type),
      name,
      {
        ...inputs,
        [question]: undefined,
        __provider: providerSource(questions[question].provider),
      },
      { ...options, id: name },
    );
  }
}

/**
 * The questions of each run of a program: inline programs of the Automation API share one process.
 */
const questionsByRun = new WeakMap<object, Map<string, ServerQuestion>>();
const outsideStack = {};

/**
 * Asks each question once in a program, as soon as all its inputs are known. In a preview in which
 * they are not, the answer is not known either.
 */
export function askOnce<T>(
  question: QuestionName,
  args: Inputs,
  options: InvokeOptions,
): Output<T> {
  const run = runtime.getStackResource() ?? outsideStack;
  const questionsSoFar = questionsByRun.get(run) ?? new Map<string, ServerQuestion>();
  questionsByRun.set(run, questionsSoFar);
  return output(args).apply((inputs) => {
    const key = JSON.stringify([question, inputs]);
    let resource = questionsSoFar.get(key);
    if (resource === undefined) {
      const digest = createHash("sha256").update(key).digest("hex").slice(0, 8);
      resource = new ServerQuestion(question, `${question}-${digest}`, inputs, options);
      questionsSoFar.set(key, resource);
    }
    return (resource as unknown as Readonly<Record<QuestionName, Output<T>>>)[question];
  }) as Output<T>;
}
