// The cmdlets of the module DhcpServer for DHCPv4, as far as they are called or modelled here.
// Reduced
// from the stub of the module in DhcpServerDsc (MIT License; see NOTICE): parameters by name, with
// their types, sets and accepted values.
import type { Cmdlet } from "./binder.js";

export const cmdlets: Readonly<Record<string, Cmdlet>> = {
  "Get-DhcpServerSetting": { parameters: {} },
  "Set-DhcpServerSetting": {
    confirms: true,
    parameters: {
      ConflictDetectionAttempts: { type: "uint32" },
      NpsUnreachableAction: { type: "string", values: ["Full", "Restricted", "NoAccess"] },
      NapEnabled: { type: "bool" },
      ActivatePolicies: { type: "bool", empty: true },
    },
  },
  "Get-DhcpServerVersion": { parameters: {} },
  "Add-DhcpServerv4Class": {
    confirms: true,
    parameters: {
      Name: { type: "string", mandatory: true },
      Type: { type: "string", mandatory: true, values: ["Vendor", "User"] },
      Data: { type: "string", mandatory: true },
      Description: { type: "string", empty: true },
    },
  },
  "Get-DhcpServerv4Class": {
    parameters: {
      Name: { type: "string[]" },
      Type: { type: "string", values: ["Vendor", "User"] },
    },
  },
  "Remove-DhcpServerv4Class": {
    confirms: true,
    parameters: {
      Name: { type: "string[]", mandatory: true },
      Type: { type: "string", mandatory: true, values: ["Vendor", "User"] },
    },
  },
  "Set-DhcpServerv4Class": {
    confirms: true,
    parameters: {
      Name: { type: "string", mandatory: true },
      Type: { type: "string", mandatory: true, values: ["Vendor", "User"] },
      Data: { type: "string" },
      Description: { type: "string", empty: true },
    },
  },
  "Get-DhcpServerv4DnsSetting": {
    parameters: {
      IPAddress: { type: "ipaddress", aliases: ["ReservedIP"] },
      ScopeId: { type: "ipaddress" },
      PolicyName: { type: "string" },
    },
  },
  "Set-DhcpServerv4DnsSetting": {
    confirms: true,
    parameters: {
      NameProtection: { type: "bool" },
      UpdateDnsRRForOlderClients: { type: "bool" },
      DeleteDnsRROnLeaseExpiry: { type: "bool" },
      DynamicUpdates: { type: "string", values: ["Always", "Never", "OnClientRequest"] },
      IPAddress: { type: "ipaddress", aliases: ["ReservedIP"] },
      ScopeId: { type: "ipaddress" },
      PolicyName: { type: "string" },
      DisableDnsPtrRRUpdate: { type: "bool" },
      DnsSuffix: { type: "string", empty: true },
    },
  },
  "Add-DhcpServerv4ExclusionRange": {
    confirms: true,
    parameters: {
      ScopeId: { type: "ipaddress", mandatory: true },
      StartRange: { type: "ipaddress", mandatory: true },
      EndRange: { type: "ipaddress", mandatory: true },
    },
  },
  "Get-DhcpServerv4ExclusionRange": { parameters: { ScopeId: { type: "ipaddress[]" } } },
  "Remove-DhcpServerv4ExclusionRange": {
    confirms: true,
    parameters: {
      ScopeId: { type: "ipaddress", mandatory: true },
      StartRange: { type: "ipaddress" },
      EndRange: { type: "ipaddress" },
    },
  },
  "Add-DhcpServerv4Failover": {
    sets: ["LoadBalance", "HotStandby"],
    default: "LoadBalance",
    confirms: true,
    parameters: {
      Name: { type: "string", mandatory: true },
      PartnerServer: { type: "string", mandatory: true },
      ScopeId: { type: "ipaddress[]", mandatory: true },
      MaxClientLeadTime: { type: "timespan" },
      AutoStateTransition: { type: "bool" },
      StateSwitchInterval: { type: "timespan", empty: true },
      Force: { type: "switch" },
      SharedSecret: { type: "string" },
      ReservePercent: { type: "uint32", sets: ["HotStandby"], range: [0, 100] },
      ServerRole: { type: "string", sets: ["HotStandby"], values: ["Active", "Standby"] },
      LoadBalancePercent: { type: "uint32", sets: ["LoadBalance"], range: [0, 100] },
    },
  },
  "Get-DhcpServerv4Failover": {
    sets: ["Name", "ScopeId"],
    default: "Name",
    parameters: {
      Name: { type: "string[]", sets: ["Name"] },
      ScopeId: { type: "ipaddress[]", mandatory: true, sets: ["ScopeId"] },
    },
  },
  "Remove-DhcpServerv4Failover": {
    confirms: true,
    parameters: { Name: { type: "string[]", mandatory: true }, Force: { type: "switch" } },
  },
  "Set-DhcpServerv4Failover": {
    confirms: true,
    parameters: {
      Name: { type: "string", mandatory: true },
      AutoStateTransition: { type: "bool" },
      MaxClientLeadTime: { type: "timespan" },
      SharedSecret: { type: "string", empty: true },
      StateSwitchInterval: { type: "timespan", empty: true },
      PartnerDown: { type: "switch" },
      Force: { type: "switch" },
      LoadBalancePercent: { type: "uint32", empty: true, range: [0, 100] },
      ReservePercent: { type: "uint32", empty: true, range: [0, 100] },
      Mode: { type: "string", values: ["LoadBalance", "HotStandby"] },
    },
  },
  "Invoke-DhcpServerv4FailoverReplication": {
    sets: ["ScopeId", "Name"],
    default: "Name",
    confirms: true,
    parameters: {
      Force: { type: "switch" },
      Name: { type: "string[]", sets: ["Name"] },
      ScopeId: { type: "ipaddress[]", mandatory: true, sets: ["ScopeId"] },
      ThrottleLimit: { type: "int32" },
    },
  },
  "Add-DhcpServerv4FailoverScope": {
    confirms: true,
    parameters: {
      Name: { type: "string", mandatory: true },
      ScopeId: { type: "ipaddress[]", mandatory: true },
    },
  },
  "Remove-DhcpServerv4FailoverScope": {
    confirms: true,
    parameters: {
      Name: { type: "string", mandatory: true },
      ScopeId: { type: "ipaddress[]", mandatory: true },
      Force: { type: "switch" },
    },
  },
  "Add-DhcpServerv4Filter": {
    confirms: true,
    parameters: {
      Description: { type: "string", empty: true },
      MacAddress: { type: "string[]", mandatory: true, aliases: ["ClientId"] },
      List: { type: "string", mandatory: true, values: ["Allow", "Deny"] },
      Force: { type: "switch" },
    },
  },
  "Get-DhcpServerv4Filter": { parameters: { List: { type: "string", values: ["Allow", "Deny"] } } },
  "Remove-DhcpServerv4Filter": {
    confirms: true,
    parameters: { MacAddress: { type: "string[]", mandatory: true, aliases: ["ClientId"] } },
  },
  "Get-DhcpServerv4FilterList": { parameters: {} },
  "Set-DhcpServerv4FilterList": {
    confirms: true,
    parameters: { Allow: { type: "bool" }, Deny: { type: "bool" } },
  },
  "Add-DhcpServerv4OptionDefinition": {
    confirms: true,
    parameters: {
      Name: { type: "string", mandatory: true },
      Description: { type: "string", empty: true },
      OptionId: { type: "uint32", mandatory: true },
      Type: {
        type: "string",
        mandatory: true,
        values: [
          "Byte",
          "Word",
          "DWord",
          "DWordDWord",
          "IPv4Address",
          "String",
          "BinaryData",
          "EncapsulatedData",
        ],
      },
      MultiValued: { type: "switch" },
      VendorClass: { type: "string", empty: true },
      DefaultValue: { type: "string[]", empty: true },
    },
  },
  "Get-DhcpServerv4OptionDefinition": {
    parameters: {
      OptionId: { type: "uint32[]" },
      VendorClass: { type: "string", empty: true, aliases: ["Name"] },
      All: { type: "switch" },
    },
  },
  "Remove-DhcpServerv4OptionDefinition": {
    confirms: true,
    parameters: {
      OptionId: { type: "uint32[]", mandatory: true },
      VendorClass: { type: "string", empty: true },
    },
  },
  "Set-DhcpServerv4OptionDefinition": {
    confirms: true,
    parameters: {
      OptionId: { type: "uint32", mandatory: true },
      Name: { type: "string" },
      Description: { type: "string", empty: true },
      VendorClass: { type: "string", empty: true },
      DefaultValue: { type: "string[]", empty: true },
    },
  },
  "Get-DhcpServerv4OptionValue": {
    parameters: {
      VendorClass: { type: "string", empty: true },
      ScopeId: { type: "ipaddress" },
      ReservedIP: { type: "ipaddress", aliases: ["IPAddress"] },
      OptionId: { type: "uint32[]" },
      UserClass: { type: "string", empty: true },
      All: { type: "switch" },
      Brief: { type: "switch" },
      PolicyName: { type: "string", empty: true },
    },
  },
  "Remove-DhcpServerv4OptionValue": {
    confirms: true,
    parameters: {
      VendorClass: { type: "string", empty: true },
      OptionId: { type: "uint32[]", mandatory: true },
      UserClass: { type: "string", empty: true },
      ScopeId: { type: "ipaddress" },
      ReservedIP: { type: "ipaddress", aliases: ["IPAddress"] },
      PolicyName: { type: "string", empty: true },
    },
  },
  "Set-DhcpServerv4OptionValue": {
    sets: ["OptionIds", "CommonOptions"],
    default: "OptionIds",
    confirms: true,
    parameters: {
      PolicyName: { type: "string", empty: true },
      Force: { type: "switch" },
      DnsDomain: { type: "string", empty: true, sets: ["CommonOptions"] },
      DnsServer: { type: "ipaddress[]", empty: true, sets: ["CommonOptions"] },
      ReservedIP: { type: "ipaddress", aliases: ["IPAddress"] },
      Router: { type: "ipaddress[]", empty: true, sets: ["CommonOptions"] },
      ScopeId: { type: "ipaddress" },
      UserClass: { type: "string", empty: true },
      WinsServer: { type: "ipaddress[]", empty: true, sets: ["CommonOptions"] },
      Wpad: { type: "string", empty: true, sets: ["CommonOptions"] },
      VendorClass: { type: "string", empty: true, sets: ["OptionIds"] },
      Value: { type: "string[]", mandatory: true, empty: true, sets: ["OptionIds"] },
      OptionId: { type: "uint32", mandatory: true, sets: ["OptionIds"] },
    },
  },
  "Add-DhcpServerv4Policy": {
    confirms: true,
    parameters: {
      Name: { type: "string", mandatory: true },
      Condition: { type: "string", mandatory: true, values: ["And", "Or"] },
      Description: { type: "string", empty: true },
      ScopeId: { type: "ipaddress" },
      ProcessingOrder: { type: "uint16" },
      RelayAgent: { type: "string[]", empty: true },
      RemoteId: { type: "string[]", empty: true },
      SubscriberId: { type: "string[]", empty: true },
      LeaseDuration: { type: "timespan" },
      Fqdn: { type: "string[]", empty: true },
      Enabled: { type: "bool" },
      VendorClass: { type: "string[]", empty: true },
      UserClass: { type: "string[]", empty: true },
      MacAddress: { type: "string[]", empty: true },
      CircuitId: { type: "string[]", empty: true },
      ClientId: { type: "string[]", empty: true },
    },
  },
  "Get-DhcpServerv4Policy": {
    parameters: { Name: { type: "string[]" }, ScopeId: { type: "ipaddress" } },
  },
  "Remove-DhcpServerv4Policy": {
    confirms: true,
    parameters: { Name: { type: "string[]", mandatory: true }, ScopeId: { type: "ipaddress" } },
  },
  "Set-DhcpServerv4Policy": {
    confirms: true,
    parameters: {
      Description: { type: "string", empty: true },
      Name: { type: "string", mandatory: true },
      ScopeId: { type: "ipaddress" },
      Enabled: { type: "bool" },
      MacAddress: { type: "string[]", empty: true },
      Fqdn: { type: "string[]", empty: true },
      UserClass: { type: "string[]", empty: true },
      SubscriberId: { type: "string[]", empty: true },
      NewName: { type: "string" },
      ClientId: { type: "string[]", empty: true },
      LeaseDuration: { type: "timespan" },
      ProcessingOrder: { type: "uint16" },
      RelayAgent: { type: "string[]", empty: true },
      RemoteId: { type: "string[]", empty: true },
      CircuitId: { type: "string[]", empty: true },
      Condition: { type: "string", values: ["And", "Or"] },
      VendorClass: { type: "string[]", empty: true },
    },
  },
  "Add-DhcpServerv4PolicyIPRange": {
    confirms: true,
    parameters: {
      Name: { type: "string", mandatory: true },
      ScopeId: { type: "ipaddress", mandatory: true },
      StartRange: { type: "ipaddress", mandatory: true },
      EndRange: { type: "ipaddress", mandatory: true },
    },
  },
  "Get-DhcpServerv4PolicyIPRange": {
    parameters: { Name: { type: "string[]" }, ScopeId: { type: "ipaddress", mandatory: true } },
  },
  "Remove-DhcpServerv4PolicyIPRange": {
    confirms: true,
    parameters: {
      Name: { type: "string", mandatory: true },
      ScopeId: { type: "ipaddress", mandatory: true },
      StartRange: { type: "ipaddress" },
      EndRange: { type: "ipaddress" },
    },
  },
  "Add-DhcpServerv4Reservation": {
    confirms: true,
    parameters: {
      ScopeId: { type: "ipaddress", mandatory: true, aliases: ["ReservationScopeID"] },
      IPAddress: { type: "ipaddress", mandatory: true, aliases: ["ReservedIP"] },
      ClientId: { type: "string", mandatory: true },
      Name: { type: "string", empty: true, aliases: ["HostName", "ReservationName"] },
      Description: { type: "string", empty: true, aliases: ["ReservationDescription"] },
      Type: { type: "string", values: ["Dhcp", "Bootp", "Both"], aliases: ["ReservationType"] },
    },
  },
  "Get-DhcpServerv4Reservation": {
    sets: ["ClientId", "ScopeId", "IPAddress"],
    default: "ScopeId",
    parameters: {
      ClientId: { type: "string[]", mandatory: true, sets: ["ClientId"] },
      ScopeId: {
        type: "ipaddress",
        mandatory: true,
        sets: ["ScopeId", "ClientId"],
        aliases: ["ReservationScopeID"],
      },
      IPAddress: {
        type: "ipaddress[]",
        mandatory: true,
        sets: ["IPAddress"],
        aliases: ["ReservedIP"],
      },
    },
  },
  "Remove-DhcpServerv4Reservation": {
    sets: ["ScopeId", "ClientId", "IPAddress"],
    default: "IPAddress",
    confirms: true,
    parameters: {
      ScopeId: {
        type: "ipaddress",
        mandatory: true,
        sets: ["ScopeId", "ClientId"],
        aliases: ["ReservationScopeID"],
      },
      ClientId: { type: "string[]", mandatory: true, sets: ["ClientId"] },
      IPAddress: {
        type: "ipaddress[]",
        mandatory: true,
        sets: ["IPAddress"],
        aliases: ["ReservedIP"],
      },
    },
  },
  "Set-DhcpServerv4Reservation": {
    confirms: true,
    parameters: {
      IPAddress: { type: "ipaddress", mandatory: true, aliases: ["ReservedIP"] },
      ClientId: { type: "string" },
      Name: { type: "string", empty: true, aliases: ["HostName", "ReservationName"] },
      Description: { type: "string", empty: true, aliases: ["ReservationDescription"] },
      Type: { type: "string", values: ["Dhcp", "Bootp", "Both"], aliases: ["ReservationType"] },
    },
  },
  "Add-DhcpServerv4Scope": {
    confirms: true,
    parameters: {
      StartRange: { type: "ipaddress", mandatory: true },
      EndRange: { type: "ipaddress", mandatory: true },
      Name: { type: "string", mandatory: true },
      Description: { type: "string", empty: true },
      State: { type: "string", values: ["Active", "InActive"] },
      SuperscopeName: { type: "string", empty: true },
      MaxBootpClients: { type: "uint32" },
      ActivatePolicies: { type: "bool", empty: true },
      NapEnable: { type: "switch" },
      NapProfile: { type: "string", empty: true },
      Delay: { type: "uint16" },
      LeaseDuration: { type: "timespan" },
      SubnetMask: { type: "ipaddress", mandatory: true },
      Type: { type: "string", values: ["Dhcp", "Bootp", "Both"] },
    },
  },
  "Get-DhcpServerv4Scope": { parameters: { ScopeId: { type: "ipaddress[]" } } },
  // Its other sets are left out: nothing calls them.
  "Get-DhcpServerv4Lease": {
    parameters: { ScopeId: { type: "ipaddress", mandatory: true }, AllLeases: { type: "switch" } },
  },
  "Get-DhcpServerv4ScopeStatistics": {
    parameters: { ScopeId: { type: "ipaddress[]" }, Failover: { type: "switch" } },
  },
  "Remove-DhcpServerv4Scope": {
    confirms: true,
    parameters: { ScopeId: { type: "ipaddress[]", mandatory: true }, Force: { type: "switch" } },
  },
  "Set-DhcpServerv4Scope": {
    sets: ["WithRange", "WithoutRange"],
    default: "WithoutRange",
    confirms: true,
    parameters: {
      ActivatePolicies: { type: "bool", empty: true },
      Type: { type: "string", values: ["Dhcp", "Bootp", "Both"] },
      ScopeId: { type: "ipaddress", mandatory: true },
      Description: { type: "string", empty: true },
      LeaseDuration: { type: "timespan" },
      Name: { type: "string" },
      NapEnable: { type: "bool" },
      NapProfile: { type: "string", empty: true },
      Delay: { type: "uint16" },
      State: { type: "string", values: ["Active", "InActive"] },
      SuperscopeName: { type: "string", empty: true },
      MaxBootpClients: { type: "uint32" },
      StartRange: { type: "ipaddress", mandatory: true, sets: ["WithRange"] },
      EndRange: { type: "ipaddress", mandatory: true, sets: ["WithRange"] },
    },
  },
};
