// Vendor and user classes.
// https://learn.microsoft.com/powershell/module/dhcpserver/add-dhcpserverv4class
import { Refused } from "./refused.js";
import type { Cmdlets } from "./given.js";
import { alter, classOf, drop, inOrder, key, put, type Class, type Held } from "./held.js";

/** Whether anything stands under the class, or is for its clients. */
function used(server: Held, { type, name }: Class): boolean {
  const same = (other: string) => key(other.replace(/\*$/, "")) === key(name);
  const levels = [
    server,
    ...[...server.scopes.values()].flatMap((scope) => [
      scope,
      ...scope.policies.values(),
      ...scope.reservations.values(),
    ]),
    ...server.policies.values(),
  ];
  const policies = [server, ...server.scopes.values()].flatMap(inOrder);
  if (policies.some(({ conditions }) => (conditions[`${type}Class`] ?? []).some(same))) return true;
  return (
    type === "Vendor" &&
    ([...server.definitions.values()].some(({ vendorClass }) => same(vendorClass)) ||
      levels.some(({ options }) =>
        [...options.values()].some(({ vendorClass }) => same(vendorClass)),
      ))
  );
}

/** Text, or bytes as 0x and digits; that the second form is taken as bytes is inferred. */
const bytes = (data: string) =>
  /^0x([\da-f]{2})+$/i.test(data) ? Buffer.from(data.slice(2), "hex") : Buffer.from(data);

/** Refuses data that another class of the type has: 20045, MS-DHCPM 3.2.4.25. */
function checkData(server: Held, type: Class["type"], data: Buffer, but?: Class): void {
  const twin = [...server.classes.values()].find(
    (held) => held !== but && held.type === type && held.data.equals(data),
  );
  if (twin) throw new Refused(20045, `the class "${twin.name}" has the same data`);
}

const asked = (type: string | undefined) => type as Class["type"];

export const classes: Cmdlets = {
  "Get-DhcpServerv4Class": (server, given) => {
    const [names, type] = [given.texts("Name"), given.text("Type")];
    const of = [...server.classes.values()].filter(
      (held) => type === undefined || held.type === type,
    );
    for (const name of names ?? [])
      if (!of.some((held) => key(held.name) === key(name)))
        throw new Refused(20044, `it has no class "${name}"`);
    return of
      .filter((held) => names?.some((name) => key(held.name) === key(name)) ?? true)
      .map(({ name, type: kind, data, description }) => ({
        Name: name,
        Type: kind,
        Data: `0x${data.toString("hex")}`,
        AsciiData: data.toString("latin1"),
        Description: description,
      }));
  },

  "Add-DhcpServerv4Class": (server, given) => {
    const [name, type] = [given.text("Name")!, asked(given.text("Type"))];
    const data = bytes(given.text("Data")!);
    if (server.classes.has(key(type, name))) throw new Refused(20045, `it has a class "${name}"`);
    checkData(server, type, data);
    put(server, server.classes, key(type, name), {
      name,
      type,
      data,
      description: given.text("Description") ?? "",
      builtIn: false,
    });
    return [];
  },

  "Set-DhcpServerv4Class": (server, given) => {
    const held = classOf(server, asked(given.text("Type")), given.text("Name")!);
    if (held.builtIn) throw new Refused(20089, `the class "${held.name}" is built in`); // inferred
    const spelled = given.text("Data");
    const data = spelled === undefined ? undefined : bytes(spelled);
    if (data) checkData(server, held.type, data, held);
    alter(server, held, { data, description: given.text("Description") });
    return [];
  },

  "Remove-DhcpServerv4Class": (server, given) => {
    for (const name of given.texts("Name")!) {
      const held = classOf(server, asked(given.text("Type")), name);
      if (held.builtIn) throw new Refused(20089, `the class "${name}" is built in`);
      if (used(server, held)) throw new Refused(20007, `the class "${name}" is in use`); // inferred
      drop(server, server.classes, key(held.type, name));
    }
    return [];
  },
};
