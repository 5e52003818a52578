// Vendor and user classes.
// https://learn.microsoft.com/powershell/module/dhcpserver/add-dhcpserverv4class
import { RefusedCall } from "./refused-call.js";
import type { Cmdlets } from "./arguments.js";
import {
  changeProperties,
  findClass,
  dropEntry,
  sortPolicies,
  mapKey,
  putEntry,
  type Class,
  type ServerState,
} from "./server-state.js";

/** Tells whether anything belongs to the class, or is for its clients. */
function isClassUsed(server: ServerState, { type, name }: Class): boolean {
  const same = (other: string) => mapKey(other.replace(/\*$/, "")) === mapKey(name);
  const levels = [
    server,
    ...[...server.scopes.values()].flatMap((scope) => [
      scope,
      ...scope.policies.values(),
      ...scope.reservations.values(),
    ]),
    ...server.policies.values(),
  ];
  const policies = [server, ...server.scopes.values()].flatMap(sortPolicies);
  if (policies.some(({ conditions }) => (conditions[`${type}Class`] ?? []).some(same))) return true;
  return (
    type === "Vendor" &&
    ([...server.definitions.values()].some(({ vendorClass }) => same(vendorClass)) ||
      levels.some(({ options }) =>
        [...options.values()].some(({ vendorClass }) => same(vendorClass)),
      ))
  );
}

/** Parses text, or bytes as 0x and digits; that the second form is taken as bytes is inferred. */
const parseClassData = (data: string) =>
  /^0x([\da-f]{2})+$/i.test(data) ? Buffer.from(data.slice(2), "hex") : Buffer.from(data);

/** Refuses data that another class of the type has: 20045, MS-DHCPM 3.2.4.25. */
function assertUniqueData(
  server: ServerState,
  type: Class["type"],
  data: Buffer,
  but?: Class,
): void {
  const twin = [...server.classes.values()].find(
    (held) => held !== but && held.type === type && held.data.equals(data),
  );
  if (twin) throw new RefusedCall(20045, `the class "${twin.name}" has the same data`);
}

const toClassType = (type: string | undefined) => type as Class["type"];

export const classCmdlets: Cmdlets = {
  "Get-DhcpServerv4Class": (server, args) => {
    const [names, type] = [args.texts("Name"), args.text("Type")];
    const of = [...server.classes.values()].filter(
      (held) => type === undefined || held.type === type,
    );
    for (const name of names ?? [])
      if (!of.some((held) => mapKey(held.name) === mapKey(name)))
        throw new RefusedCall(20044, `it has no class "${name}"`);
    return of
      .filter((held) => names?.some((name) => mapKey(held.name) === mapKey(name)) ?? true)
      .map(({ name, type: kind, data, description }) => ({
        Name: name,
        Type: kind,
        Data: `0x${data.toString("hex")}`,
        AsciiData: data.toString("latin1"),
        Description: description,
      }));
  },

  "Add-DhcpServerv4Class": (server, args) => {
    const [name, type] = [args.text("Name")!, toClassType(args.text("Type"))];
    const data = parseClassData(args.text("Data")!);
    if (server.classes.has(mapKey(type, name)))
      throw new RefusedCall(20045, `it has a class "${name}"`);
    assertUniqueData(server, type, data);
    putEntry(server, server.classes, mapKey(type, name), {
      name,
      type,
      data,
      description: args.text("Description") ?? "",
      builtIn: false,
    });
    return [];
  },

  "Set-DhcpServerv4Class": (server, args) => {
    const held = findClass(server, toClassType(args.text("Type")), args.text("Name")!);
    // Inferred.
    if (held.builtIn) throw new RefusedCall(20089, `the class "${held.name}" is built in`);
    const spelled = args.text("Data");
    const data = spelled === undefined ? undefined : parseClassData(spelled);
    if (data) assertUniqueData(server, held.type, data, held);
    changeProperties(server, held, { data, description: args.text("Description") });
    return [];
  },

  "Remove-DhcpServerv4Class": (server, args) => {
    for (const name of args.texts("Name")!) {
      const held = findClass(server, toClassType(args.text("Type")), name);
      if (held.builtIn) throw new RefusedCall(20089, `the class "${name}" is built in`);
      // Inferred.
      if (isClassUsed(server, held)) throw new RefusedCall(20007, `the class "${name}" is in use`);
      dropEntry(server, server.classes, mapKey(held.type, name));
    }
    return [];
  },
};
