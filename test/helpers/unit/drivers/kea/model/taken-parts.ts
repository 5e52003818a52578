// A partner that takes parts of a primary: what it would hold, and what it could not.
import type { Configuration, Json } from "../../../../../../provider/core/model.js";
import {
  normalizeFor,
  parseConfiguration,
} from "../../../../../../provider/drivers/kea/model/index.js";

export const scope = "10.9.0.0/24";

/**
 * Returns the configuration that a partner would hold, and the parts that it could not hold, were
 * it given these parts of a primary.
 */
export function given(
  primary: object,
  partner: object,
  take: (from: Configuration, to: Configuration) => Configuration,
) {
  const root = { Dhcp4: partner as Json };
  const current = parseConfiguration(root.Dhcp4).configuration;
  return normalizeFor(
    root,
    take(parseConfiguration(primary as Json).configuration, current),
    current,
  );
}

export const definition = (name: string, type = "string") => ({ name, code: 230, type });

/** The one scope of the primary, and the shared parts that it uses. */
export const oneScope = (from: Configuration, to: Configuration): Configuration => ({
  ...to,
  scopes: { ...to.scopes, [scope]: from.scopes[scope]! },
  shared: {
    ...to.shared,
    ...Object.fromEntries(from.scopes[scope]!.uses.map((key) => [key, from.shared[key]!])),
  },
});
