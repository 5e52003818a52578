// One resource type behind the engine's calls: the answers of the lifecycle, in the terms of a
// provider that the engine asks for property paths. The engine never sees the names that only the
// lifecycle needs.
import { fingerprint } from "../core/canonical.js";
import { messages } from "../core/messages.js";
import type { CheckedChanges } from "../lifecycle/checked-changes.js";
import { isUnknown, UNKNOWN } from "../lifecycle/inputs.js";
import type { Failure } from "../lifecycle/arguments.js";
import {
  configurationName,
  listArgumentDifferences,
  listPropertyDifferences,
  listLeaves,
  nestTexts,
  nestValues,
  type Difference,
} from "./differences.js";
import type { ShownChange } from "../core/change-values.js";
import { parseImportId } from "./import-id.js";
import { markSecret, type Properties } from "./values.js";

/** The lifecycle of one resource type. */
export interface Lifecycle {
  check(
    olds: Properties,
    news: Properties,
  ): Promise<{ readonly inputs: Properties; readonly failures?: readonly Failure[] }>;
  diff(
    id: string,
    olds: Properties,
    news: Properties,
  ): Promise<{ readonly changes: boolean | undefined; readonly replaces?: readonly string[] }>;
  create(inputs: Properties): Promise<{ readonly id: string; readonly outs: Properties }>;
  update(id: string, olds: Properties, news: Properties): Promise<{ readonly outs: Properties }>;
  read(
    id: string,
    outputs: Properties,
  ): Promise<{ readonly id: string; readonly props: Properties; readonly inputs: Properties }>;
  delete(id: string, outputs: Properties): Promise<void>;
  import(
    args: Properties,
  ): Promise<{ readonly id: string; readonly props: Properties; readonly inputs: Properties }>;
  checkedChanges(inputs: Properties): Promise<CheckedChanges>;
  liveChanges(outputs: Properties): Promise<readonly ShownChange[]>;
  preview(inputs: Properties): Promise<Properties | undefined>;
}

/** Inputs that the provider fills, besides those that begin with two underscores. */
const computedNames = [configurationName, "replicate", "configure", "revision", "customTimeouts"];

/** Outputs that only a preview or a refresh has. */
const passingNames = [configurationName, "drift"];

/** An answer to the engine's question whether a resource changes. */
export interface DiffAnswer {
  readonly changes: boolean;
  readonly replaces: readonly string[];
  readonly differences: readonly Difference[];
}

/** A resource as the engine records it. An empty id: it is gone. */
export interface ReadAnswer {
  readonly id: string;
  readonly outputs: Properties;
  readonly inputs: Properties;
}

/** The time limit of one operation of a resource. */
export interface Limit {
  readonly operation: "create" | "update" | "delete";
  /** Seconds; 0 without a limit. */
  readonly seconds: number;
}

export class ResourceType {
  /** The inputs of the lifecycle, by those that the engine got in their place. */
  private readonly checked = new Map<string, Properties>();
  /** The resources that this operation has read, so that the engine knows old values. */
  private readonly refreshed = new Set<string>();

  constructor(
    private readonly name: string,
    private readonly lifecycle: Lifecycle,
  ) {}

  async check(
    urn: string,
    olds: Properties,
    news: Properties,
  ): Promise<{ readonly inputs: Properties; readonly failures: readonly Failure[] }> {
    const { inputs, failures = [] } = await this.lifecycle.check(
      toArguments(olds, ["revision"]),
      forLifecycle(urn, news),
    );
    if (failures.length > 0) return { inputs: news, failures };
    const changes = await this.lifecycle.checkedChanges(inputs);
    const shown = { ...news, ...this.describeChanges(urn, inputs.revision, changes) };
    this.checked.set(keyOf(urn, shown), inputs);
    return { inputs: shown, failures };
  }

  /** Returns the inputs that state what changes, and recognise it in the operation of a plan. */
  private describeChanges(urn: string, revision: unknown, changes: CheckedChanges): Properties {
    if (changes === "unknown") return { [configurationName]: UNKNOWN, revision: UNKNOWN };
    const own = revision === undefined ? {} : { revision };
    if (changes === undefined || changes.length === 0) return own;
    const configuration = this.refreshed.has(urn)
      ? nestValues(changes, "desired")
      : nestTexts(changes);
    return {
      ...(configuration && { [configurationName]: configuration }),
      revision: [...Object.values(own), fingerprint(changes)].join("-"),
    };
  }

  async diff(
    { id, urn }: { readonly id: string; readonly urn: string },
    olds: Properties,
    oldInputs: Properties,
    news: Properties,
  ): Promise<DiffAnswer> {
    const inputs = this.checked.get(keyOf(urn, news));
    const { changes, replaces = [] } = await this.lifecycle.diff(
      id,
      forLifecycle(urn, olds),
      inputs ?? forLifecycle(urn, toArguments(news, ["revision"])),
    );
    if (changes === false) return { changes: false, replaces: [], differences: [] };
    if (inputs === undefined) return { changes: true, replaces, differences: listDrift(olds) };
    const found = await this.lifecycle.checkedChanges(inputs);
    const differences = [
      ...listArgumentDifferences(toArguments(oldInputs), toArguments(news)),
      ...(typeof found === "object"
        ? listPropertyDifferences(found, olds[configurationName], news[configurationName])
        : []),
    ];
    return {
      changes: true,
      replaces,
      differences:
        differences.length > 0
          ? differences
          : listArgumentDifferences({ revision: oldInputs.revision }, { revision: news.revision }),
    };
  }

