// The layouts of the options that Kea has built in: the types of their fields, as in the manual.
import type { Layout } from "./option-values.js";

/**
 * The options of each layout. `[]`: the last field any number of times. `route` is a name of this
 * project.
 */
const layouts: Readonly<Record<string, readonly string[]>> = {
  "ipv4-address": [
    ...inDhcp4([1, 16, 28, 32, 50, 54, 118]),
    ...inAgent([5, 11]),
    ...inCable([1, 2]),
  ],
  "ipv4-address[]": [
    ...inDhcp4([
      3, 4, 5, 6, 7, 8, 9, 10, 11, 21, 33, 41, 42, 44, 45, 48, 49, 65, 68, 69, 70, 71, 72, 73, 74,
      75, 76, 85, 89, 92, 112, 136, 138,
    ]),
    ...inCable([10]),
    "docsis3-v4:2",
    "vendor-4491:2",
  ],
  int32: inDhcp4([2]),
  uint8: [...inDhcp4([23, 37, 46, 52, 53, 116, 156, 157]), ...inAgent([10]), ...inCable([8])],
  "uint8[]": [...inDhcp4([55]), "docsis3-v4:1", "vendor-4491:1"],
  uint16: [...inDhcp4([13, 22, 26, 57]), ...inAgent([13, 19]), ...inCable([9])],
  "uint16[]": inDhcp4([25, 93, 117]),
  uint32: [
    ...inDhcp4([24, 35, 38, 51, 58, 59, 91, 108, 125, 152, 153, 154, 155]),
    ...inAgent([4, 17]),
  ],
  boolean: [...inDhcp4([19, 20, 27, 29, 30, 31, 34, 36, 39]), ...inCable([7])],
  string: [
    ...inDhcp4([
      12, 14, 15, 17, 18, 40, 47, 56, 60, 62, 64, 66, 67, 86, 87, 98, 100, 101, 113, 114,
    ]),
    ...inAgent([6, 14, 15, 18]),
  ],
  fqdn: [...inDhcp4([137, 213]), ...inCable([6])],
  "fqdn[]": inDhcp4([88, 119, 141]),
  "route[]": inDhcp4([121]),
  "boolean, ipv4-address[]": inDhcp4([78]),
  "boolean, string": inDhcp4([79]),
  "uint8, uint8, uint8, fqdn": inDhcp4([81]),
  "uint8, uint8, uint8": inDhcp4([94]),
  "uint8, ipv4-address, ipv4-address, fqdn[]": inDhcp4([146]),
  "uint8, string": inDhcp4([151]),
  "uint32, uint32, uint32": inCable([4, 5]),
};

function inDhcp4(codes: readonly number[]): readonly string[] {
  return codes.map((code) => `dhcp4:${code}`);
}

function inAgent(codes: readonly number[]): readonly string[] {
  return codes.map((code) => `dhcp-agent-options-space:${code}`);
}

function inCable(codes: readonly number[]): readonly string[] {
  return codes.map((code) => `cablelabs-client-conf:${code}`);
}

/** Reads `uint8, fqdn[]` as a layout. */
function parseLayout(text: string): Layout {
  return { types: text.replace("[]", "").split(", "), isArray: text.endsWith("[]") };
}

/** The layouts by `space:code`. */
export const standardLayouts: ReadonlyMap<string, Layout> = new Map(
  Object.entries(layouts).flatMap(([text, options]) => {
    const layout = parseLayout(text);
    return options.map((option) => [option, layout] as const);
  }),
);
