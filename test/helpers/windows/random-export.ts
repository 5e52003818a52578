// Exports of servers that differ in everything at once: classes of one data under several names, built-in classes of several languages,
// DNS settings at every level, policies with a suffix alone, options without a value, filters with asterisks, superscopes, and names
// that differ in case alone.
import fc from "../draws.js";

type Xml = string;
const element = (name: string, content: string | number | boolean): Xml =>
  content === "" ? `<${name} />` : `<${name}>${content}</${name}>`;
const list = (name: string, members: readonly Xml[]): Xml =>
  members.length === 0 ? "" : `<${name}>${members.join("")}</${name}>`;
const hex = (text: string): string => `0x${Buffer.from(text).toString("hex")}`;

/** Built-in classes by their data, as systems of two languages call them. */
const builtIn = {
  "RRAS.Microsoft": [
    "User",
    "Default Routing and Remote Access Class",
    "Standardklasse für Routing und RAS",
  ],
  "BOOTP.Microsoft": ["User", "Default BOOTP Class", "Standard-BOOTP-Klasse"],
  "MSFT 5.0": ["Vendor", "Microsoft Windows 2000 Options", "Microsoft Windows 2000-Optionen"],
  "MSFT 98": ["Vendor", "Microsoft Windows 98 Options", "Microsoft Windows 98-Optionen"],
  MSFT: ["Vendor", "Microsoft Options", "Microsoft-Optionen"],
} as const;

/** Options that have a definition on every server, by number: the type, whether it takes several values, and some values. */
const standard = {
  2: ["DWord", false, [["0"], ["3600"]]],
  3: ["IPv4Address", true, [["10.1.0.1"], ["10.1.0.1", "10.1.0.2"]]],
  6: ["IPv4Address", true, [["10.1.0.53"], ["10.1.0.54", "10.1.0.53"]]],
  15: ["String", false, [["one.example"], ["two.example"]]],
  43: ["BinaryData", false, [["0x01", "0x02"], ["0x0a"], []]],
  66: ["String", false, [["boot.example"], [""]]],
} as const;

interface AClass {
  readonly type: "User" | "Vendor";
  readonly name: string;
  readonly data: string;
  readonly description: string;
}

const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(value, { nil: undefined });
const dnsNumber = maybe(fc.constantFrom(0, 1, 4, 5, 7, 19, 23, 51, 87, 215, 279));

/** Classes of a server: no two have one name or one data, as a server has it. */
const someClasses: fc.Arbitrary<readonly AClass[]> = fc.uniqueArray(
  fc.record({
    type: fc.constantFrom("User" as const, "Vendor" as const),
    name: fc.constantFrom("Guests", "GUESTS", "Visitors", "Phones", "phones", "Handsets"),
    data: fc.constantFrom("guest", "visit", "phone", "hand"),
    description: fc.constantFrom("", "ours"),
  }),
  {
    maxLength: 5,
    comparator: (a, b) =>
      a.type === b.type && (a.name.toLowerCase() === b.name.toLowerCase() || a.data === b.data),
  },
);

const optionValue = (id: number, values: readonly string[], vendorClass = ""): Xml =>
  `<OptionValue>${element("OptionId", id)}${values.map((value) => element("Value", value)).join("")}${element("VendorClass", vendorClass)}<UserClass /></OptionValue>`;

/** The values of one level: some options, some of a vendor's, DNS settings, and the lease where there is one. */
const someOptions = (vendors: readonly string[], lease?: number): fc.Arbitrary<readonly Xml[]> =>
  fc
    .tuple(
      fc
        .subarray(Object.keys(standard).map(Number) as (keyof typeof standard)[])
        .chain((ids) =>
          fc.tuple(
            ...ids.map((id) =>
              fc.constantFrom(...standard[id][2]).map((values) => optionValue(id, values)),
            ),
          ),
        ),
      fc
        .subarray([...vendors])
        .chain((names) =>
          fc.tuple(
            ...names.map((name) =>
              fc.constantFrom("0x01", "0x02").map((value) => optionValue(7, [value], name)),
            ),
          ),
        ),
      dnsNumber,
    )
    .map(([own, theirs, dns]) => [
      ...own,
      ...theirs,
      ...(dns === undefined ? [] : [optionValue(81, [String(dns)])]),
      ...(lease === undefined ? [] : [optionValue(51, [String(lease)])]),
    ]);

