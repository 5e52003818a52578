// Certificates that are thrown away: a certificate authority with a server's and a client's, and an authority nobody here knows.

import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Files by path. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

export interface Certificates {
  readonly ca: Certificate;
  /** For 127.0.0.1. */
  readonly server: Certificate;
  readonly client: Certificate;
  /** An authority that signed neither of them. */
  readonly stranger: Certificate;
}

export async function makeCertificates(folder: string): Promise<Certificates> {
  const [ca, stranger] = await Promise.all([make(folder, "ca"), make(folder, "stranger")]);
  const [server, client] = await Promise.all([
    make(folder, "server", ca),
    make(folder, "client", ca),
  ]);
  return { ca, server, client, stranger };
}

/** Signed by an authority, or an authority itself. */
async function make(folder: string, name: string, ca?: Certificate): Promise<Certificate> {
  const made = { cert: join(folder, `${name}.crt`), key: join(folder, `${name}.key`) };
  const signed = ca
    ? [
        "-CA",
        ca.cert,
        "-CAkey",
        ca.key,
        "-addext",
        "basicConstraints=CA:FALSE",
        "-addext",
        "subjectAltName=IP:127.0.0.1",
      ]
    : [];
  const key = [
    "-newkey",
    "ec",
    "-pkeyopt",
    "ec_paramgen_curve:prime256v1",
    "-nodes",
    "-keyout",
    made.key,
  ];
  await run("openssl", [
    "req",
    "-x509",
    "-days",
    "2",
    "-subj",
    `/CN=${name}`,
    ...key,
    "-out",
    made.cert,
    ...signed,
  ]);
  return made;
}
