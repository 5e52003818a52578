// How the Pulumi engine calls a provider for one resource, in one process: hundreds of cases in the time of one CLI operation.
// Rules as read in the engine (pkg/resource/deploy/step.go, step_generator.go) and held by the tests that drive the real CLI.
import { canonicalText } from "../../../../provider/core/canonical.js";
import { z } from "../../../../provider/core/shape.js";
import { memory, type Memory } from "../../../../provider/drivers/memory/index.js";
import type { Drivers } from "../../../../provider/drivers/index.js";
import { operation } from "../../../../provider/lifecycle/operation.js";
import { relationship } from "../../../../provider/lifecycle/relationship-provider.js";
import { replication } from "../../../../provider/lifecycle/replication.js";
import { scopeProvider as scope } from "../../../../provider/lifecycle/scope.js";
import { addingTo } from "./said.js";

type Properties = Record<string, unknown>;
interface State {
  id: string;
  inputs: Properties;
  outputs: Properties;
  /** Its last create or update failed in part: an update comes next, whatever diff says. */
  failed?: boolean;
}

export interface Outcome {
  readonly op: "create" | "update" | "same" | "replace" | "failed";
  /** Entries that `replicate` gains, as `leaf: text`; the numbers of repeated names taken off. */
  readonly added: readonly string[];
  readonly failures: readonly { readonly property: string; readonly reason: string }[];
  /** The sentences of the provider. */
  readonly said: readonly string[];
}

type Provider = ReturnType<typeof replication>;

/** An operation of the engine on its way. */
interface Running {
  readonly provider: Provider;
  readonly apply: boolean;
  readonly outcomes: Record<string, Outcome>;
  readonly steps: Promise<void>[];
}

/** Returns the step for a resource that is there already. */
async function stepOf(
  provider: Provider,
  state: State,
  news: Properties,
): Promise<"update" | "same" | "replace"> {
  const { changes, replaces } = (await provider.diff(state.id, state.outputs, news)) as {
    changes?: boolean;
    replaces?: string[];
  };
  if (replaces) return "replace";
  const isSame =
    changes === false ||
    (changes === undefined && canonicalText(state.inputs) === canonicalText(news));
  return isSame && !state.failed ? "same" : "update";
}

export class Engine {
  readonly states = new Map<string, State>();
  said: string[] = [];

  constructor(
    private readonly drivers: Drivers,
    private readonly kind: "replication" | "scope" | "relationship",
  ) {}

  /** One engine operation: one provider process. */
  begin(): Provider {
    this.said = [];
    const begun = operation(this.drivers, addingTo(this.said));
    return { relationship, replication, scope }[this.kind](begun);
  }

  preview(programs: Record<string, Properties>): Promise<Record<string, Outcome>> {
    return this.run(programs, false);
  }

  up(programs: Record<string, Properties>): Promise<Record<string, Outcome>> {
    return this.run(programs, true);
  }

  private async run(
    programs: Record<string, Properties>,
    apply: boolean,
  ): Promise<Record<string, Outcome>> {
    const running: Running = { provider: this.begin(), apply, outcomes: {}, steps: [] };
    // The engine checks all at once what waits for nothing; in turn, what is told comes in the order of the program.
    if (this.kind === "relationship")
      await Promise.all(
        Object.entries(programs).map(([name, args]) => this.beginStep(running, name, args)),
      );
    else
      for (const [name, args] of Object.entries(programs))
        await this.beginStep(running, name, args);
    const settled = await Promise.allSettled(running.steps);
    for (const step of settled) if (step.status === "rejected") throw step.reason;
    return running.outcomes;
  }

  /** Checks one resource and begins its step. */
  private async beginStep(running: Running, name: string, args: Properties): Promise<void> {
    const { provider, apply, outcomes, steps } = running;
    const state = this.states.get(name);
    const { inputs, failures = [] } = (await provider.check(state?.inputs ?? {}, {
      ...args,
      ...(!apply && args.partners !== undefined && { __preview: true }),
      __resource: name,
    })) as { inputs: Properties; failures?: Outcome["failures"] };
    const said = this.said;
    if (failures.length > 0) {
      outcomes[name] = { op: "failed", added: [], failures, said };
      return;
    }
    const news = JSON.parse(JSON.stringify(inputs)) as Properties;
    const op = state ? await stepOf(provider, state, news) : "create";
    const shown = this.kind === "relationship" ? "configure" : "replicate";
    outcomes[name] = { op, added: added(state?.inputs[shown], news[shown]), failures, said };
    if (!apply) return;
    if (op === "same") this.states.set(name, { ...state!, inputs: news });
    else if (op === "update") steps.push(this.update(provider, name, news));
    else steps.push(this.create(provider, name, news));
  }

  private update(provider: Provider, name: string, news: Properties): Promise<void> {
    const { id, inputs, outputs } = this.states.get(name)!;
    return provider
      .update(id, outputs, news)
      .then(({ outs }) => void this.states.set(name, { id, inputs: news, outputs: outs }))
      .catch(this.keepPart(name, inputs));
  }

  private create(provider: Provider, name: string, news: Properties): Promise<void> {
    return provider
      .create(news)
      .then(({ id, outs }) => void this.states.set(name, { id, inputs: news, outputs: outs }))
      .catch(this.keepPart(name, news));
  }

  /** What failed in part has an id: a create keeps its new inputs then, an update its old ones, both what the provider gave. */
  private keepPart(name: string, inputs: Properties) {
    return (error: { id?: string; properties?: Properties }): never => {
      if (error.id !== undefined)
        this.states.set(name, { id: error.id, inputs, outputs: error.properties!, failed: true });
      throw error;
    };
  }

  /** Answers what differs, by resource; with `keep`, the state is what was read. */
  async refresh(keep: boolean): Promise<Record<string, readonly string[]>> {
    const provider = this.begin();
    const drifted: Record<string, readonly string[]> = {};
    for (const [name, state] of this.states) {
      const { props, inputs } = (await provider.read(state.id, state.outputs)) as {
        props: Properties;
        inputs: Properties;
      };
      const { changes } = (await provider.diff(state.id, props, state.inputs)) as {
        changes?: boolean;
      };
      drifted[name] = changes === false ? [] : added(undefined, props.drift);
      if (keep) this.states.set(name, { ...state, inputs, outputs: props });
    }
    return drifted;
  }

  async destroy(name: string): Promise<void> {
    const state = this.states.get(name)!;
    await this.begin().delete(state.id, state.outputs);
    this.states.delete(name);
  }
}

function added(before: unknown, after: unknown): string[] {
  const flat = (entries: unknown, prefix = ""): [string, string][] =>
    Object.entries((entries ?? {}) as Properties).flatMap(([name, entry]) =>
      typeof entry === "object"
        ? flat(entry, `${prefix}${name} `)
        : [[`${prefix}${name}`, String(entry)] as [string, string]],
    );
  const known = new Map(flat(before));
  return flat(after)
    .filter(([name, entry]) => known.get(name) !== entry)
    .map(([name, entry]) => `${name.replace(/ \(\d+\)$/, "")}: ${entry}`)
    .sort();
}

/** Servers in memory, by name. */
export function servers(...held: Memory[]): Drivers {
  const byName = new Map(held.map((server) => [server.name, server]));
  return {
    memory: {
      options: () => z.object({ name: z.string() }),
      open: ((options: { name: string }) => memory(byName.get(options.name)!)) as never,
    },
  };
}