const range = (network: string, first: number, last: number): Xml =>
  `<IPRange><StartRange>${network}.${first}</StartRange><EndRange>${network}.${last}</EndRange></IPRange>`;

/** Which kinds of conditions a policy can have here, each with its values. */
function conditions(
  classes: readonly { readonly type: string; readonly name: string }[],
): fc.Arbitrary<Xml> {
  const named = (type: string) =>
    classes.filter((one) => one.type === type).map(({ name }) => name);
  const kind = (name: string, values: readonly string[]): fc.Arbitrary<Xml> =>
    fc
      .tuple(fc.constantFrom("EQ", "NE"), fc.subarray([...values], { minLength: 1 }), fc.boolean())
      .map(([comparator, some, wild]) =>
        [comparator, ...some.map((value) => (wild && name.endsWith("Class") ? `${value}*` : value))]
          .map((value) => element(name, value))
          .join(""),
      );
  const kinds = [
    ...(["Vendor", "User"] as const).flatMap((type) =>
      named(type).length === 0 ? [] : [kind(`${type}Class`, named(type))],
    ),
    kind("MacAddress", ["02-00-00*", "02-00-00-00-00-07"]),
    fc.constantFrom(
      "<CircuitId>EQ</CircuitId><CircuitId>01-0a</CircuitId>",
      "<CircuitId>EQ</CircuitId><CircuitId>01-0b</CircuitId>",
    ),
    fc.constantFrom("<Fqdn>ISL</Fqdn>", "<Fqdn>EQ</Fqdn><Fqdn>*.example</Fqdn>"),
  ];
  return fc
    .subarray(kinds, { minLength: 1 })
    .chain((some) => fc.tuple(...some))
    .map((all) => all.join(""));
}

/** Policies of one level; with a `network` their ranges, which do not overlap. */
function somePolicies(
  classes: readonly { readonly type: string; readonly name: string }[],
  vendors: readonly string[],
  network?: string,
): fc.Arbitrary<Xml> {
  const name = fc.constantFrom("Laptops", "LAPTOPS", "Phones", "Guests", "Last");
  return fc
    .uniqueArray(name, { maxLength: 3, selector: (one) => one.toLowerCase() })
    .chain((names) =>
      fc.tuple(
        ...names.map((one, i) =>
          fc
            .record({
              enabled: fc.boolean(),
              condition: fc.constantFrom("AND", "OR"),
              description: fc.constantFrom("", "some"),
              suffix: maybe(fc.constantFrom("a.example", "b.example")),
              kinds: conditions(classes),
              lease: maybe(fc.constantFrom(600, 900)),
              hasRange: fc.boolean(),
            })
            .chain(({ enabled, condition, description, suffix, kinds, lease, hasRange }) =>
              someOptions(vendors, lease).map(
                (options) =>
                  `<Policy>${element("Name", one)}${element("ProcessingOrder", i + 1)}${element("Enabled", enabled)}${element("Condition", condition)}${element("Description", description)}${kinds}` +
                  `${suffix === undefined ? "" : element("DnsSuffix", suffix)}${network !== undefined && hasRange ? list("IPRanges", [range(network, 100 + 10 * i, 105 + 10 * i)]) : ""}${list("OptionValues", options)}</Policy>`,
              ),
            ),
        ),
      ),
    )
    .map((policies) => list("Policies", policies));
}

function someReservations(network: string, vendors: readonly string[]): fc.Arbitrary<Xml> {
  const clients = fc.shuffledSubarray(["0a", "0b", "0c"]);
  return clients
    .chain((some) =>
      fc.tuple(
        ...some.map((byte, i) =>
          fc
            .record({
              name: fc.constantFrom("", "host", "HOST"),
              type: fc.constantFrom("Both", "Dhcp"),
              description: fc.constantFrom("", "some"),
              options: someOptions(vendors),
            })
            .map(
              ({ name, type, description, options }) =>
                `<Reservation>${element("Name", name)}${element("IPAddress", `${network}.${30 + i}`)}${element("ClientId", `02-00-00-00-00-${byte}`)}${element("Type", type)}${element("Description", description)}${list("OptionValues", options)}</Reservation>`,
            ),
        ),
      ),
    )
    .map((reservations) => list("Reservations", reservations));
}

