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

export class Engine {
  readonly states = new Map<string, State>();
  said: string[] = [];

  constructor(
    private readonly drivers: Drivers,
    private readonly kind: "replication" | "scope" | "relationship",
  ) {}

  /** One engine operation: one provider process. */
  begin(): ReturnType<typeof replication> {
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
    const provider = this.begin();
    const shown = this.kind === "relationship" ? "configure" : "replicate";
    const outcomes: Record<string, Outcome> = {};
    const steps: Promise<void>[] = [];
    /** One resource: checked, and its step begun. */
    const begin = async (name: string, args: Properties): Promise<void> => {
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
      let op: Outcome["op"] = "create";
      if (state) {
        const { changes, replaces } = (await provider.diff(state.id, state.outputs, news)) as {
          changes?: boolean;
          replaces?: string[];
        };
        const isSame =
          changes === false ||
          (changes === undefined && canonicalText(state.inputs) === canonicalText(news));
        if (replaces) op = "replace";
        else op = isSame ? "same" : "update";
        if (op === "same" && state.failed) op = "update";
      }
      outcomes[name] = { op, added: added(state?.inputs[shown], news[shown]), failures, said };
      if (!apply) return;
      // What failed in part has an id: a create keeps its new inputs then, an update its old ones, both what the provider gave.
      const partly = (kept: Properties) => (error: { id?: string; properties?: Properties }) => {
        if (error.id !== undefined)
          this.states.set(name, {
            id: error.id,
            inputs: kept,
            outputs: error.properties!,
            failed: true,
          });
        throw error;
      };
      if (op === "same") this.states.set(name, { ...state!, inputs: news });
      else if (op === "update")
        steps.push(
          provider
            .update(state!.id, state!.outputs, news)
            .then(
              ({ outs }) =>
                void this.states.set(name, { id: state!.id, inputs: news, outputs: outs }),
            )
            .catch(partly(state!.inputs)),
        );
      else
        steps.push(
          provider
            .create(news)
            .then(({ id, outs }) => void this.states.set(name, { id, inputs: news, outputs: outs }))
            .catch(partly(news)),
        );
    };
    // The engine checks all at once what waits for nothing; in turn, what is told comes in the order of the program.
    if (this.kind === "relationship")
      await Promise.all(Object.entries(programs).map(([name, args]) => begin(name, args)));
    else for (const [name, args] of Object.entries(programs)) await begin(name, args);
    const settled = await Promise.allSettled(steps);
    for (const step of settled) if (step.status === "rejected") throw step.reason;
    return outcomes;
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
