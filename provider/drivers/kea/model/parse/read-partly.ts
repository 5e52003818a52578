// Reads objects of which a part may be unreadable: a mistake in one scope must not keep a person
// from replicating the others.
import { UserError } from "../../../../core/messages.js";
import type { Json, Tree } from "../../../../core/model.js";
import { keywords } from "../../names.js";
import type { Definitions } from "../options/definitions.js";
import type { ObjectKind } from "../field-mappings.js";
import { withSubject, type KeaMap } from "../kea-map.js";
import { readOptionCollection } from "../options/options.js";
import { readRangeCollection } from "./ranges.js";
import { readTree, type ReadContext } from "./read-tree.js";
import type { NamedObjects } from "./references.js";
import { readReservationCollection, type ReservationContext } from "./reservations.js";
import { skimSubnet } from "./skim-subnet.js";

/** The explicit values of an object, and why a part of them is missing. */
interface PartlyRead {
  readonly explicit: Tree;
  readonly unreadable?: UserError;
}

/** The explicit values of a subnet, which may be read when they are first asked for. */
export interface ReadSubnet extends PartlyRead {
  /** The objects that it names, where they are known without reading it. */
  readonly names?: NamedObjects;
}

interface CachedSubnet extends ReadSubnet {
  readonly hasUniqueAddresses: boolean;
}

const subnetCache = new WeakMap<Definitions, WeakMap<KeaMap, CachedSubnet>>();

/**
 * Reads a subnet, at once where that may fail. The result is cached, because edited documents share
 * all objects that no edit touched.
 */
export function readSubnet(raw: KeaMap, context: ReservationContext): ReadSubnet {
  const { definitions, hasUniqueAddresses } = context;
  const cache = subnetCache.get(definitions) ?? new WeakMap<KeaMap, CachedSubnet>();
  subnetCache.set(definitions, cache);
  const cached = cache.get(raw);
  if (cached?.hasUniqueAddresses === hasUniqueAddresses) return cached;
  const names = skimSubnet(raw, context);
  const read = names ? readLater(raw, context, names) : readNow(raw, context);
  cache.set(raw, read);
  return read;
}

/** Returns a subnet that is read when its values are first asked for. */
function readLater(raw: KeaMap, context: ReservationContext, names: NamedObjects): CachedSubnet {
  const { definitions, where, hasUniqueAddresses } = context;
  let explicit: Tree | undefined;
  return {
    hasUniqueAddresses,
    names,
    get explicit() {
      explicit ??= readNow(raw, { definitions, where, hasUniqueAddresses }).explicit;
      return explicit;
    },
  };
}

function readNow(raw: KeaMap, context: ReservationContext): CachedSubnet {
  const { definitions, where, hasUniqueAddresses } = context;
  const tree = withSubject(raw, () => readTreePartly("subnet", raw, { definitions, where }));
  const ranges = readListPartly(raw, keywords.pools, (list) =>
    readRangeCollection(list, definitions, where),
  );
  const reservations = readListPartly(raw, keywords.reservations, (list) =>
    readReservationCollection(list, context),
  );
  const unreadable = tree.unreadable ?? ranges.unreadable ?? reservations.unreadable;
  return {
    hasUniqueAddresses,
    explicit: {
      ...tree.explicit,
      ...(ranges.explicit && { ranges: ranges.explicit }),
      ...(reservations.explicit && { reservations: reservations.explicit }),
    },
    ...(unreadable && { unreadable }),
  };
}

/** Reads the explicit values of an object. Options that cannot be read are left out. */
export function readTreePartly(kind: ObjectKind, raw: KeaMap, context: ReadContext): PartlyRead {
  const { [keywords.options]: _, ...rest } = raw;
  const options = readListPartly(raw, keywords.options, (list) =>
    readOptionCollection(list, context.definitions, context.where),
  );
  const tree = readTree(kind, rest, context);
  return {
    explicit: { ...tree, ...(options.explicit && { options: options.explicit }) },
    ...(options.unreadable && { unreadable: options.unreadable }),
  };
}

type ReadList = (list: Json | undefined) => Tree | undefined;

/** Reads a list. Where that fails, reads its members one by one and leaves out those that fail. */
function readListPartly(raw: KeaMap, name: string, read: ReadList): Partial<PartlyRead> {
  const list = raw[name];
  try {
    const explicit = withSubject(raw, () => read(list));
    return explicit ? { explicit } : {};
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const members = Array.isArray(list) ? (list as readonly Json[]) : [];
    const trees = members.map((member) => readMember(member, read));
    const explicit = Object.assign({}, ...trees) as Tree;
    return { ...(Object.keys(explicit).length > 0 && { explicit }), unreadable: error };
  }
}

function readMember(member: Json, read: ReadList): Tree | undefined {
  try {
    return read([member]);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}
