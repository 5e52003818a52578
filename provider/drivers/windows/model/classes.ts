// Classes that every Windows server has from the start, and how each server spells a class's name.
import { parseSharedName } from "../../../core/apply.js";
import type { Configuration, Json, SharedKey, Tree } from "../../../core/model.js";

/**
 * Built-in classes by their data, in the names of an English system. Names and descriptions are
 * localised (KB 885687). A server lets nobody delete one (error 20089, DhcpDeleteClass in
 * dhcpsapi.h);
 * that it lets nobody change one either is inferred.
 */
const builtInClasses: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  User: {
    "RRAS.Microsoft": "Default Routing and Remote Access Class",
    "BOOTP.Microsoft": "Default BOOTP Class",
  },
  Vendor: {
    "MSFT 5.0": "Microsoft Windows 2000 Options",
    "MSFT 98": "Microsoft Windows 98 Options",
    MSFT: "Microsoft Options",
  },
};

/** Names a built-in class in English by its type and its data, in hexadecimal with hyphens. */
export const findBuiltInName = (type: string, data: string): string | undefined =>
  builtInClasses[type]?.[Buffer.from(data.replaceAll("-", ""), "hex").toString("latin1")];

/** Tells whether a class of this key is built in: by its data, whatever it is called. */
export const isBuiltInClass = (key: SharedKey, { data }: Tree): boolean =>
  typeof data === "string" &&
  findBuiltInName(key.startsWith("vendorClasses.") ? "Vendor" : "User", data) !== undefined;

/** The server's own names of classes; an asterisk behind a name stays. */
export interface ClassNames {
  spell(type: "Vendor" | "User", name: string): string;
}

/** Finds how the server of a configuration spells its classes. */
export function readClassNames({ shared }: Configuration): ClassNames {
  const names = new Map<string, Json>();
  for (const [key, { local }] of Object.entries(shared)) {
    const type = /^(vendor|user)Classes\./.exec(key)?.[1];
    if (type !== undefined && local.name !== undefined) {
      names.set(`${type} ${parseSharedName(key)}`, local.name);
    }
  }
  return {
    spell(type, name) {
      if (names.size === 0) return name;
      const [, bare, star] = /^([^]*?)(\*?)$/.exec(name)!;
      return `${String(names.get(`${type.toLowerCase()} ${bare!}`) ?? bare!)}${star!}`;
    },
  };
}
