// A random server in the plainest terms, another that came from it, and its text with comments in it.
import type { Json } from "../../../../../../provider/core/model.js";
import type { Choose } from "../dialect/arbitraries.js";

type Members = { [name: string]: Json };
interface Pool {
  first: number;
  last: number;
  id: string;
  option: string | undefined;
}
interface Host {
  name: string;
  mac: number;
  address: number;
}
interface Subnet {
  number: number;
  network: string | undefined;
  lifetime: number | undefined;
  pools: Pool[];
  hosts: Host[];
  options: Map<number, string>;
}
interface Server {
  subnets: Subnet[];
  networks: string[];
  classes: string[];
  definitions: Map<number, string>;
}

/** A server's configuration, in the plainest terms. */
export function drawServer(choose: Choose): Server {
  const networks = ["floor", "roof"].slice(0, choose(3));
  const subnets = Array.from(
    { length: 1 + choose(4) },
    (_, number): Subnet => ({
      number,
      network: [undefined, ...networks][choose(networks.length + 1)],
      lifetime: choose(2) === 1 ? 600 + choose(5) : undefined,
      pools: Array.from({ length: choose(4) }, (_pool, index) =>
        drawPool(choose, `${number}/${index}`, 10 + index * 50),
      ),
      hosts: Array.from({ length: choose(4) }, (_host, index) => ({
        name: `host-${number}-${index}`,
        mac: number * 16 + index,
        address: 200 + index,
      })),
      options: new Map(
        [3, 6, 42].slice(0, choose(4)).map((code) => [code, `10.0.${number}.${1 + choose(9)}`]),
      ),
    }),
  );
  const classes = ["red", "green", "blue", "grey"].slice(0, choose(5));
  return {
    subnets,
    networks,
    classes,
    definitions: new Map([222, 223].slice(0, choose(3)).map((code) => [code, `own-${code}`])),
  };
}

const drawPool = (choose: Choose, id: string, first: number): Pool => ({
  id,
  first,
  last: first + 10 + choose(10),
  option: choose(3) === 1 ? "10.9.9.9" : undefined,
});

/** Another server that came from the same configuration: things came, went, changed and moved. */
export function changedServer(from: Server, choose: Choose): Server {
  const networks = ["floor", "roof", "attic"].filter((name) =>
    from.networks.includes(name) ? choose(6) !== 1 : choose(4) === 1,
  );
  const subnets = from.subnets
    .filter(() => choose(6) !== 1)
    .map((subnet): Subnet => {
      const network =
        choose(3) === 1 || !networks.includes(subnet.network ?? "")
          ? [undefined, ...networks][choose(networks.length + 1)]
          : subnet.network;
      const pools = subnet.pools
        .filter(() => choose(5) !== 1)
        .map((pool): Pool => {
          const resized = {
            ...pool,
            ...(choose(2) === 1
              ? { last: pool.last + choose(8) }
              : { first: pool.first - choose(8) }),
          };
          return choose(2) === 1
            ? resized
            : { ...pool, option: choose(3) === 1 ? "10.9.9.8" : pool.option };
        });
      const fresh = choose(3) === 1 ? [drawPool(choose, `${subnet.number}/new`, 170)] : [];
      const hosts = subnet.hosts
        .filter(() => choose(5) !== 1)
        .map((host, index): Host => {
          const way = choose(4);
          return {
            ...host,
            ...(way === 1 && { mac: 128 + host.mac }),
            ...(way === 2 && { address: 220 + index }),
          };
        });
      const guest =
        choose(3) === 1
          ? [{ name: `guest-${subnet.number}`, mac: 250 - subnet.number, address: 240 }]
          : [];
      const options = new Map(
        [...subnet.options]
          .filter(() => choose(5) !== 1)
          .map(([code, value]) => [code, choose(3) === 1 ? "10.7.7.7" : value]),
      );
      if (choose(3) === 1) options.set(28, "10.0.0.255");
      const lifetime = choose(3) === 1 ? [undefined, 900][choose(2)] : subnet.lifetime;
      return {
        ...subnet,
        network,
        pools: [...pools, ...fresh],
        hosts: [...hosts, ...guest],
        options,
        lifetime,
      };
    });
  if (choose(3) === 1)
    subnets.push({
      number: 9,
      network: [undefined, ...networks][choose(networks.length + 1)],
      lifetime: 700,
      pools: [drawPool(choose, "9/0", 10)],
      hosts: [],
      options: new Map(),
    });
  const classes = from.classes.filter(() => choose(6) !== 1);
  if (choose(2) === 1) classes.sort(() => choose(3) - 1);
  if (choose(3) === 1) classes.splice(choose(classes.length + 1), 0, "new");
  return {
    subnets,
    networks,
    classes,
    definitions: new Map(
      [...from.definitions]
        .filter(() => choose(4) !== 1)
        .map(([code, name]) => [code, choose(3) === 1 ? `${name}-too` : name]),
    ),
  };
}

const option = (code: number, data: string): Json => ({ code, data });

function subnetJson({ number, lifetime, pools, hosts, options }: Subnet): Json {
  return {
    id: number + 1,
    subnet: `10.0.${number}.0/24`,
    ...(lifetime !== undefined && { "valid-lifetime": lifetime }),
    ...(pools.length > 0 && {
      pools: pools.map(({ first, last, option: data }) => ({
        pool: `10.0.${number}.${first} - 10.0.${number}.${last}`,
        ...(data !== undefined && { "option-data": [option(6, data)] }),
      })),
    }),
    ...(hosts.length > 0 && {
      reservations: hosts.map(({ name, mac, address }) => ({
        "hw-address": `02:00:00:00:00:${mac.toString(16).padStart(2, "0")}`,
        "ip-address": `10.0.${number}.${address}`,
        hostname: name,
      })),
    }),
    ...(options.size > 0 && {
      "option-data": [...options].map(([code, data]) => option(code, data)),
    }),
  };
}

