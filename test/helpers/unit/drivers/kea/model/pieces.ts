// Kea's JSON in pieces, each with the place it stands in: what two documents have in common is found piece by piece.
import type { Json } from "../../../../../../provider/core/model.js";
import {
  indexConfiguration,
  type IndexedObject,
} from "../../../../../../provider/drivers/kea/model/parse/config-index.js";

const lists = new Set(["subnet4", "shared-networks", "client-classes", "option-def"]);

/** Each member of each map of the document, as text, by its place: `subnet 10.0.0.0/24 pools`. */
export function pieces({ Dhcp4 }: { readonly Dhcp4: Json }): ReadonlyMap<string, string> {
  const { server, networks, subnets, classes, definitionEntries } = indexConfiguration(Dhcp4);
  const found = new Map<string, string>();
  const add = (place: string, { raw }: IndexedObject): void => {
    for (const [key, value] of Object.entries(raw))
      if (!(lists.has(key) && !place.startsWith("class ")))
        found.set(`${place} ${key}`, JSON.stringify(value));
  };
  add("server", server);
  for (const [name, entry] of networks) add(`network ${name}`, entry);
  for (const [id, entry] of subnets) add(`subnet ${id}`, entry);
  for (const [name, entry] of classes) add(`class ${name}`, entry);
  for (const [key, entry] of definitionEntries) add(`definition ${key}`, entry);
  found.set("order classes", [...classes.keys()].join("\n"));
  return found;
}

/** The places at which two documents differ. */
export function differing(
  a: { readonly Dhcp4: Json },
  b: { readonly Dhcp4: Json },
): readonly string[] {
  const [before, after] = [pieces(a), pieces(b)];
  return [...new Set([...before.keys(), ...after.keys()])].filter(
    (place) => before.get(place) !== after.get(place),
  );
}

/** Returns true where a place is one of these, in which * stands for anything. */
export const among = (places: readonly string[], place: string): boolean =>
  places.some((pattern) =>
    new RegExp(
      `^${pattern
        .split("*")
        .map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))
        .join(".*")}$`,
    ).test(place),
  );
