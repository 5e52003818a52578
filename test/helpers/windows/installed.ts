// What a Windows DHCP server holds once its role is installed: built-in classes and standard options.
import type { Class, Definition } from "../../../provider/drivers/windows/rules/server-state.js";
import type { OptionType } from "../../../provider/drivers/windows/model/values.js";
import { emptyDefault } from "../../../provider/drivers/windows/rules/option-types.js";

const builtIn = (type: Class["type"], name: string, data: string, description: string): Class => ({
  name,
  type,
  data: Buffer.from(data),
  description,
  builtIn: true,
});

/** As real exports hold them. */
export const builtInClasses: readonly Class[] = [
  builtIn(
    "User",
    "Default Routing and Remote Access Class",
    "RRAS.Microsoft",
    "User class for remote access clients",
  ),
  builtIn("User", "Default BOOTP Class", "BOOTP.Microsoft", "User class for BOOTP Clients"),
  builtIn(
    "Vendor",
    "Microsoft Windows 2000 Options",
    "MSFT 5.0",
    "Microsoft vendor-specific options for Windows 2000 and above Clients",
  ),
  builtIn(
    "Vendor",
    "Microsoft Windows 98 Options",
    "MSFT 98",
    "Microsoft vendor-specific options for Windows 98 Clients",
  ),
  builtIn(
    "Vendor",
    "Microsoft Options",
    "MSFT",
    "Microsoft vendor-specific options applicable to all Windows Clients",
  ),
];

/**
 * Option codes by type, several values or one, as the DHCP console lists them; names are theirs
 * where tests speak of them.
 */
const standard: readonly (readonly [
  type: OptionType,
  multiValued: boolean,
  optionIds: readonly number[],
])[] = [
  ["Byte", false, [19, 20, 23, 27, 29, 30, 31, 34, 36, 37, 39, 46]],
  ["Word", false, [13, 22, 26]],
  ["Word", true, [25]],
  ["DWord", false, [2, 24, 35, 38, 51, 58, 59]],
  ["IPv4Address", false, [1, 16, 28, 32]],
  [
    "IPv4Address",
    true,
    [
      3, 4, 5, 6, 7, 8, 9, 10, 11, 21, 33, 41, 42, 44, 45, 48, 49, 65, 68, 69, 70, 71, 72, 73, 74,
      75, 76,
    ],
  ],
  ["String", false, [12, 14, 15, 17, 18, 40, 47, 64, 66, 67]],
  ["BinaryData", false, [43, 121]],
];
const names: Readonly<Record<number, string>> = {
  1: "Subnet Mask",
  2: "Time Offset",
  3: "Router",
  6: "DNS Servers",
  12: "Host Name",
  15: "DNS Domain Name",
  42: "NTP Servers",
  43: "Vendor Specific Info",
  44: "WINS/NBNS Servers",
  46: "WINS/NBT Node Type",
  51: "Lease",
  66: "Boot Server Host Name",
  67: "Bootfile Name",
  121: "Classless Static Routes",
};

export const standardDefinitions: readonly Definition[] = standard
  .flatMap(([type, multiValued, optionIds]) =>
    optionIds.map((optionId) => ({
      name: names[optionId] ?? `Option ${optionId}`,
      optionId,
      type,
      multiValued,
      defaultValue: emptyDefault(type),
      description: "",
      vendorClass: "",
    })),
  )
  .sort((a, b) => a.optionId - b.optionId);
