// Two configuration files and one FailoverReplication between them, carried out in this process.
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { drivers } from "../../../../../provider/drivers/index.js";
import { Engine, type Outcome } from "../../lifecycle/engine.js";

/** The outcome of an update. */
export interface Updated {
  /** The output and the sentences of its preview. */
  readonly shown: Outcome;
  /** The partner's file afterwards. */
  readonly text: string;
  /** The output of the next preview. */
  readonly again: Outcome;
}

/** The arguments of the two servers and of the resource, beside what every test gives. */
export interface Given {
  readonly primary?: object;
  readonly partner?: object;
  readonly [argument: string]: unknown;
}

const text = (file: string | object): string =>
  typeof file === "string" ? file : JSON.stringify({ Dhcp4: file }, null, 2);

/** Updates the second file from the first one; a refused preview leaves it as it is. Files are given as text, or as the value of `Dhcp4`. */
export async function update(
  first: string | object,
  second: string | object,
  { primary, partner, ...args }: Given = {},
): Promise<Updated> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "file-pair-")));
  const path = (name: string) => join(folder, name);
  try {
    writeFileSync(path("dhcp1.conf"), text(first));
    writeFileSync(path("dhcp2.conf"), text(second));
    const server = (name: string, more?: object) => ({
      driver: "file",
      path: path(name),
      backupDir: path("kept"),
      ...more,
    });
    const program = {
      all: {
        primary: server("dhcp1.conf", primary),
        partner: server("dhcp2.conf", partner),
        ...args,
      },
    };
    const engine = new Engine(drivers, "replication");
    const shown = (await engine.up(program)).all!;
    const again = (await engine.preview(program)).all!;
    return { shown, text: readFileSync(path("dhcp2.conf"), "utf8"), again };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
