// The resource options of a program: each one works, or is refused with a sentence, wherever it is set. A constructor has its own
// options only: transformations and transforms change them later, so what comes out of these is judged.
import {
  type CustomResourceOptions,
  type Inputs,
  type Resource,
  type ResourceTransform,
  type ResourceTransformation,
  RunError,
} from "@pulumi/pulumi";
import { CallbackServer } from "@pulumi/pulumi/runtime/callbacks.js";

/** The package of dynamic providers. */
const dynamic = "pulumi-nodejs";

/** Begins the type of each resource of this package. */
export const typePrefix = `${dynamic}:dynamic/dhcp:`;

/** Options that have the engine take over what has this id without a word to the provider. */
const adopting = ["import", "id", "urn"] as const;

/** Inputs that the provider fills with what an operation writes. */
const computed = ["replicate", "configure", "revision", "*"];

/** Outputs that hold a secret. */
const secretOutputs = ["__key"];

const operations = ["create", "update", "delete", "read"];
const duration = /^\+?(0|((\d+(\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h))+)$/;

type Options = Partial<
  Readonly<
    Record<(typeof adopting)[number] | "ignoreChanges" | "customTimeouts" | "provider", unknown>
  >
>;

/** Returns why one of the options cannot work and what to do, or nothing. */
export function optionProblem(options: Options): string | undefined {
  return (
    adoptionProblem(options) ??
    ignoredProblem(options.ignoreChanges) ??
    timeoutsProblem(options.customTimeouts) ??
    providerProblem(options.provider)
  );
}

function adoptionProblem(options: Options): string | undefined {
  const option = adopting.find(
    (candidate) => options[candidate] !== undefined && options[candidate] !== "",
  );
  if (option === undefined) return undefined;
  return (
    `the resource option ${option} cannot work with a dynamic provider. ` +
    "Leave it out; a first update takes over what is there already, and writes only what differs."
  );
}

function ignoredProblem(ignoreChanges: unknown): string | undefined {
  if (!Array.isArray(ignoreChanges)) return undefined;
  const ignored = ignoreChanges.filter((path) => computed.includes(firstName(String(path))));
  if (ignored.length === 0) return undefined;
  return (
    `ignoreChanges: ${JSON.stringify(ignored)} would hide differences that are then written to the partner all the same. ` +
    "Name leaves that are to differ in keep, which leaves them alone."
  );
}

/** Returns the property that a property path begins with. */
const firstName = (path: string): string => path.replace(/^\["([^"]*)"\]/, "$1").split(/[.[]/)[0]!;

function timeoutsProblem(timeouts: unknown): string | undefined {
  if (timeouts === undefined || timeouts === null) return undefined;
  const form = 'a duration in hours, minutes or seconds, such as "5m" or "1m30s"';
  if (typeof timeouts !== "object")
    return `customTimeouts has one entry for an operation, each ${form}.`;
  for (const [operation, value] of Object.entries(timeouts)) {
    if (value === undefined || value === null || value === "") continue;
    if (!operations.includes(operation))
      return `customTimeouts.${operation} is none of ${operations.join(", ")}.`;
    const shown =
      typeof value === "string" || typeof value === "number"
        ? JSON.stringify(value)
        : `of type ${typeof value}`;
    if (typeof value !== "string" || !duration.test(value))
      return `customTimeouts.${operation} is ${shown}. It must be ${form}.`;
  }
  return undefined;
}

function providerProblem(given: unknown): string | undefined {
  const provider = given as { getPackage?(): string } | undefined;
  const name = provider?.getPackage?.();
  if (name === undefined || name === dynamic) return undefined;
  return `provider is one of ${JSON.stringify(name)}, which does not know this resource. Leave it out.`;
}

/** Returns the time limits that are set: the engine hands none of them to a dynamic provider, so they go with the inputs. */
function timeoutInputs({ customTimeouts }: Options): Inputs {
  const set = Object.entries(customTimeouts ?? {}).filter(
    ([, value]) => typeof value === "string" && value !== "",
  );
  return { customTimeouts: set.length > 0 ? Object.fromEntries(set) : undefined };
}

/** Adds the outputs that must be secret, which a transformation may have left out. */
function withSecretOutputs(options: CustomResourceOptions): CustomResourceOptions {
  return {
    ...options,
    additionalSecretOutputs: [
      ...new Set([...secretOutputs, ...(options.additionalSecretOutputs ?? [])]),
    ],
  };
}

/** Returns options of a resource that are judged after all of its transformations, which end the program where they cannot work. */
export function judgedOptions(options: CustomResourceOptions): CustomResourceOptions {
  let own: Resource | undefined;
  const judge: ResourceTransformation = ({ resource, name, props, opts }) => {
    if (resource !== own) return undefined;
    const problem = optionProblem(opts);
    if (problem !== undefined) throw new RunError(`${name}: ${problem}`);
    return { props: { ...props, ...timeoutInputs(opts) }, opts: withSecretOutputs(opts) };
  };
  // The SDK goes through this array while it carries out what is in it: one that is added runs after those of the stack.
  const judgeLast: ResourceTransformation = (args) => {
    own ??= args.resource;
    const { __transformations: all } = args.resource as { __transformations?: unknown };
    if (args.resource !== own || !Array.isArray(all)) return judge(args);
    all.push(judge);
    return undefined;
  };
  return { ...options, transformations: [judgeLast, ...(options.transformations ?? [])] };
}

/** Returns what a transform makes of a resource, with what the provider must know. What cannot work is refused by its check. */
function judgedResult({ props, opts }: NonNullable<Awaited<ReturnType<ResourceTransform>>>) {
  const problem = optionProblem(opts as Options);
  if (problem === undefined)
    return { props: { ...props, ...timeoutInputs(opts) }, opts: withSecretOutputs(opts) };
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
 * Has each transform of this process judged as far as it changes a resource of this package. The engine runs transforms when a
 * constructor is long done, and fails on an option that cannot work before it asks the provider.
 */
function judgeTransforms(server: typeof CallbackServer | undefined): void {
  const registerTransform = server?.prototype.registerTransform;
  if (typeof registerTransform !== "function") return;
  server!.prototype.registerTransform = function (transform) {
    return registerTransform.call(this, async (args) => {
      const result = await transform(args);
      return result?.opts !== undefined && args.custom && args.type.startsWith(typePrefix)
        ? judgedResult(result)
        : result;
    });
  };
}

judgeTransforms(CallbackServer);
