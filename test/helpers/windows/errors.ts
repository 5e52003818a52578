// How PowerShell reports what a Windows DHCP server refuses: an id and a category. Categories were seen on a
// real server for 20005, 20010, 20116 (ObjectNotFound), 20052 (ResourceExists) and 20023 (InvalidData);
// the others are inferred.
import type { RefusedCall } from "../../../provider/drivers/windows/rules/refused-call.js";

const categories: Readonly<Record<string | number, string>> = {
  "WIN32 17": "ResourceUnavailable",
  "WIN32 87": "InvalidArgument",
  20005: "ObjectNotFound",
  20007: "InvalidOperation",
  20009: "ResourceExists",
  20010: "ObjectNotFound",
  20018: "ObjectNotFound",
  20022: "ResourceExists",
  20023: "InvalidData",
  20030: "InvalidData",
  20044: "ObjectNotFound",
  20045: "ResourceExists",
  20046: "InvalidData",
  20049: "InvalidData",
  20052: "ResourceExists",
  20089: "InvalidOperation",
  20092: "InvalidData",
  20093: "ResourceExists",
  20095: "ObjectNotFound",
  20103: "InvalidData",
  20105: "ResourceExists",
  20106: "ResourceExists",
  20107: "InvalidData",
  20109: "InvalidData",
  20110: "InvalidData",
  20111: "ObjectNotFound",
  20112: "InvalidData",
  20113: "ResourceExists",
  20114: "ResourceExists",
  20115: "ObjectNotFound",
  20116: "ObjectNotFound",
  20120: "InvalidOperation",
  20121: "PermissionDenied",
  20122: "ResourceUnavailable",
  20124: "ResourceUnavailable",
  20125: "InvalidData",
  20128: "LimitsExceeded",
  20129: "InvalidOperation",
  20130: "LimitsExceeded",
  20132: "InvalidOperation",
};

/** A non-terminating error, as PowerShell reports it. */
export class DhcpError extends Error {
  /** `DHCP 20005,Get-DhcpServerv4Scope`; of a network or parameter failure `WIN32 87,…`. */
  readonly id: string;
  readonly category: string;

  /** The real message never says why; this one does, for those who read a failing test. */
  constructor({ code, why }: RefusedCall, cmdlet: string, server: string) {
    super(`Failed: ${cmdlet} on DHCP server ${server}. (${code}: ${why})`);
    this.id = `${typeof code === "number" ? `DHCP ${code}` : code},${cmdlet}`;
    this.category = categories[code]!;
  }
}
