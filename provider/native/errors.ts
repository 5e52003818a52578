// Errors on their way to the engine, which shows them on their resource.
import { type ServiceError, Metadata, status } from "@grpc/grpc-js";
import { ErrorResourceInitFailed } from "@pulumi/pulumi/proto/provider_pb.js";
import { Status } from "@pulumi/pulumi/proto/status_pb.js";
import { Any } from "google-protobuf/google/protobuf/any_pb.js";
import { messages, PartlyWritten, UserError } from "../core/messages.js";
import { type Properties, toStruct } from "./values.js";

/**
 * Returns an error as the engine takes it: the sentence alone. `toState`: what the engine keeps of
 * the outputs of a write that succeeded in part.
 */
export function toServiceError(
  error: unknown,
  toState: (outputs: Properties) => Properties,
): Partial<ServiceError> {
  const { message } =
    error instanceof UserError ? error : messages.internalError("The provider", error);
  return {
    code: status.UNKNOWN,
    message,
    details: message,
    metadata:
      error instanceof PartlyWritten ? describePartialWrite(error, toState) : new Metadata(),
  };
}

/** Returns what gRPC's servers say besides an error: the resource as it is now. */
function describePartialWrite(
  { id, message, properties, reasons }: PartlyWritten,
  toState: (outputs: Properties) => Properties,
): Metadata {
  const detail = new ErrorResourceInitFailed();
  detail.setId(id);
  detail.setProperties(toStruct(toState(properties)));
  detail.setReasonsList([...reasons]);
  const details = new Any();
  details.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const response = new Status();
  response.setCode(status.UNKNOWN);
  response.setMessage(message);
  response.addDetails(details);
  const metadata = new Metadata();
  metadata.add("grpc-status-details-bin", Buffer.from(response.serializeBinary()));
  return metadata;
}
