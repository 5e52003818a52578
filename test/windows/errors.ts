// What a Windows DHCP server refuses: the code, the category PowerShell reports with it, and what the code means.
// Codes: https://learn.microsoft.com/previous-versions/windows/desktop/dhcp/dhcp-server-management-api-error-codes. Categories were seen
// on a real server for 20005, 20010, 20116 (ObjectNotFound), 20052 (ResourceExists) and 20023 (InvalidData); the others are inferred.

const meanings = {
  "WIN32 17": ["ResourceUnavailable", "the server cannot be reached"],
  "WIN32 87": ["InvalidArgument", "a parameter is wrong"],
  20005: ["ObjectNotFound", "there is no such scope"],
  20007: ["InvalidOperation", "it is in use"],
  20009: ["ResourceExists", "there is such an option already"],
  20010: ["ObjectNotFound", "there is no such option"],
  20018: ["ObjectNotFound", "the client has no reservation"],
  20022: ["ResourceExists", "the address or the client is reserved already"],
  20023: ["InvalidData", "the range is wrong, overlaps another or is there already"],
  20030: ["InvalidData", "the superscope's name is too long"],
  20044: ["ObjectNotFound", "there is no such class"],
  20045: ["ResourceExists", "there is such a class already"],
  20046: ["InvalidData", "the scope's name is too long"],
  20049: ["InvalidData", "the value does not convert to the option's type"],
  20052: ["ResourceExists", "there is such a scope already, or its addresses are wrong"],
  20089: ["InvalidOperation", "the class is built in"],
  20092: ["InvalidData", "the delay is not in 0 to 1000 milliseconds"],
  20093: ["ResourceExists", "there is such a filter already"],
  20095: ["ObjectNotFound", "there is no such filter"],
  20103: ["InvalidData", "the values are not of the option's type"],
  20105: ["ResourceExists", "there is such a policy already"],
  20106: ["ResourceExists", "the range overlaps one of a policy"],
  20107: ["InvalidData", "the policy's range is wrong, or outside the scope's"],
  20109: ["InvalidData", "the policy's conditions are wrong"],
  20110: ["InvalidData", "the policies' order has no such place"],
  20111: ["ObjectNotFound", "there is no such policy"],
  20112: ["InvalidData", "a policy's range is outside the scope's range"],
  20113: ["ResourceExists", "the scope is in a failover relationship already"],
  20114: ["ResourceExists", "there is such a failover relationship already"],
  20115: ["ObjectNotFound", "there is no such failover relationship"],
  20116: ["ObjectNotFound", "the scope is in no failover relationship"],
  20120: ["InvalidOperation", "the failover relationship is not in state Normal"],
  20121: ["PermissionDenied", "the caller may not change the partner"],
  20122: ["ResourceUnavailable", "the partner does not answer"],
  20124: ["ResourceUnavailable", "the partner's name leads nowhere"],
  20125: ["InvalidData", "the failover relationship's name is too long"],
  20128: ["LimitsExceeded", "the server is in as many failover relationships as it can be"],
  20129: ["InvalidOperation", "BOOTP clients and failover do not go together"],
  20130: ["LimitsExceeded", "too many scopes in one call"],
  20132: ["InvalidOperation", "the scope is in a failover relationship"],
} as const satisfies Record<string, readonly [category: string, meaning: string]>;

export type Code = keyof typeof meanings;

/** A refusal on its way to `call`, which knows the server and the cmdlet. */
export class Refused extends Error {
  constructor(
    readonly code: Code,
    readonly why: string,
  ) {
    super(why);
  }
}

/** A non-terminating error, as PowerShell reports it. */
export class DhcpError extends Error {
  /** `DHCP 20005,Get-DhcpServerv4Scope`; of a network or parameter failure `WIN32 87,…`. */
  readonly id: string;
  readonly category: string;

  /** The real message never says why; this one does, for those who read a failing test. */
  constructor({ code, why }: Refused, cmdlet: string, server: string) {
    const [category, meaning] = meanings[code];
    super(`Failed: ${cmdlet} on DHCP server ${server}. (${meaning}: ${why})`);
    this.id = `${typeof code === "number" ? `DHCP ${code}` : code},${cmdlet}`;
    this.category = category;
  }
}
