// The resource options of a program. Each option works, or is refused with a sentence, wherever it
// is set. A constructor sees only its own options: transformations and transforms change them
// later, so their results are checked as well.
import {
  type CustomResourceOptions,
  type Inputs,
  type Resource,
  type ResourceTransform,
  type ResourceTransformation,
  RunError,
} from "@pulumi/pulumi";
import { CallbackServer } from "@pulumi/pulumi/runtime/callbacks.js";
import { dynamicPackage, typePrefix } from "./type-prefix.js";

/** Options that make the engine adopt an existing resource without asking the provider. */
const adoptingOptions = ["import", "id", "urn"] as const;

/** Inputs that the provider fills with the changes of an operation. */
const computedInputs = ["replicate", "configure", "revision", "*"];

/** Outputs that hold a secret. */
const secretOutputs = ["__key"];

const operations = ["create", "update", "delete", "read"];
const durationPattern = /^\+?(0|((\d+(\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h))+)$/;

type Options = Partial<
  Readonly<
    Record<
      (typeof adoptingOptions)[number] | "ignoreChanges" | "customTimeouts" | "provider",
      unknown
    >
  >
>;

/** Returns why one of the options cannot work and what to do; undefined if all can. */
export function findOptionProblem(options: Options): string | undefined {
  return (
    findAdoptionProblem(options) ??
    findIgnoreProblem(options.ignoreChanges) ??
    findTimeoutsProblem(options.customTimeouts) ??
    findProviderProblem(options.provider)
  );
}

function findAdoptionProblem(options: Options): string | undefined {
  const option = adoptingOptions.find(
    (candidate) => options[candidate] !== undefined && options[candidate] !== "",
  );
  if (option === undefined) return undefined;
  return (
    `the resource option ${option} cannot work with a dynamic provider. ` +
    "Leave it out; a first update takes over what is there already, and writes only what differs."
  );
}

function findIgnoreProblem(ignoreChanges: unknown): string | undefined {
  if (!Array.isArray(ignoreChanges)) return undefined;
  const ignored = ignoreChanges.filter((path) =>
    computedInputs.includes(takeFirstName(String(path))),
  );
  if (ignored.length === 0) return undefined;
  return (
    `ignoreChanges: ${JSON.stringify(ignored)} would hide differences ` +
    "that are then written to the partner all the same. " +
    "List properties that may differ in keep, which leaves them alone."
  );
}

/** Returns the property that a property path begins with. */
const takeFirstName = (path: string): string =>
  path.replace(/^\["([^"]*)"\]/, "$1").split(/[.[]/)[0]!;

const durationForm = 'a duration in hours, minutes or seconds, such as "5m" or "1m30s"';

function findTimeoutsProblem(timeouts: unknown): string | undefined {
  if (timeouts === undefined || timeouts === null) return undefined;
  if (typeof timeouts !== "object")
    return `customTimeouts has one entry for an operation, each ${durationForm}.`;
  for (const [operation, value] of Object.entries(timeouts)) {
    const problem = findTimeoutProblem(operation, value);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function findTimeoutProblem(operation: string, value: unknown): string | undefined {
  if (value === undefined || value === null || value === "") return undefined;
  if (!operations.includes(operation))
    return `customTimeouts.${operation} is none of ${operations.join(", ")}.`;
  if (typeof value === "string" && durationPattern.test(value)) return undefined;
  const shown =
    typeof value === "string" || typeof value === "number"
      ? JSON.stringify(value)
      : `of type ${typeof value}`;
  return `customTimeouts.${operation} is ${shown}. It must be ${durationForm}.`;
}

function findProviderProblem(option: unknown): string | undefined {
  const provider = option as { getPackage?(): string } | undefined;
  const name = provider?.getPackage?.();
  if (name === undefined || name === dynamicPackage) return undefined;
  return (
    `provider is one of ${JSON.stringify(name)}, which does not know this resource. ` +
    "Leave it out."
  );
}

/**
 * Returns the time limits as inputs, because the engine hands none of them to a dynamic provider.
 */
function toTimeoutInputs({ customTimeouts }: Options): Inputs {
  const limits = Object.entries(customTimeouts ?? {}).filter(
    ([, value]) => typeof value === "string" && value !== "",
  );
  return { customTimeouts: limits.length > 0 ? Object.fromEntries(limits) : undefined };
}

/** Adds the outputs that must be secret, in case a transformation left them out. */
function withSecretOutputs(options: CustomResourceOptions): CustomResourceOptions {
  return {
    ...options,
    additionalSecretOutputs: [
      ...new Set([...secretOutputs, ...(options.additionalSecretOutputs ?? [])]),
    ],
  };
}

/**
 * Returns options of a resource that are checked after all of its transformations. One that cannot
 * work ends the program.
 */
export function judgeOptions(options: CustomResourceOptions): CustomResourceOptions {
  let ownResource: Resource | undefined;
  const judge: ResourceTransformation = ({ resource, name, props, opts }) => {
    if (resource !== ownResource) return undefined;
    const problem = findOptionProblem(opts);
    if (problem !== undefined) throw new RunError(`${name}: ${problem}`);
    return { props: { ...props, ...toTimeoutInputs(opts) }, opts: withSecretOutputs(opts) };
  };
  // The SDK iterates over this array while it runs its entries: an entry added now runs after those
  // of the stack.
  const judgeLast: ResourceTransformation = (args) => {
    ownResource ??= args.resource;
    const { __transformations: all } = args.resource as { __transformations?: unknown };
    if (args.resource !== ownResource || !Array.isArray(all)) return judge(args);
    all.push(judge);
    return undefined;
  };
  return { ...options, transformations: [judgeLast, ...(options.transformations ?? [])] };
}

/**
 * Returns a transform's result with what the provider must know. The provider's check refuses
 * options that cannot work.
 */
function judgeResult({ props, opts }: NonNullable<Awaited<ReturnType<ResourceTransform>>>) {
  const problem = findOptionProblem(opts as Options);
  if (problem === undefined)
    return { props: { ...props, ...toTimeoutInputs(opts) }, opts: withSecretOutputs(opts) };
  const {
    import: _import,
    ignoreChanges: _ignored,
    customTimeouts: _timeouts,
    provider: _provider,
    ...rest
  } = opts as CustomResourceOptions;
  return { props: { ...props, __refused: problem }, opts: withSecretOutputs(rest) };
}

/**
 * Checks the result of each transform of this process that changes a resource of this package. The
 * engine runs transforms long after the constructor, and fails on an option that cannot work before
 * it asks the provider.
 */
function judgeTransforms(server: typeof CallbackServer | undefined): void {
  const registerTransform = server?.prototype.registerTransform;
  if (typeof registerTransform !== "function") return;
  server!.prototype.registerTransform = function (transform) {
    return registerTransform.call(this, async (args) => {
      const result = await transform(args);
      return result?.opts !== undefined && args.custom && args.type.startsWith(typePrefix)
        ? judgeResult(result)
        : result;
    });
  };
}

judgeTransforms(CallbackServer);
