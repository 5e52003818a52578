// Which resource of this operation owns a scope, a shared object or a relationship on a partner.
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
  /** By the partner's identity, then by what is claimed. */
  private readonly claims = new Map<string, Map<string, Claim>>();

  constructor(private readonly identities: Identities) {}

  /** Claims something on a partner. Returns the claim of another resource that has it already. */
  claim(partner: Snapshot, subject: string, claim: Claim): Claim | undefined {
    const claims = this.claimsOn(partner);
    const owner = claims.get(subject);
    if (owner === undefined) claims.set(subject, claim);
    return owner?.resource === claim.resource ? undefined : owner;
  }

  /** Returns the claim on something of a server that is a partner in this operation, or nothing. */
  findOwner(partner: Snapshot, subject: string): Claim | undefined {
    return this.claimsOn(partner).get(subject);
  }

  private claimsOn(partner: Snapshot): Map<string, Claim> {
    const key = this.identities.identify(partner);
    const claims = this.claims.get(key) ?? new Map<string, Claim>();
    this.claims.set(key, claims);
    return claims;
  }
}
