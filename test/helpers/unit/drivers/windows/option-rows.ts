// Properties of option values and DNS settings.
import { type Row, offices, option, inScope } from "./row.js";

/** Option values and DNS settings. */
export const optionRows: readonly Row[] = [
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
];
