// What can be wrong with TLS, and whose fault it is: one sentence each.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import { createServer as createHttpsServer, type ServerOptions } from "node:https";
import { type AddressInfo, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { UserError } from "../../provider/core/messages.js";
import { drivers } from "../../provider/drivers/index.js";
import { limitsFor } from "../../provider/transports/answer-limits.js";
import { postJson } from "../../provider/transports/http.js";
import { assertTlsMaterial, type TlsMaterial } from "../../provider/transports/tls-material.js";
import { Unanswered } from "../../provider/transports/unanswered.js";
import { makeCertificates, type Certificates } from "../helpers/kea/certificates.js";

const folder = mkdtempSync(join(tmpdir(), "tls-"));
const servers: Server[] = [];
let certificates: Certificates;
beforeAll(async () => {
  certificates = await makeCertificates(folder);
});
afterAll(() => {
  for (const server of servers) server.close();
  rmSync(folder, { recursive: true });
});

const text = (path: string): string => readFileSync(path, "utf8");
const trusted = (): TlsMaterial => ({ ca: text(certificates.ca.cert) });
const client = (): TlsMaterial => ({
  ...trusted(),
  cert: text(certificates.client.cert),
  key: text(certificates.client.key),
});

/** Returns the sentence for a person, with the server's address left out. */
async function told(scheme: "http" | "https", server: Server, tls?: TlsMaterial): Promise<string> {
  servers.push(server);
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const url = `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const asked = postJson(new URL(url), "{}", { ...(tls && { tls }) }, limitsFor());
  const error = await asked.then(
    ({ body }) => `answer ${body}`,
    (reason: unknown) => reason,
  );
  const refusal = error instanceof Unanswered ? error.userError : error;
  return refusal instanceof UserError ? refusal.message.replace(`${url}: `, "") : String(refusal);
}

const secure = (options: ServerOptions = {}): Server => {
  const own = { cert: text(certificates.server.cert), key: text(certificates.server.key) };
  return createHttpsServer({ ...own, ...options }, (_, response) => void response.end("[]"));
};
const mutual = (options: ServerOptions = {}): Server =>
  secure({
    ca: text(certificates.ca.cert),
    requestCert: true,
    rejectUnauthorized: true,
    ...options,
  });

describe("a server with TLS", () => {
  it("answers a client with the right certificates", async () => {
    for (const maxVersion of ["TLSv1.2", "TLSv1.3"] as const) {
      expect(await told("https", mutual({ maxVersion }), client())).toBe("answer []");
    }
  });

  it("is reported where it wants a client certificate", async () => {
    expect(await told("https", mutual({ maxVersion: "TLSv1.3" }), trusted())).toBe(
      "the server does not accept this client's certificate (certificate required). Set tls.cert to a certificate signed by the server's authority, and tls.key to its key. [client-certificate-refused]",
    );
    expect(await told("https", mutual({ maxVersion: "TLSv1.2" }), trusted())).toBe(
      "the server refused the TLS handshake without a reason. Most servers do so if they require a client certificate: set tls.cert and tls.key. Otherwise the two sides have no TLS version or cipher in common. [handshake-refused]",
    );
  });

  it("is reported where it wants another client certificate, whichever version of TLS it has", async () => {
    const stranger = {
      ...trusted(),
      cert: text(certificates.stranger.cert),
      key: text(certificates.stranger.key),
    };
    for (const maxVersion of ["TLSv1.2", "TLSv1.3"] as const) {
      // Node's server says nothing of it and hangs up; Kea sends an alert.
      expect(await told("https", mutual({ maxVersion }), stranger)).toMatch(
        /^the (server closed|server does not accept).* client('s)? certificate.*tls\.cert/,
      );
    }
  });

  it("is reported where it has no version of TLS in common with this client", async () => {
    const old = secure({
      minVersion: "TLSv1",
      maxVersion: "TLSv1.1",
      ciphers: "DEFAULT@SECLEVEL=0",
    });
    expect(await told("https", old, trusted())).toMatch(
      /^the TLS handshake failed \(.*(version|protocol).*\)\. Check which TLS versions/,
    );
  });

  it("is reported where it is asked without TLS", async () => {
    expect(await told("http", secure())).toBe(
      "the server closed the connection before it answered. Check that the server is running, and whether it expects https:// instead of http://. [connection-cut]",
    );
    const alert = createServer(
      (socket) => void socket.once("data", () => socket.end(Buffer.from([21, 3, 1, 0, 2, 2, 70]))),
    );
    expect(await told("http", alert)).toBe(
      "the server at this address does not use HTTP. Write https:// if it serves HTTPS, or correct the port. [not-http]",
    );
  });
});

describe("a server without TLS that is asked with it is reported where it", () => {
  const notTls =
    "the server at this address does not use TLS. Write http:// if it serves plain HTTP, or correct the port. [not-tls]";
  it("answers in plain text", async () => {
    expect(
      await told(
        "https",
        createHttpServer((_, response) => void response.end("[]")),
      ),
    ).toBe(notTls);
    expect(
      await told(
        "https",
        createServer((socket) => void socket.end("SSH-2.0-x\r\n")),
      ),
    ).toBe(notTls);
  });

  it("hangs up", async () => {
    expect(
      await told(
        "https",
        createServer(
          (socket) => void socket.on("error", () => {}).once("data", () => socket.end()),
        ),
      ),
    ).toBe(
      "the server closed the connection during the TLS handshake. Check that this port uses TLS (write http:// if it does not), and whether it requires a (different) client certificate (tls.cert and tls.key). [handshake-cut]",
    );
  });

  it("stays silent", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      const mute = createServer(
        (socket) =>
          void socket.on("error", () => {}).once("data", () => vi.advanceTimersByTime(10_000)),
      );
      expect(await told("https", mute)).toBe(
        "connected, but the server did not answer the TLS handshake. Check that this port uses TLS (write http:// if it does not), and that the server works. [handshake-missing]",
      );
    } finally {
      vi.useRealTimers();
    }
  });
});

describe("certificates and a key", () => {
  const refused = (tls: TlsMaterial): string => {
    try {
      assertTlsMaterial("https://dhcp1", tls);
    } catch (error) {
      if (error instanceof UserError) return error.message;
      throw error;
    }
    return "taken";
  };
  const openssl = (...args: string[]): string =>
    execFileSync("openssl", args, { encoding: "utf8" });
  const pem = (what: string, body: string): string =>
    `-----BEGIN ${what}-----\n${body}\n-----END ${what}-----\n`;

  it("are taken as openssl and authorities write them", () => {
    expect(refused(client())).toBe("taken");
    const bundle = `# two authorities\nsubject=CN = ca\n${text(certificates.ca.cert)}\r\n${text(certificates.stranger.cert)}`;
    expect(refused({ ca: bundle })).toBe("taken");
  });

  it.each([
    ["nothing", ""],
    ["a line break", "\n"],
    ["words", "see the wiki"],
    ["a key", pem("PRIVATE KEY", "AAAA")],
  ])("are refused where %s stands in the place of an authority", (_, ca) => {
    expect(refused({ ca })).toBe(
      "https://dhcp1: tls.ca does not contain a certificate in PEM. Give a string that contains -----BEGIN CERTIFICATE-----. [tls-no-certificate]",
    );
  });

  it("are refused where one of several is broken", () => {
    const broken = `${text(certificates.ca.cert)}${pem("CERTIFICATE", "AAAA")}`;
    expect(refused({ ca: broken })).toBe(
      "https://dhcp1: certificate 2 in tls.ca cannot be read. Check it with openssl x509 -text -noout, and replace it. [tls-certificate-unreadable]",
    );
  });

  it("are refused where the key is another certificate's, none, or encrypted", () => {
    const { cert, key } = client();
    expect(refused({ cert: cert!, key: text(certificates.stranger.key) })).toBe(
      "https://dhcp1: tls.key is not the key of the certificate in tls.cert. Give a certificate and its own key. [tls-key-mismatch]",
    );
    expect(refused({ cert: cert!, key: "secret words" })).toBe(
      "https://dhcp1: tls.key does not contain a private key in PEM. Give the private key of tls.cert. [tls-no-key]",
    );
    expect(refused({ cert: key!, key: cert! })).toBe(
      "https://dhcp1: tls.cert does not contain a certificate in PEM. Give a string that contains -----BEGIN CERTIFICATE-----. [tls-no-certificate]",
    );
    const encrypted = openssl(
      "pkey",
      "-in",
      certificates.client.key,
      "-aes256",
      "-passout",
      "pass:secret",
    );
    expect(refused({ cert: cert!, key: encrypted })).toBe(
      "https://dhcp1: tls.key is encrypted, and there is no argument for its passphrase. Give the key without one (openssl pkey -in KEY -out NEW_KEY), in a file that only this user can read. [tls-key-encrypted]",
    );
  });

  it("are checked before a Kea server is asked, and errors name each file", async () => {
    const open = drivers["kea"]!.open as unknown as (options: object) => {
      read(): Promise<unknown>;
    };
    const readWith = (tls: object): Promise<unknown> =>
      open({ url: "https://127.0.0.1:1", tls }).read();
    const file = (name: string, body: string): object => {
      writeFileSync(join(folder, name), body);
      return { file: join(folder, name) };
    };
    await expect(readWith({ ca: file("empty", "") })).rejects.toThrow(
      /^https:\/\/127\.0\.0\.1:1: tls\.ca is read from the file ".*", which is empty\. Write the value into the file/,
    );
    await expect(readWith({ ca: file("words", "see the wiki") })).rejects.toThrow(
      "https://127.0.0.1:1: tls.ca does not contain a certificate in PEM.",
    );
    const [cert, key] = [{ file: certificates.client.cert }, { file: certificates.stranger.key }];
    await expect(readWith({ cert, key })).rejects.toThrow(
      "https://127.0.0.1:1: tls.key is not the key of the certificate in tls.cert.",
    );
  });

  it("lead to an error of their own where only OpenSSL refuses them", async () => {
    const { cert } = client();
    expect(
      await told("https", secure(), {
        ...trusted(),
        cert: cert!,
        key: text(certificates.stranger.key),
      }),
    ).toMatch(
      /OpenSSL does not accept tls\.ca, tls\.cert or tls\.key \(ERR_OSSL_X509_KEY_VALUES_MISMATCH\)/,
    );
  });
});
