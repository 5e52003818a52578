// Certificates and keys for TLS, checked before OpenSSL takes them. Node treats an empty authority
// as none, leaves out a certificate that it cannot read, and says of a wrong key only that it is
// wrong.
import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import { messages } from "../core/messages.js";

/** Texts in PEM. */
export interface TlsMaterial {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

const certificatePattern =
  /-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----[\s\S]*?-----END (?:X509 |TRUSTED )?CERTIFICATE-----/g;

/**
 * Throws if one of the texts is not what its name says. `where` names the server in the sentence.
 */
export function assertTlsMaterial(where: string, { ca, cert, key }: TlsMaterial): void {
  if (ca !== undefined) parseCertificates(where, "tls.ca", ca);
  if (cert === undefined || key === undefined) return;
  const [own] = parseCertificates(where, "tls.cert", cert);
  if (!own!.checkPrivateKey(parsePrivateKey(where, key))) throw messages.tlsKeyMismatch(where);
}

/** Returns the certificates in a text. Throws if there is none, or one of them cannot be read. */
function parseCertificates(
  where: string,
  argument: string,
  text: string,
): readonly X509Certificate[] {
  const blocks = text.match(certificatePattern) ?? [];
  if (blocks.length === 0) throw messages.tlsNoCertificate(where, argument);
  return blocks.map((block, index) => {
    try {
      return new X509Certificate(block);
    } catch (error) {
      throw messages.tlsCertificateUnreadable(where, argument, index + 1, error);
    }
  });
}

function parsePrivateKey(where: string, text: string): KeyObject {
  try {
    return createPrivateKey(text);
  } catch (error) {
    if (/-----BEGIN ENCRYPTED |^Proc-Type: 4,ENCRYPTED/m.test(text)) {
      throw messages.tlsKeyEncrypted(where, error);
    }
    throw messages.tlsNoKey(where, error);
  }
}
