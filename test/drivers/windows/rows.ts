// Every property of a Windows DHCP server, one row each: how the primary is edited to change it, and the leaves by which a preview tells it;
// or why it is never compared. Edits are made on the text of test/data/windows/rich.xml.
import { rich } from "./exports.js";

export interface Row {
  /** The cmdlet's object and its property. */
  readonly property: string;
  /** A text that stands once in the export (behind `after`, where it is given), and what it becomes. */
  readonly after?: string;
  readonly from?: string | RegExp;
  readonly to?: string;
  /** `part leaf: what is told`. */
  readonly told?: readonly (string | RegExp)[];
  /** Why it is never compared. */
  readonly never?: string;
  /** Why no cmdlet can bring it about: the preview refuses it, with this in the sentence. */
  readonly refused?: string;
}

const offices = "10.0.1.0/24";
const phones = "10.0.2.0/25";
const option = (id: number, value: string, vendorClass = "", userClass = "") =>
  `<OptionValue><OptionId>${id}</OptionId><Value>${value}</Value>${vendorClass ? `<VendorClass>${vendorClass}</VendorClass>` : "<VendorClass />"}${userClass ? `<UserClass>${userClass}</UserClass>` : "<UserClass />"}</OptionValue>`;
const inScope = "<ScopeId>10.0.1.0</ScopeId>";
const laptops = "<Name>Laptops</Name>";
const scanner = "<Name>scanner</Name>";

