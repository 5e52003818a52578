// A running Windows DHCP Server: read in one round trip, written by cmdlets, over a connection of its own.
import { indexByNetwork, networkAddress } from "../../../core/address.js";
import { apply } from "../../../core/apply.js";
import { listAddedScopes } from "../../../core/sweeping.js";
import { messages } from "../../../core/messages.js";
import { mapOf } from "../../../core/canonical.js";
import type { Configuration, Json, Tree } from "../../../core/model.js";
import { findRelationship, findRelationshipOf } from "../../../core/relationship.js";
import { assertCopyCanBeKept, resolveBackupFolder, keepCopy } from "../../../storage/backups.js";
import {
  openPowerShell,
  type PowerShell,
  type PowerShellOptions,
} from "../../../transports/powershell.js";
import type { Progress } from "../../../transports/powershell-frame.js";
import { rethrowAsUserError } from "../../../transports/unanswered.js";
import type { Driver, Normalized, ReadScope, Snapshot } from "../../driver.js";
import { journalIn } from "../../journal.js";
import { fit as fitted } from "../fit.js";
import { inNamesOf } from "../model/names.js";
import { activatedScopes } from "../plan/activated.js";
import type { Step } from "../plan/step.js";
import { steps } from "../plan/steps.js";
import { failureText } from "./answer.js";
import { nameOf } from "./document.js";
import { agree, observed, type Observed } from "./observe.js";
import type { WindowsOptions } from "./options.js";
import { releaseOf } from "./release.js";
import { healthIn } from "./relationships.js";
import { shell as shellOf } from "./shell.js";
import { write } from "./write.js";

export { windowsOptions, type WindowsOptions } from "./options.js";

/** What was seen of a server when it was read, whoever opened it. */
const seen = new WeakMap<Snapshot, Observed>();

/** What is not read without option values of reservations, named as in `keep`. */
const withoutOptions = ["reservations.*.options", "reservations.*.dnsSettings"];

/** Returns a listener that says how many calls a reading takes, and each tenth of them. */
function progressTold(tell: (sentence: string) => void): (progress: Progress) => void {
  let told = -1;
  return ({ done, total: all }) => {
    const tenth = Math.floor((done * 10) / all);
    if (done === 0) tell(messages.windowsManyCalls(all));
    else if (tenth > told && done < all) tell(messages.windowsProgress(done, all));
    told = tenth;
  };
}

/**
 * Finds reservations whose client changes while their option values are not read: they are made anew,
 * and would lose them.
 */
function renewedReservations(current: Configuration, desired: Configuration): readonly string[] {
  return Object.entries(desired.scopes).flatMap(([id, { properties }]) => {
    const [from, to] = [
      mapOf(current.scopes[id]?.properties.reservations),
      mapOf(properties.reservations),
    ];
    const clientOf = (reservation: Json | undefined) => mapOf(reservation).client;
    const isRenewed = (address: string) =>
      from[address] !== undefined && clientOf(from[address]) !== clientOf(to[address]);
    return Object.keys(to)
      .filter(isRenewed)
      .map((address) => `${id} reservations.${address}`);
  });
}

/** Tells whether a server is as an earlier reading found it, as far as both went. */
function agrees(now: Observed, earlier: Snapshot): boolean {
  const before = seen.get(earlier);
  return before ? agree(now, before) : now.version === earlier.version;
}

