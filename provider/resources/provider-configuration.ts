// The configuration of the provider plugin: values for every server of a stack that leaves them out.
import type { Input } from "@pulumi/pulumi";
import type { FileServer, KeaServer, WindowsServer } from "./server.js";

/** Arguments of each file that is used as a server, where they are left out. */
export type FileDefaults = Partial<
  Omit<FileServer, "driver" | "path" | "interfaces" | "backupDir">
>;

/** Arguments of each Kea server that leaves them out. */
export type KeaDefaults = Partial<Omit<KeaServer, "driver" | "url" | "interfaces" | "backupDir">>;

/** Arguments of each Windows server that leaves them out. */
export type WindowsDefaults = Partial<Omit<WindowsServer, "driver" | "computerName" | "backupDir">>;

/** Configuration of the provider. */
export interface ProviderArgs {
  /**
   * Folder that receives a copy of a server's configuration before each write, for each server that
   * names no `backupDir`.
   * @defaultValue the user's state folder, `~/.local/state/pulumi-dhcp-failover`
   */
  readonly backupDir?: Input<string>;
  /**
   * Secrets by name, kept as secrets of Pulumi. A reference such as `{ env: "KEA_PASSWORD" }` takes
   * the entry of that name, and an environment variable where there is none.
   */
  readonly secrets?: Input<Readonly<Record<string, Input<string>>>>;
  /** Arguments of each file that leaves them out, such as `{ release: "3.0" }`. */
  readonly file?: Input<FileDefaults>;
  /** Arguments of each Kea server that leaves them out, such as `{ user: "admin" }`. */
  readonly kea?: Input<KeaDefaults>;
  /** Arguments of each Windows server that leaves them out, such as `{ user: "svc-dhcp" }`. */
  readonly windows?: Input<WindowsDefaults>;
}
