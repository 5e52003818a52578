// One property of a Windows DHCP server: how the primary is edited to change it, and how a preview tells it.

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

export const offices = "10.0.1.0/24";
export const phones = "10.0.2.0/25";
export const option = (id: number, value: string, vendorClass = "", userClass = "") =>
  `<OptionValue><OptionId>${id}</OptionId><Value>${value}</Value>${vendorClass ? `<VendorClass>${vendorClass}</VendorClass>` : "<VendorClass />"}${userClass ? `<UserClass>${userClass}</UserClass>` : "<UserClass />"}</OptionValue>`;
export const inScope = "<ScopeId>10.0.1.0</ScopeId>";
export const laptops = "<Name>Laptops</Name>";
export const scanner = "<Name>scanner</Name>";
