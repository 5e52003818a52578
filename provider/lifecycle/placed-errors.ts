// Errors about one of several partners.
import { messages, type UserError } from "../core/messages.js";

/** Returns an error about a partner, with the partner's name in front where it has one. */
export function withPartnerName(
  { partnerName }: { readonly partnerName?: string },
  error: UserError,
): UserError {
  if (partnerName === undefined) return error.withProperty("partner");
  const isAboutPartner = error.property === undefined || error.property === "partner";
  return messages
    .atPartner(partnerName, error)
    .withProperty(isAboutPartner ? "partners" : error.property!);
}
