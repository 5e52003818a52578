// Which resource of this operation owns a scope, a shared object or a relationship on a partner.
import { canonicalText } from "../core/canonical.js";
import type { Snapshot } from "../drivers/driver.js";
import type { Identities } from "./identities.js";

/** A resource that claims something on a partner. Claims of one resource agree. */
export interface Claim {
  readonly resource: string;
  /** The resource as messages name it. */
  readonly displayName: string;
  /** A fingerprint of the desired value, where several resources may want the same one. */
  readonly fingerprint: string;
}

export class Ownership {
  private readonly claims = new Map<string, Claim>();

  constructor(private readonly identities: Identities) {}

  /** Claims something on a partner. Returns the claim of another resource that has it already. */
  claim(partner: Snapshot, subject: string, claim: Claim): Claim | undefined {
    const owner = this.findOwner(partner, subject);
    if (owner === undefined) this.claims.set(this.keyOf(partner, subject), claim);
    return owner?.resource === claim.resource ? undefined : owner;
  }

  /** Returns the claim on something of a server that is a partner in this operation, or nothing. */
  findOwner(partner: Snapshot, subject: string): Claim | undefined {
    return this.claims.get(this.keyOf(partner, subject));
  }

  private keyOf(partner: Snapshot, subject: string): string {
    return canonicalText([this.identities.identify(partner), subject]);
  }
}