/** Scope, exclusion, reservation, option value, policy: the objects and properties of Get-DhcpServerv4*. */
export const rows: readonly Row[] = [
  { property: "Scope.ScopeId", never: "it is the scope's identity: another one is another scope" },
  {
    property: "Scope.SubnetMask",
    from: "255.255.255.128",
    to: "255.255.255.0",
    refused: "are one network with two masks",
  },
  {
    property: "Scope.StartRange",
    after: inScope,
    from: "<StartRange>10.0.1.10<",
    to: "<StartRange>10.0.1.5<",
    told: [`${offices} ranges.10.0.1.10-10.0.1.200: -`, `${offices} ranges.10.0.1.5-10.0.1.200: +`],
  },
  {
    property: "Scope.EndRange",
    after: inScope,
    from: "<EndRange>10.0.1.200<",
    to: "<EndRange>10.0.1.190<",
    told: [
      `${offices} ranges.10.0.1.10-10.0.1.200: -`,
      `${offices} ranges.10.0.1.10-10.0.1.190: +`,
    ],
  },
  {
    property: "Scope.Type, away from Both",
    after: inScope,
    from: /<Type>Both<\/Type>(\s*)<MaxBootpClients>100</,
    to: "<Type>Dhcp</Type><MaxBootpClients>4294967295<",
    told: [`${offices} maxBootpClients: 100 => 4294967295`, `${offices} type: Both => Dhcp`],
  },
  {
    property: "Scope.Name",
    from: "<Name>Offices<",
    to: "<Name>Büros<",
    told: [`${offices} name: Offices => Büros`],
  },
  {
    property: "Scope.Description",
    from: "<Description>first floor<",
    to: "<Description>second floor<",
    told: [`${offices} description: first floor => second floor`],
  },
  {
    property: "Scope.State",
    from: "<State>Inactive<",
    to: "<State>Active<",
    told: [`${phones} state: Inactive => Active`],
  },
  {
    property: "Scope.SuperscopeName",
    from: "<SuperScopeName>Campus<",
    to: "<SuperScopeName>Site<",
    told: [`${offices} sharedNetwork: Campus => Site`],
  },
  {
    property: "Scope.MaxBootpClients",
    from: "<MaxBootpClients>100<",
    to: "<MaxBootpClients>50<",
    told: [`${offices} maxBootpClients: 100 => 50`],
  },
  {
    property: "Scope.ActivatePolicies",
    after: "<ScopeId>10.0.2.0</ScopeId>",
    from: "<ActivatePolicies>false<",
    to: "<ActivatePolicies>true<",
    told: [`${phones} activatePolicies: false => true`],
  },
  {
    property: "Scope.NapEnable",
    after: inScope,
    from: "<NapEnable>false<",
    to: "<NapEnable>true<",
    told: [`${offices} napEnable: false => true`],
  },
  {
    property: "Scope.NapProfile",
    after: inScope,
    from: /<NapEnable>false<\/NapEnable>(\s*)<Delay>0<\/Delay>(\s*)<NapProfile \/>/,
    to: "<NapEnable>true</NapEnable><Delay>0</Delay><NapProfile>desks</NapProfile>",
    told: [`${offices} napEnable: false => true`, `${offices} napProfile: + desks`],
  },
  {
    property: "Scope.NapProfile without NapEnable",
    after: inScope,
    from: "<NapProfile />",
    to: "<NapProfile>desks</NapProfile>",
    refused: "has a NAP profile while NAP is not enabled",
  },
  {
    property: "Scope.Delay",
    from: "<Delay>500<",
    to: "<Delay>250<",
    told: [`${phones} delay: 500 => 250`],
  },
  {
    property: "Scope.LeaseDuration",
    from: "<LeaseDuration>1.00:00:00<",
    to: "<LeaseDuration>12:00:00<",
    told: [`${phones} leaseDuration: 86400 => 43200`],
  },
  {
    property: "Scope.Type",
    from: "<Type>Dhcp</Type>\n        <MaxBootpClients>4294967295",
    to: "<Type>Both</Type>\n        <MaxBootpClients>4294967295",
    told: [`${phones} type: Dhcp => Both`],
  },
  {
    property: "ExclusionRange.StartRange",
    from: "<StartRange>10.0.1.20<",
    to: "<StartRange>10.0.1.21<",
    told: [
      `${offices} exclusions.10.0.1.20-10.0.1.29: -`,
      `${offices} exclusions.10.0.1.21-10.0.1.29: +`,
    ],
  },
  {
    property: "ExclusionRange.EndRange",
    from: "<EndRange>10.0.1.29<",
    to: "<EndRange>10.0.1.25<",
    told: [
      `${offices} exclusions.10.0.1.20-10.0.1.29: -`,
      `${offices} exclusions.10.0.1.20-10.0.1.25: +`,
    ],
  },
  {
    property: "Reservation.IPAddress",
    from: "<IPAddress>10.0.1.13<",
    to: "<IPAddress>10.0.1.15<",
    told: [
      /^10\.0\.1\.0\/24 reservations\.10\.0\.1\.13: - 02-00-00-00-01-0d printer-1\.offices\.example\.com /,
      /^10\.0\.1\.0\/24 reservations\.10\.0\.1\.15: \+ 02-00-00-00-01-0d printer-1\.offices\.example\.com /,
    ],
  },
  {
    property: "Reservation.ClientId",
    from: "<ClientId>02-00-00-00-01-0d<",
    to: "<ClientId>02-00-00-00-01-0E<",
    told: [`${offices} reservations.10.0.1.13.client: 02-00-00-00-01-0d => 02-00-00-00-01-0e`],
  },
  {
    property: "Reservation.Name",
    from: "<Name>printer-1.offices.example.com<",
    to: "<Name>plotter<",
    told: [`${offices} reservations.10.0.1.13.name: printer-1.offices.example.com => plotter`],
  },
  {
    property: "Reservation.Description",
    from: "<Description>by the door<",
    to: "<Description>by the window<",
    told: [`${offices} reservations.10.0.1.13.description: by the door => by the window`],
  },
  {
    property: "Reservation.Type",
    after: scanner,
    from: "<Type>Dhcp<",
    to: "<Type>Bootp<",
    told: [`${offices} reservations.10.0.1.14.type: Dhcp => Bootp`],
  },
  {
    property: "Reservation.AddressState",
    never: "it says whether the client is there: it changes by itself",
  },
  {
    property: "Reservation options",
    from: "scan.example",
    to: "scan2.example",
    told: [
      `${offices} reservations.10.0.1.14.options.dhcp4:66.value: scan.example => scan2.example`,
    ],
  },
  {
    property: "Reservation option 51",
    after: scanner,
    from: "<OptionValues>\n              <OptionValue>",
    to: `<OptionValues>${option(51, "600")}\n              <OptionValue>`,
    told: [`${offices} reservations.10.0.1.14.options.dhcp4:51: + value 600`],
  },
  {
    property: "Reservation DNS settings (81)",
    after: scanner,
    from: "<Value>51<",
    to: "<Value>5<",
    told: [
      `${offices} reservations.10.0.1.14.dnsSettings.dynamicUpdates: Always => OnClientRequest`,
      `${offices} reservations.10.0.1.14.dnsSettings.deleteDnsRROnLeaseExpiry: false => true`,
      `${offices} reservations.10.0.1.14.dnsSettings.nameProtection: true => false`,
      `${offices} reservations.10.0.1.14.dnsSettings.updateDnsRRForOlderClients: true => false`,
    ],
  },
  {
    property: "OptionValue.Value, of addresses in their order",
    from: "<Value>10.0.0.53</Value>\n            <Value>10.0.0.54</Value>",
    to: "<Value>10.0.0.54</Value>\n            <Value>10.0.0.53</Value>",
    told: [`${offices} options.dhcp4:6.value: 10.0.0.53, 10.0.0.54 => 10.0.0.54, 10.0.0.53`],
  },
  {
    property: "OptionValue.Value, of text",
    from: "offices.example.com</Value>",
    to: "bueros.example.com</Value>",
    told: [`${offices} options.dhcp4:15.value: offices.example.com => bueros.example.com`],
  },
  {
    property: "OptionValue.Value, of bytes",
    from: "<Value>0x0a<",
    to: "<Value>0x0b<",
    told: [`${offices} options.dhcp4:43.value: 01020a => 01020b`],
  },
  {
    property: "OptionValue.OptionId",
    after: inScope,
    from: "<OptionValues>\n          <OptionValue>\n            <OptionId>2</OptionId>",
    to: `<OptionValues>${option(121, "0x18")}\n          <OptionValue>\n            <OptionId>2</OptionId>`,
    told: [`${offices} options.dhcp4:121: + value 18`],
  },
  {
    property: "OptionValue.VendorClass",
    after: inScope,
    from: "<Value>0x01</Value>\n            <VendorClass>Phones",
    to: "<Value>0x02</Value>\n            <VendorClass>Phones",
    told: [`${offices} options.Phones:2.value: 1 => 2`],
  },
  {
    property: "OptionValue.UserClass",
    from: "guests.example",
    to: "guests2.example",
    told: [`${offices} policies.Guests.options.dhcp4:66.value: guests.example => guests2.example`],
  },
  {
    property: "OptionValue.UserClass, as exports before 2012 have it",
    after: inScope,
    from: "<OptionValues>\n          <OptionValue>\n            <OptionId>2</OptionId>",
    to: `<OptionValues>${option(66, "old.example", "", "Guests")}\n          <OptionValue>\n            <OptionId>2</OptionId>`,
    refused: "is a value for a user class",
  },
  {
    property: "OptionValue.PolicyName",
    from: "<Value>10.0.1.2<",
    to: "<Value>10.0.1.3<",
    told: [`${offices} policies.Laptops.options.dhcp4:3.value: 10.0.1.2 => 10.0.1.3`],
  },
  {
    property: "OptionValue of an option that nobody defines",
    after: inScope,
    from: "<OptionValues>\n          <OptionValue>\n            <OptionId>2</OptionId>",
    to: `<OptionValues>${option(222, "x")}\n          <OptionValue>\n            <OptionId>2</OptionId>`,
    refused: "nobody defines this option",
  },
  {
    property: "OptionValue without a value",
    after: inScope,
    from: "<Value>4711</Value>",
    to: "",
    told: [/^10\.0\.1\.0\/24 options\.dhcp4:200: - /],
  },
  {
    property: "OptionValue.Name",
    never: "it is localised: options are told apart by their number",
  },
  { property: "OptionValue.Type", never: "it is the definition's, which is compared" },
  { property: "OptionValue 51 of a scope", never: "it is the scope's LeaseDuration once more" },
  {
    property: "DnsSetting of a scope (81)",
    after: inScope,
    from: "<Value>23<",
    to: "<Value>7<",
    told: [`${offices} dnsSettings.dynamicUpdates: Always => OnClientRequest`],
  },
  {
    property: "DnsSetting.DisableDnsPtrRRUpdate",
    after: inScope,
    from: "<Value>23<",
    to: "<Value>87<",
    told: [`${offices} dnsSettings.disableDnsPtrRRUpdate: false => true`],
  },
  {
    property: "DnsSetting.DeleteDnsRROnLeaseExpiry",
    after: inScope,
    from: "<Value>23<",
    to: "<Value>19<",
    told: [`${offices} dnsSettings.deleteDnsRROnLeaseExpiry: true => false`],
  },
  {
    property: "DnsSetting, clean-up without updates",
    after: inScope,
    from: "<Value>23<",
    to: "<Value>4<",
    told: [
      `${offices} dnsSettings.dynamicUpdates: Always => Never`,
      `${offices} dnsSettings.updateDnsRRForOlderClients: true => false`,
    ],
  },
  {
    property: "DnsSetting, bits without a name",
    after: inScope,
    from: "<Value>23<",
    to: "<Value>279<",
    told: [`${offices} dnsSettings.otherBits: + 256`],
  },
  {
    property: "Policy.Name",
    from: laptops,
    to: "<Name>Notebooks</Name>",
    told: [/^10\.0\.1\.0\/24 policies\.Laptops: - /, /^10\.0\.1\.0\/24 policies\.Notebooks: \+ /],
  },
  {
    property: "Policy.Description",
    from: "<Description>portable<",
    to: "<Description>carried<",
    told: [`${offices} policies.Laptops.description: portable => carried`],
  },
  {
    property: "Policy.Enabled",
    after: "<Name>Phones</Name>\n            <ProcessingOrder>2",
    from: "<Enabled>false<",
    to: "<Enabled>true<",
    told: [`${offices} policies.Phones.enabled: false => true`],
  },
  {
    property: "Policy.Condition",
    from: "<Condition>AND<",
    to: "<Condition>OR<",
    told: [`${offices} policies.Laptops.condition: And => Or`],
  },
  {
    property: "Policy.ProcessingOrder",
    after: laptops,
    from: "<ProcessingOrder>1<",
    to: "<ProcessingOrder>4<",
    told: [
      `${offices} policies.Laptops.processingOrder: 1 => 3`,
      `${offices} policies.Phones.processingOrder: 2 => 1`,
      `${offices} policies.Guests.processingOrder: 3 => 2`,
    ],
  },
  {
    property: "Policy.LeaseDuration",
    from: "<Value>3600<",
    to: "<Value>7200<",
    told: [`${offices} policies.Laptops.leaseDuration: 3600 => 7200`],
  },
  {
    property: "Policy.VendorClass",
    after: laptops,
    from: "<VendorClass>Microsoft Windows 2000 Options<",
    to: "<VendorClass>Phones<",
    told: [
      `${offices} policies.Laptops.vendorClass: EQ, Microsoft Windows 2000 Options => EQ, Phones`,
    ],
  },
  {
    property: "Policy.UserClass",
    after: laptops,
    from: "<UserClass>NE<",
    to: "<UserClass>EQ<",
    told: [`${offices} policies.Laptops.userClass: NE, Guests => EQ, Guests`],
  },
  {
    property: "Policy.MacAddress",
    after: laptops,
    from: "<MacAddress>02-00-00*<",
    to: "<MacAddress>02-00-01*<",
    told: [
      `${offices} policies.Laptops.macAddress: EQ, 02-00-00*, NE, 02-00-00-00-00-01 => EQ, 02-00-01*, NE, 02-00-00-00-00-01`,
    ],
  },
  {
    property: "Policy.ClientId",
    after: laptops,
    from: "<ClientId>01-02-03-04<",
    to: "<ClientId>01-02-03-05<",
    told: [`${offices} policies.Laptops.clientId: EQ, 01-02-03-04 => EQ, 01-02-03-05`],
  },
  {
    property: "Policy.RelayAgent",
    from: "0a-00-01-01",
    to: "0a-00-01-02",
    told: [`${offices} policies.Laptops.relayAgent: EQ, 0a-00-01-01 => EQ, 0a-00-01-02`],
  },
  {
    property: "Policy.CircuitId",
    from: "<CircuitId>01-0a<",
    to: "<CircuitId>01-0b<",
    told: [`${offices} policies.Laptops.circuitId: EQ, 01-0a => EQ, 01-0b`],
  },
  {
    property: "Policy.CircuitId, several",
    from: "<CircuitId>01-0a<",
    to: "<CircuitId>01-0a</CircuitId><CircuitId>EQ</CircuitId><CircuitId>01-0c<",
    told: [`${offices} policies.Laptops.circuitId: EQ, 01-0a => EQ, 01-0a, 01-0c`],
  },
  {
    property: "Policy, a class that nobody knows",
    after: laptops,
    from: "<UserClass>Guests<",
    to: "<UserClass>Strangers<",
    refused: "which neither server knows",
  },
  {
    property: "Policy.RemoteId",
    from: "<RemoteId>02-0b<",
    to: "<RemoteId>02-0c<",
    told: [`${offices} policies.Laptops.remoteId: EQ, 02-0b => EQ, 02-0c`],
  },
  {
    property: "Policy.SubscriberId",
    from: "<SubscriberId>03-0c<",
    to: "<SubscriberId>03-0d<",
    told: [`${offices} policies.Laptops.subscriberId: NE, 03-0c => NE, 03-0d`],
  },
  {
    property: "Policy.Fqdn",
    from: "<Fqdn>*.example.com<",
    to: "<Fqdn>*.example.org<",
    told: [`${offices} policies.Laptops.fqdn: EQ, *.example.com => EQ, *.example.org`],
  },
  {
    property: "Policy, a kind of condition less",
    from: /<SubscriberId>NE<\/SubscriberId>\s*<SubscriberId>03-0c<\/SubscriberId>\s*/,
    to: "",
    told: [`${offices} policies.Laptops.subscriberId: - NE, 03-0c`],
  },
  {
    property: "Policy DnsSuffix",
    from: "<DnsSuffix>laptops.example.com<",
    to: "<DnsSuffix>portables.example.com<",
    told: [`${offices} policies.Laptops.dnsSuffix: laptops.example.com => portables.example.com`],
  },
  {
    property: "Policy DnsSuffix, without DNS settings of its own",
    after: laptops,
    from: /<DnsSuffix>laptops.example.com<\/DnsSuffix>/,
    to: "",
    told: [`${offices} policies.Laptops.dnsSuffix: - laptops.example.com`],
  },
  {
    property: "Policy DNS settings (81)",
    from: "<Value>215<",
    to: "<Value>199<",
    told: [`${offices} policies.Laptops.dnsSettings.dynamicUpdates: Always => OnClientRequest`],
  },
  {
    property: "PolicyIPRange",
    from: "<EndRange>10.0.1.120<",
    to: "<EndRange>10.0.1.110<",
    told: [
      `${offices} policies.Laptops.ranges.10.0.1.100-10.0.1.120: -`,
      `${offices} policies.Laptops.ranges.10.0.1.100-10.0.1.110: +`,
    ],
  },
  {
    property: "OptionDefinition.Type, where a scope uses it",
    after: "<Name>Door Code</Name>",
    from: /<Type>String<\/Type>(\s*<MultiValued>false<\/MultiValued>\s*)<DefaultValue>none</,
    to: "<Type>DWord</Type><MultiValued>false</MultiValued><DefaultValue>0<",
    refused: "no cmdlet changes that",
  },
  {
    property: "OptionDefinition.MultiValued, where a scope uses it",
    after: "<Name>Door Code</Name>",
    from: "<MultiValued>false<",
    to: "<MultiValued>true<",
    refused: "no cmdlet changes that",
  },
  {
    property: "OptionDefinition.DefaultValue, where a scope uses it",
    from: "<DefaultValue>none<",
    to: "<DefaultValue>0000<",
    told: ["optionDefinitions.dhcp4:200 defaultValue: none => 0000"],
  },
  {
    property: "OptionDefinition.Name and Description",
    never: "they are localised; a new definition gets the primary's",
  },
  {
    property: "Class.Data, where a scope uses it",
    from: "<Data>0x677565737473<",
    to: "<Data>0x476573<",
    told: ["userClasses.Guests data: 67-75-65-73-74-73 => 47-65-73"],
  },
  {
    property: "Class.Description, where a scope uses it",
    after: "<Name>Guests</Name>",
    from: "<Description />",
    to: "<Description>visitors</Description>",
    told: ["userClasses.Guests description: + visitors"],
  },
  { property: "Lease", never: "leases are the servers' own to share" },
];

/** An export with a row's edit made. The text to be changed must stand there once. */
export function edited(text: string, { property, after, from, to }: Row): string {
  const start = after === undefined ? 0 : text.indexOf(after);
  if (start < 0 || from === undefined)
    throw new Error(`${property}: there is no ${JSON.stringify(after)}`);
  const [head, tail] = [text.slice(0, start), text.slice(start)];
  const found =
    typeof from === "string"
      ? tail.split(from).length - 1
      : (tail.match(new RegExp(from, "g")) ?? []).length;
  if (found === 0 || (found > 1 && after === undefined))
    throw new Error(`${property}: ${String(from)} stands ${found} times`);
  return head + tail.replace(from, () => to!);
}

/** Rows that can be told and written. */
export const movable = rows.filter(
  ({ told, after, from }) => told && (after !== undefined || from !== undefined),
);

/** The rich export with as many of these edits as can be made together. */
export const withEdits = (chosen: readonly Row[]): string =>
  chosen.reduce((xml, row) => {
    try {
      return edited(xml, row);
    } catch {
      return xml; // another edit took away what this one speaks of
    }
  }, rich);
