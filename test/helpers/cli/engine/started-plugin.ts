// The provider plugin without the CLI: started as the engine starts it, and asked by its own protocol.
import { credentials } from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import * as pb from "@pulumi/pulumi/proto/provider_pb.js";
import { Struct } from "google-protobuf/google/protobuf/struct_pb.js";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { join } from "node:path";
import { root } from "../../../../setup/paths.mjs";
import { pluginFolder, pluginName } from "../../../../setup/plugin-names.mjs";

type Properties = Readonly<Record<string, unknown>>;

export interface StartedPlugin {
  readonly pid: number;
  /** Checks and creates a resource; rejects where the plugin ends meanwhile. */
  create(type: string, args: Properties): Promise<void>;
  /** Resolves with the exit code. */
  readonly ended: Promise<number | null>;
  /** Ends the engine as far as the plugin sees it: nobody listens any more, and its pipe is closed. */
  endEngine(): void;
}

/** Starts the plugin for an engine that takes connections and answers nothing. */
export async function startPlugin(cwd: string): Promise<StartedPlugin> {
  const sockets = new Set<Socket>();
  const engine = createServer((socket) => sockets.add(socket.on("error", () => {}).resume()));
  await once(engine.listen(0, "127.0.0.1"), "listening");
  const address = `127.0.0.1:${(engine.address() as AddressInfo).port}`;
  const program = join(root, "dist", pluginFolder, pluginName);
  const plugin = spawn(process.execPath, [program, address], { cwd, stdio: "pipe" });
  const ended = once(plugin, "exit").then(([code]) => code as number | null);
  const [port] = await once(plugin.stdout, "data");
  const client = new ResourceProviderClient(
    `127.0.0.1:${Number(port)}`,
    credentials.createInsecure(),
  );
  const check = (urn: string, args: Properties) =>
    new Promise<Struct>((resolve, reject) => {
      const request = new pb.CheckRequest()
        .setUrn(urn)
        .setNews(Struct.fromJavaScript(args as never));
      client.check(request, (error, answer) =>
        error ? reject(error) : resolve(answer.getInputs()!),
      );
    });
  return {
    pid: plugin.pid!,
    ended,
    create: async (type, args) => {
      const urn = `urn:pulumi:dev::dhcp::dhcp-failover:index:${type}::one`;
      const request = new pb.CreateRequest().setUrn(urn).setProperties(await check(urn, args));
      await new Promise<void>((resolve, reject) =>
        client.create(request, (error) => (error ? reject(error) : resolve())),
      );
    },
    endEngine: () => {
      engine.close();
      for (const socket of sockets) socket.destroy();
      plugin.stdin.end();
    },
  };
}
