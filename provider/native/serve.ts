// Serves the calls of the engine on a port of this machine's loopback. The first line on stdout is
// the port.
import { Server, ServerCredentials } from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import { obeySignals } from "./engine.js";
import { packageFacts } from "./package.js";
import { ProviderService } from "./service.js";

const service = new ProviderService(packageFacts);

/** Returns whether the engine had this process compare servers. */
export const hasComparedServers = (): boolean => service.hasCompared;

/** Messages may be as long as the records of the largest configurations. */
const unlimited = -1;

/** Starts the server and prints its port. The last argument is the engine's address. */
function serve(args: readonly string[] = process.argv): void {
  obeySignals();
  const server = new Server({
    "grpc.max_receive_message_length": unlimited,
    "grpc.max_send_message_length": unlimited,
  });
  server.addService(ResourceProviderService as never, service.handlers());
  server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
    if (error) {
      console.error(error.message);
      process.exit(1);
    }
    service.connect(args.at(-1) ?? "");
    process.stdout.write(`${port}\n`);
  });
}

serve();