  /** Returns the outputs that an update would give, and shows what it would write. */
  async preview(urn: string, inputs: Properties): Promise<Properties> {
    const args = toArguments(inputs);
    const checked = this.checked.get(keyOf(urn, inputs));
    if (checked === undefined || isUnknown(args)) return args;
    return { ...args, ...(await this.lifecycle.preview(checked)) };
  }

  async create(
    urn: string,
    inputs: Properties,
    limit: Limit,
  ): Promise<{ readonly id: string; readonly outputs: Properties }> {
    const { id, outs } = await this.lifecycle.create(this.toInputs(urn, inputs, limit));
    return { id, outputs: toState(outs) };
  }

  async update(
    { id, urn }: { readonly id: string; readonly urn: string },
    olds: Properties,
    news: Properties,
    limit: Limit,
  ): Promise<Properties> {
    const { outs } = await this.lifecycle.update(
      id,
      fromState(urn, olds),
      this.toInputs(urn, news, limit),
    );
    return toState(outs);
  }

  private toInputs(urn: string, inputs: Properties, limit: Limit): Properties {
    const checked =
      this.checked.get(keyOf(urn, inputs)) ?? forLifecycle(urn, toArguments(inputs, ["revision"]));
    return { ...checked, ...toTimeouts(limit) };
  }

  /** Reads a resource; one without outputs is imported, and its id says which it is. */
  async read(id: string, urn: string, outputs: Properties): Promise<ReadAnswer> {
    const stored = fromState(urn, outputs);
    const isImport = Object.keys(outputs).length === 0;
    const found = isImport
      ? await this.lifecycle.import(forLifecycle(urn, parseImportId(this.name, id)))
      : await this.lifecycle.read(id, stored);
    if (found.id === "") return { id: "", outputs: {}, inputs: {} };
    this.refreshed.add(urn);
    const current = nestValues(
      await this.lifecycle.liveChanges(fromState(urn, found.props)),
      "current",
    );
    return {
      id: found.id,
      outputs: toState({ ...found.props, ...(current && { [configurationName]: current }) }),
      // The engine checks imported inputs as if a program had them.
      inputs: toArguments(found.inputs, isImport ? [] : ["revision"]),
    };
  }

  async delete(
    { id, urn }: { readonly id: string; readonly urn: string },
    outputs: Properties,
    limit: Limit,
  ): Promise<void> {
    const timeouts = toTimeouts(limit);
    const stored = { ...fromState(urn, outputs), ...timeouts };
    const names = Array.isArray(stored.__args) ? stored.__args : [];
    await this.lifecycle.delete(id, { ...stored, __args: [...names, ...Object.keys(timeouts)] });
  }
}

const keyOf = (urn: string, inputs: Properties): string => `${urn} ${fingerprint(inputs)}`;

const without = (properties: Properties, names: readonly string[]): Properties =>
  Object.fromEntries(Object.entries(properties).filter(([name]) => !names.includes(name)));

/** Returns properties with the resource's name, which the lifecycle expects among them. */
const forLifecycle = (urn: string, properties: Properties): Properties => ({
  ...properties,
  __resource: urn,
});

/** Returns stored outputs with the resource's name, as one of the arguments on record. */
function fromState(urn: string, outputs: Properties): Properties {
  const stored = without(forLifecycle(urn, outputs), passingNames);
  const { __args: names } = stored;
  return Array.isArray(names) ? { ...stored, __args: [...names, "__resource"] } : stored;
}

/** Returns the arguments among inputs, also among those of a dynamic provider. */
const toArguments = (inputs: Properties, kept: readonly string[] = []): Properties =>
  Object.fromEntries(
    Object.entries(inputs).filter(
      ([name]) => kept.includes(name) || !(name.startsWith("__") || computedNames.includes(name)),
    ),
  );

/** Names that the lifecycle needs and the state does not. */
const unstoredNames = ["__resource", "__provider", "customTimeouts"];

/** Returns outputs of the lifecycle as the state keeps them. */
export function toState(outputs: Properties): Properties {
  const { __args: names, __key: key, ...rest } = without(outputs, unstoredNames);
  return {
    ...rest,
    ...(Array.isArray(names) && { __args: names.filter((name) => !unstoredNames.includes(name)) }),
    ...(key !== undefined && { __key: markSecret(key) }),
  };
}

const toTimeouts = ({ operation, seconds }: Limit): Properties =>
  seconds > 0 ? { customTimeouts: { [operation]: `${seconds}s` } } : {};

/** Lists what a refresh found, as the engine shows it: it turns the comparison around. */
const listDrift = ({ drift }: Properties): readonly Difference[] =>
  listLeaves("drift", drift).map((path) => ({ path, kind: "delete", isInput: false }));

/**
 * Throws where the option ignoreChanges names a property that the provider fills: it would hide
 * differences that are then written.
 */
export function assertNothingHidden(ignoreChanges: readonly string[]): void {
  const hiding = ignoreChanges.filter((path) => /^(configuration|revision|\*)/.test(path));
  if (hiding.length > 0) throw messages.ignoreChangesHides(hiding);
}