function aScope(
  network: string,
  classes: readonly { readonly type: string; readonly name: string }[],
  vendors: readonly string[],
): fc.Arbitrary<Xml> {
  return fc
    .record({
      name: fc.constantFrom("Floor", "FLOOR"),
      first: fc.constantFrom(10, 20),
      last: fc.constantFrom(180, 200),
      lease: fc.constantFrom(600, 86_400),
      state: fc.constantFrom("Active", "Inactive"),
      type: fc.constantFrom("Dhcp", "Both"),
      limit: fc.constantFrom(4_294_967_295, 100),
      nap: fc.boolean(),
      delay: fc.constantFrom(0, 500),
      description: fc.constantFrom("", "some"),
      active: fc.boolean(),
      superscope: fc.constantFrom("", "Campus", "CAMPUS", "Site"),
      exclusions: fc.subarray([
        [40, 49],
        [60, 60],
        [70, 79],
      ] as const),
      wider: fc.boolean(),
    })
    .chain((scope) =>
      fc
        .tuple(
          someOptions(vendors, scope.lease),
          somePolicies(classes, vendors, network),
          someReservations(network, vendors),
        )
        .map(([options, policies, reservations]) => {
          const days = Math.floor(scope.lease / 86_400);
          const exclusions = scope.exclusions.map(([first, last]) =>
            range(network, first, scope.wider ? last : Math.max(first, last - 2)),
          );
          return (
            `<Scope>${element("ScopeId", `${network}.0`)}${element("Name", scope.name)}<SubnetMask>255.255.255.0</SubnetMask>${element("StartRange", `${network}.${scope.first}`)}${element("EndRange", `${network}.${scope.last}`)}` +
            `${element("LeaseDuration", days > 0 ? `${days}.00:00:00` : `00:${scope.lease / 60}:00`)}${element("State", scope.state)}${element("Type", scope.type)}${element("MaxBootpClients", scope.type === "Both" ? scope.limit : 4_294_967_295)}` +
            `${element("NapEnable", scope.nap)}${element("Delay", scope.delay)}${element("NapProfile", scope.nap ? "desks" : "")}${element("Description", scope.description)}${element("ActivatePolicies", scope.active)}${element("SuperScopeName", scope.superscope)}` +
            `${list("ExclusionRanges", exclusions)}${policies}${list("OptionValues", options)}${reservations}</Scope>`
          );
        }),
    );
}

/** Default values of an option definition by its type. */
const defaults: Readonly<Record<string, string>> = {
  String: "",
  IPv4Address: "0.0.0.0",
  Byte: "0x00",
};
interface Definition {
  readonly name: string;
  readonly id: number;
  readonly type: string;
  readonly isMulti: boolean;
  readonly vendorClass?: string;
}
const definition = ({ name, id, type, isMulti, vendorClass = "" }: Definition): Xml =>
  `<OptionDefinition>${element("Name", name)}${element("OptionId", id)}${element("Type", type)}${element("MultiValued", isMulti)}${type === "BinaryData" ? "" : element("DefaultValue", defaults[type] ?? "0")}<Description />${element("VendorClass", vendorClass)}</OptionDefinition>`;

function someFilters(): fc.Arbitrary<Xml> {
  const filter = fc.record({
    on: fc.constantFrom("Allow", "Deny"),
    address: fc.constantFrom("02-00-5E-*-*-*", "02-00-5E-00-53-01", "02-00-5E-00-*-*"),
    description: fc.constantFrom("", "some"),
  });
  return fc
    .tuple(
      fc.boolean(),
      fc.boolean(),
      fc.uniqueArray(filter, { maxLength: 3, selector: ({ address }) => address }),
    )
    .map(
      ([allow, deny, filters]) =>
        `<Filters>${element("Allow", allow)}${element("Deny", deny)}${filters.map(({ on, address, description }) => `<Filter>${element("List", on)}${element("MacAddress", address)}${element("Description", description)}</Filter>`).join("")}</Filters>`,
    );
}

