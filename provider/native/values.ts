// Properties on their way to the engine and from it.
import { Struct } from "google-protobuf/google/protobuf/struct_pb.js";
import { isMap } from "../core/canonical.js";

export type Properties = Record<string, unknown>;

/** The key that marks an object as a special value, and the mark of a secret. */
const signatureKey = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";

/** Returns the properties that the engine sent; none where it sent none. */
export const readStruct = (struct: Struct | undefined): Properties =>
  struct === undefined ? {} : (withoutSecretMarks(struct.toJavaScript()) as Properties);

/** Returns properties as the engine takes them. Absent values are left out. */
export const toStruct = (properties: Properties): Struct =>
  Struct.fromJavaScript(JSON.parse(JSON.stringify(properties)));

/** Returns a value that the engine stores encrypted and never shows. */
export const markSecret = (value: unknown): Properties => ({
  [signatureKey]: secretSignature,
  value,
});

/** Returns values in the place of secrets, which a caller may send marked. */
function withoutSecretMarks(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecretMarks);
  if (!isMap(value)) return value;
  if (value[signatureKey] === secretSignature) return withoutSecretMarks(value.value);
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, withoutSecretMarks(inner)]),
  );
}
