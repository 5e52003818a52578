// Properties of scopes, exclusion ranges and reservations.
import { type Row, offices, phones, option, inScope, scanner } from "./row.js";

/** Scopes, exclusion ranges and reservations. */
export const scopeRows: readonly Row[] = [
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
];
