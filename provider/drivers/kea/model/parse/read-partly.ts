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
import { readReservationCollection, type ReservationContext } from "./reservations.js";

/** The explicit values of an object, and why a part of them is missing. */
interface PartlyRead {
  readonly explicit: Tree;
  readonly unreadable?: UserError;
}

interface CachedSubnet extends PartlyRead {
  readonly hasUniqueAddresses: boolean;
}

const subnetCache = new WeakMap<Definitions, WeakMap<KeaMap, CachedSubnet>>();

/**
 * Reads a subnet. The result is cached, because edited documents share all objects that no edit
 * touched.
 */
export function readSubnet(raw: KeaMap, context: ReservationContext): PartlyRead {
  const { definitions, where, hasUniqueAddresses } = context;
  const cache = subnetCache.get(definitions) ?? new WeakMap<KeaMap, CachedSubnet>();
  subnetCache.set(definitions, cache);
  const cached = cache.get(raw);
  if (cached?.hasUniqueAddresses === hasUniqueAddresses) return cached;

  const tree = withSubject(raw, () => readTreePartly("subnet", raw, { definitions, where }));
  const ranges = readListPartly(raw, keywords.pools, (list) =>
    readRangeCollection(list, definitions, where),
  );
  const reservations = readListPartly(raw, keywords.reservations, (list) =>
    readReservationCollection(list, context),
  );
  const unreadable = tree.unreadable ?? ranges.unreadable ?? reservations.unreadable;
  const read: CachedSubnet = {
    hasUniqueAddresses,
    explicit: {
      ...tree.explicit,
      ...(ranges.explicit && { ranges: ranges.explicit }),
      ...(reservations.explicit && { reservations: reservations.explicit }),
    },
    ...(unreadable && { unreadable }),
  };
  cache.set(raw, read);
  return read;
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