/**
 * Faults that a server would not take, put into an export: the place, and the text that stands
 * there then.
 */
const faults: readonly (readonly [what: RegExp, instead: string])[] = [
  [/<EndRange>(10\.1\.\d)\.49</, "<EndRange>$1.65<"],
  [/<EndRange>(10\.1\.\d)\.79</, "<EndRange>$1.254<"],
  [/<EndRange>(10\.1\.\d)\.105</, "<EndRange>$1.230<"],
  [/<Value>one\.example</, "<Value>one.example</Value><Value>more.example<"],
  [/<Delay>500</, "<Delay>5000<"],
  [/<Name>FLOOR</, `<Name>${"floor ".repeat(60)}<`],
  [/<Name>HOST</, `<Name>${"host".repeat(80)}<`],
  [/<DnsSuffix>a\.example</, `<DnsSuffix>${"a".repeat(300)}<`],
  [/<CircuitId>EQ<\/CircuitId>/, "<CircuitId>EQ</CircuitId><CircuitId>NE</CircuitId>"],
  [/<IPAddress>10\.1\.\d\.31</, "<IPAddress>10.9.9.31<"],
  [/<ConflictDetectionAttempts>2</, "<ConflictDetectionAttempts>9<"],
  [/<Value>boot\.example</, "<Value>boot&#x1F;example<"],
];

/** An export as it stands, or with something in it that a server would not take. */
export const faulty = (anyExport: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .tuple(anyExport, fc.option(fc.constantFrom(...faults), { nil: undefined, freq: 2 }))
    .map(([xml, fault]) => (fault ? xml.replace(...fault) : xml));

/** A whole export. Its system speaks one of two languages. */
export const anExport: fc.Arbitrary<string> = fc
  .tuple(fc.constantFrom(1, 2), someClasses)
  .chain(([language, own]) => {
    const system = Object.entries(builtIn).map(([data, names]) => ({
      type: names[0],
      name: names[language]!,
      data,
      description: language === 1 ? "built in" : "eingebaut",
    }));
    const classes = [...system, ...own];
    const vendors = own.filter(({ type }) => type === "Vendor").map(({ name }) => name);
    const xmlClasses = classes.map(
      ({ type, name, data, description }) =>
        `<Class>${element("Name", name)}${element("Type", type)}${element("Data", hex(data))}${element("Description", description)}</Class>`,
    );
    const definitions = [
      ...Object.entries(standard).map(([id, [type, isMulti]]) =>
        definition({ name: `Option ${id}`, id: Number(id), type, isMulti }),
      ),
      definition({ name: "Lease", id: 51, type: "DWord", isMulti: false }),
      ...vendors.map((vendorClass) =>
        definition({ name: "Mode", id: 7, type: "Byte", isMulti: false, vendorClass }),
      ),
    ];
    const networks = fc.subarray(["10.1.1", "10.1.2"], { minLength: 1 });
    return fc
      .tuple(
        fc.constantFrom(0, 2),
        somePolicies(classes, vendors),
        someOptions(vendors),
        someFilters(),
        networks.chain((some) =>
          fc.tuple(...some.map((network) => aScope(network, classes, vendors))),
        ),
      )
      .map(
        ([attempts, policies, options, filters, scopes]) =>
          `<DHCPServer xmlns="http://schemas.microsoft.com/windows/DHCPServer"><MajorVersion xmlns="">10</MajorVersion><MinorVersion xmlns="">0</MinorVersion><IPv4 xmlns="">${element("ConflictDetectionAttempts", attempts)}<NapEnabled>false</NapEnabled><NpsUnreachableAction>Full</NpsUnreachableAction><ActivatePolicies>true</ActivatePolicies>` +
          `<Classes>${xmlClasses.join("")}</Classes><OptionDefinitions>${definitions.join("")}</OptionDefinitions>${policies}${list("OptionValues", options)}${filters}${list("Scopes", scopes)}</IPv4>\n  <IPv6 xmlns="" />\n</DHCPServer>`,
      );
  });
