// The provider of a resource that keeps partners equal to their primary: the methods that the
// engine calls.
//
//   check   reads all servers once and plans. Inputs = the arguments, a revision of the primary,
//           and `replicate`: the plan as text, which the engine shows.
//   diff    decides from the comparison of check; in a refresh, from the drift that `read` found.
//   create, update   write what is planned, verify it, and record it as the base of later
//           comparisons. Where some of several partners fail, the written ones are recorded, and
//           the resource counts as failed.
//   read    compares the live partners with the base: each difference is drift.
//
// An engine that calls this provider by gRPC also asks for the differences as data.
import { withSecretNames } from "../core/secrets.js";
import { listSecretNames } from "./arguments.js";
import { listCheckedChanges, listLiveChanges, previewReplication } from "./checked-changes.js";
import { workFor } from "./current-resource.js";
import { importReplication } from "./import.js";
import { untilInterrupted } from "./interruption.js";
import type { Operation } from "./operation.js";
import { createContext } from "./provider-context.js";
import { withRecordedIdentities, type Properties } from "./record.js";
import { checkReplication } from "./replication-check.js";
import { deleteReplication } from "./replication-delete.js";
import { diffReplication } from "./replication-diff.js";
import { readReplication } from "./replication-read.js";
import { writeReplication } from "./replication-write.js";
import type { CommonArgs, ResourceDefinition } from "./resource-definition.js";

/** Creates the provider of a resource type for one operation. */
export function createReplicationProvider<A extends CommonArgs>(
  definition: ResourceDefinition<A>,
  operation: Operation,
) {
  const context = createContext(definition, operation);

  /** Runs work for the resource with these properties, and with their secret names. */
  const run = <T>(properties: readonly Properties[], work: () => Promise<T>): Promise<T> =>
    withSecretNames(properties.flatMap(listSecretNames), () =>
      workFor(definition.name, properties.at(-1)!, () => operation.session.run(work)),
    );

  return {
    check: (olds: Properties, news: Properties) =>
      untilInterrupted(run([news], () => checkReplication(context, olds, news))),

    // With the names on record as well: the values that they sealed cannot be read.
    diff: (id: string, olds: Properties, news: Properties) =>
      run([olds, news], async () => diffReplication(context, id, olds, news)),

    create: (inputs: Properties) => run([inputs], () => writeReplication(context, inputs)),

    update: (id: string, olds: Properties, news: Properties) =>
      run([news], async () => {
        const outputs = withRecordedIdentities(olds, operation.drivers);
        const { outs } = await writeReplication(context, news, { id, outputs });
        return { outs };
      }),

    read: (id: string, outputs: Properties) =>
      untilInterrupted(run([outputs], () => readReplication(context, id, outputs))),

    delete: (_id: string, outputs: Properties) =>
      run([outputs], () => deleteReplication(context, outputs)),

    import: (args: Properties) =>
      untilInterrupted(run([args], () => importReplication(context, args))),

    checkedChanges: (inputs: Properties) =>
      run([inputs], async () => listCheckedChanges(context, inputs)),

    liveChanges: (outputs: Properties) => run([outputs], () => listLiveChanges(context, outputs)),

    preview: (inputs: Properties) => run([inputs], async () => previewReplication(context, inputs)),
  };
}