/** Windows servers that are reached by `connect`. `pause`: before something is tried or looked at once more, in milliseconds. */
export const windowsOver =
  (connect: (options: PowerShellOptions) => PowerShell, pause: number): Driver<WindowsOptions> =>
  ({ backupDir, timeout, reservationOptions, ...options }, tell = () => {}) => {
    const { over = "ssh", computerName } = options;
    const powerShell = connect(options);
    const shell = shellOf(powerShell, {
      computerName: over === "local" ? computerName : undefined,
      pause,
      timeout,
      reservationOptions,
      heard: progressTold((sentence) => tell(`${powerShell.label}: ${sentence}`)),
    });
    let last: Observed | undefined;

    const look = async (needed?: ReadScope): Promise<Observed> =>
      (last = observed(await shell.read(needed)));

    function readingOf(now: Observed, needed: ReadScope | undefined): Snapshot {
      const { document, configuration, version, notes, unread } = now;
      const reading: Snapshot = {
        configuration,
        identity: `windows:${nameOf(document)}`,
        names: [nameOf(document)],
        version,
        warnings:
          reservationOptions === false ? [...notes, messages.windowsWithoutOptions()] : notes,
        software: releaseOf(document),
        ...(reservationOptions === false && { unreadable: { paths: withoutOptions } }),
        failover: healthIn(document),
        inOwnNames: inNamesOf,
        unreadScopes: unread,
        ...(needed && { readScope: needed }),
        isUnchangedSince: (earlier) => agrees(now, earlier),
      };
      seen.set(reading, now);
      return reading;
    }

    /** Replication makes no scope where there is failover: it would be no part of that, and both servers would lend its addresses. */
    function fit(desired: Configuration, reading: Snapshot): Normalized {
      const { configuration: current } = reading;
      const { MajorVersion = 10, MinorVersion = 0 } = seen.get(reading)?.document.version ?? {};
      const found = fitted(current, desired, [MajorVersion, MinorVersion]);
      const names = Object.keys({ ...current.relationships, ...desired.relationships });
      // What comes under a relationship, or out of one, is made and removed with that.
      const come = Object.keys(desired.scopes).filter(
        (id) =>
          names.length > 0 &&
          current.scopes[id] === undefined &&
          findRelationshipOf(id, desired) === undefined,
      );
      const renewed = reservationOptions === false ? renewedReservations(current, desired) : [];
      const unsupported = [
        ...found.unsupported,
        ...come.map((id) => messages.windowsScopeNew(id, names)),
        ...renewed.map((reservation) => messages.windowsReservationRenewed(reservation)),
      ];
      return { ...found, unsupported };
    }

    return {
      label: shell.label,
      readsSelectively: true,
      rereadsBeforeWriting: true,
      read: async (needed) => readingOf(await look(needed), needed),
      backups: {
        assertPossible: ({ identity }) =>
          assertCopyCanBeKept(resolveBackupFolder(backupDir), identity),
        journal: journalIn(backupDir),
      },
      normalize: fit,
      async apply({ from, changes, desired, replicateNatively: by }) {
        const { configuration, unsupported } = fit(desired, from);
        if (unsupported.length > 0) throw messages.misfit(shell.label, unsupported);
        // Looked at once more right before the first call: between this look and that call somebody else's change can be lost.
        const { readScope: needed } = from;
        const before = await look(needed);
        if (before.version !== from.version) throw messages.moved(shell.label);
        const kept = keepCopy(
          resolveBackupFolder(backupDir),
          from.identity,
          new Map([["/dhcp-server.json", `${JSON.stringify(before.document, null, 2)}\n`]]),
        );
        const written = await write({
          shell,
          from: before,
          steps: answered(steps(from.configuration, configuration, changes)),
          ...(by && { by }),
          expected: told(from.configuration, configuration),
          kept,
          look: () => look(needed),
          needed,
          pause,
        });
        last = written.after;
        return { after: readingOf(written.after, needed), warnings: written.told };
      },
      costs: {
        async estimate({ from, changes }, primary) {
          const { configuration } = fitted(
            from.configuration,
            apply(changes, from.configuration, primary.snapshot.configuration),
          );
          const calls = steps(from.configuration, configuration, changes).length;
          const alone = listAddedScopes(changes);
          const activated = activatedScopes(from.configuration, changes);
          return {
            warnings: [
              ...(calls > 0 ? [messages.windowsCalls(shell.label, calls)] : []),
              ...(activated.length > 0 ? [messages.windowsActivated(shell.label, activated)] : []),
              ...(alone.length > 0 ? [messages.windowsScopesAlone(shell.label, alone)] : []),
            ],
          };
        },
      },
      failover: {
        refresh: async ({ readScope: needed }) => readingOf(await look(needed), needed),
        isStatedAtOnce: true,
      },
      nativeReplication: {
        async replicate({ names, scopes, throttleLimit }) {
          const { configuration } = last ?? (await look());
          const made = await shell
            .make(
              [
                {
                  cmdlet: "Invoke-DhcpServerv4FailoverReplication",
                  parameters: {
                    ...(names && { Name: names }),
                    ...(scopes && { ScopeId: scopes.map(networkAddress) }),
                    Force: true,
                    ...(throttleLimit !== undefined &&
                      throttleLimit > 0 && { ThrottleLimit: throttleLimit }),
                  },
                },
              ],
              { scopes: Math.max(1, Object.keys(configuration.scopes).length) },
            )
            .catch(rethrowAsUserError);
          if (made.failure) throw failureText(shell.label, made.failure);
          const ids = indexByNetwork(configuration.scopes);
          return made.answers.map((address) => ids.get(address) ?? address);
        },
      },
      leases: {
        async countActive(scopes) {
          const { configuration } = last ?? (await look());
          const standing = scopes.filter((scope) => configuration.scopes[scope] !== undefined);
          const leases =
            standing.length > 0
              ? await shell.leases(standing.map(networkAddress))
              : new Map<string, number>();
          return scopes.map((scope) =>
            standing.includes(scope) ? leases.get(networkAddress(scope)) : 0,
          );
        },
      },
      close: () => shell.close(),
    };
  };

/**
 * Answers the question that Remove-DhcpServerv4Scope asks where a scope has leases: nobody is there to
 * be asked, and whoever planned this saw that no client holds an address, or was forced.
 */
const answered = (all: readonly Step[]): readonly Step[] =>
  all.map((step) =>
    step.cmdlet === "Remove-DhcpServerv4Scope"
      ? { ...step, parameters: { ...step.parameters, Force: true } }
      : step,
  );

/** What can be looked for afterwards: a secret that a relationship was made with is there where the relationship is, and is not told. */
const told = (from: Configuration, { relationships, ...rest }: Configuration): Configuration => ({
  ...rest,
  relationships: Object.fromEntries(
    Object.entries(relationships).map(([name, one]) => [
      name,
      findRelationship(from, name) ? one : { ...one, own: without(one.own, "sharedSecret") },
    ]),
  ),
});

const without = (tree: Tree = {}, name: string): Tree =>
  Object.fromEntries(Object.entries(tree).filter(([key]) => key !== name));

export const windows: Driver<WindowsOptions> = windowsOver(openPowerShell, 1_000);
