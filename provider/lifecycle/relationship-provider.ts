// The provider of FailoverRelationship: the failover that two servers state between them. Unlike a
// replication it has no source: the program says what both should state, and both are written.
//
//   check   reads both servers and plans for each. Inputs = the arguments, and `configure`: the
//           plans as text.
//   create, update   write the partner's scopes and relationship, then the primary's, then servers
//           that leave. Where a write to one server changes both, the primary's alone.
//   read    compares both servers with the arguments on record: each difference is drift.
import { withSecretNames } from "../core/secrets.js";
import { listSecretNames } from "./arguments.js";
import {
  listCheckedStatements,
  listLiveStatements,
  previewRelationship,
} from "./checked-changes.js";
import { workFor } from "./current-resource.js";
import { importRelationship } from "./import.js";
import { untilInterrupted } from "./interruption.js";
import type { Operation } from "./operation.js";
import type { Properties } from "./record.js";
import { checkRelationshipResource } from "./relationship-check.js";
import { createRelationshipContext } from "./relationship-context.js";
import { deleteRelationship } from "./relationship-delete.js";
import { diffRelationship } from "./relationship-diff.js";
import { readRelationshipResource } from "./relationship-read.js";
import { writeRelationship } from "./relationship-write.js";

/** Creates the provider of FailoverRelationship for one operation. */
export function relationship(operation: Operation) {
  const context = createRelationshipContext(operation);

  /** Runs work for the resource with these properties, and with their secret names. */
  const run = <T>(properties: Properties, work: () => Promise<T>): Promise<T> =>
    withSecretNames(listSecretNames(properties), () =>
      workFor("FailoverRelationship", properties, () => operation.session.run(work)),
    );

  return {
    check: (olds: Properties, news: Properties) =>
      untilInterrupted(run(news, () => checkRelationshipResource(context, olds, news))),

    diff: (_id: string, olds: Properties, news: Properties) =>
      run(news, () => diffRelationship(context, olds, news)),

    create: (inputs: Properties) =>
      run(inputs, () => writeRelationship(context, "create", inputs, {})),

    update: (_id: string, olds: Properties, news: Properties) =>
      run(news, async () => {
        const { outs } = await writeRelationship(context, "update", news, olds);
        return { outs };
      }),

    read: (id: string, props: Properties) =>
      untilInterrupted(run(props, () => readRelationshipResource(context, id, props))),

    delete: (_id: string, props: Properties) =>
      run(props, () => deleteRelationship(context, props)),

    import: (args: Properties) =>
      untilInterrupted(run(args, () => importRelationship(context, args))),

    checkedChanges: (inputs: Properties) =>
      run(inputs, async () => listCheckedStatements(context, inputs)),

    liveChanges: (props: Properties) => run(props, () => listLiveStatements(context, props)),

    preview: (inputs: Properties) => run(inputs, async () => previewRelationship(context, inputs)),
  };
}