export function json({ subnets, networks, classes, definitions }: Server): Json {
  const within = (network: string | undefined): Json =>
    subnets.filter((subnet) => subnet.network === network).map(subnetJson);
  return {
    Dhcp4: {
      "valid-lifetime": 4000,
      ...(definitions.size > 0 && {
        "option-def": [...definitions].map(([code, name]) => ({
          name,
          code,
          type: "string",
          space: "dhcp4",
        })),
      }),
      ...(classes.length > 0 && {
        "client-classes": classes.map((name) => ({ name, test: `option[60].text == '${name}'` })),
      }),
      ...(networks.length > 0 && {
        "shared-networks": networks.map((name) => ({ name, subnet4: within(name) })),
      }),
      subnet4: within(undefined),
    },
  };
}

/** How an element of a list is known; `pools` names a range by what it was drawn as. */
export function identity(
  list: string,
  element: Json,
  above: string,
  pools: ReadonlyMap<string, string>,
): string {
  const { subnet, name, pool, hostname, code } = element as Members;
  if (list === "subnet4") return `subnet ${String(subnet)}`;
  if (list === "pools") return `${above}pool ${pools.get(String(pool)) ?? String(pool)}`;
  if (list === "option-def") return `definition ${String(code)}`;
  return `${above}${list} ${String(hostname ?? name ?? code)}`;
}

export const poolsOf = ({ subnets }: Server): ReadonlyMap<string, string> =>
  new Map(
    subnets.flatMap(({ number, pools }) =>
      pools.map(
        ({ first, last, id }) => [`10.0.${number}.${first} - 10.0.${number}.${last}`, id] as const,
      ),
    ),
  );

/** A configuration's text with comments in it, and to what each of them was written. */
export function commented(
  value: Json,
  choose: Choose,
  pools: ReadonlyMap<string, string>,
): { readonly text: string; readonly owners: ReadonlyMap<string, string> } {
  const writer = new CommentWriter(choose, pools);
  return { text: writer.put(value, "", 0, "") + writer.newline, owners: writer.owners };
}

/** Writes a value with comments beside, above and below what is in it. */
class CommentWriter {
  readonly owners = new Map<string, string>();
  readonly newline: string;

  constructor(
    private readonly choose: Choose,
    private readonly pools: ReadonlyMap<string, string>,
  ) {
    this.newline = choose(4) === 1 ? "\r\n" : "\n";
  }

  put(plain: Json, owner: string, depth: number, list: string): string {
    if (typeof plain !== "object" || plain === null) return JSON.stringify(plain);
    const isList = Array.isArray(plain);
    const children = isList
      ? (plain as readonly Json[]).map((element) => ["", element] as const)
      : Object.entries(plain);
    const [open, close] = isList ? ["[", "]"] : ["{", "}"];
    const isFlat = this.choose(3) === 1 && depth > 2;
    const line = isFlat ? " " : this.newline + "  ".repeat(depth + 1);
    let text = open;
    if (!isFlat && this.choose(6) === 1) text += ` ${this.comment(owner, true)}`;
    children.forEach(([name, child], index) => {
      const own = isList ? identity(list, child, `${owner}/`, this.pools) : `${owner}/${name}`;
      text += this.before(owner, own, line);
      if (!isList) text += `${JSON.stringify(name)}: `;
      text += this.put(child, own, depth + 1, name);
      const comma = index < children.length - 1 || this.choose(8) === 1 ? "," : "";
      text += isFlat ? this.besideFlat(own, comma) : this.beside(own, comma);
    });
    if (!isFlat && this.choose(8) === 1) text += line + this.comment(owner, true);
    return text + (isFlat ? " " : this.newline + "  ".repeat(depth)) + close;
  }

  private comment(owner: string, toLineEnd: boolean): string {
    const mark = `k${this.owners.size}k`;
    this.owners.set(mark, owner);
    if (!toLineEnd) return `/* ${mark}, */`;
    return [`# ${mark} {`, `// "${mark}", ]`, `/* ${mark} */`][this.choose(3)]!;
  }

  private before(owner: string, own: string, line: string): string {
    const text = line === " " ? line : this.above(owner, own, line);
    return this.choose(9) === 1 ? `${text}${this.comment(own, false)} ` : text;
  }

  /** Begins the line of an element: above it may stand a comment apart, of the whole, and comments of its own. */
  private above(owner: string, own: string, line: string): string {
    let text = this.choose(9) === 1 ? `${line}${this.comment(owner, true)}${this.newline}` : "";
    text += line;
    for (let left = this.choose(5); left > 2; left--) text += this.comment(own, true) + line;
    return text;
  }

  private beside(own: string, comma: string): string {
    if (this.choose(4) !== 1) return comma;
    return this.choose(2) === 1
      ? `${comma} ${this.comment(own, true)}`
      : ` ${this.comment(own, false)}${comma}`;
  }

  private besideFlat(own: string, comma: string): string {
    return (this.choose(5) === 1 ? ` ${this.comment(own, false)}` : "") + comma;
  }
}
