// The part of zod that shapes are made of. Named one by one, so that a bundle holds nothing else of
// it, such as its messages in fifty languages.
export {
  array,
  boolean,
  custom,
  enum,
  int,
  iso,
  literal,
  looseObject,
  null,
  number,
  object,
  record,
  strictObject,
  string,
  union,
  unknown,
  ZodDefault,
  ZodObject,
  ZodOptional,
  ZodRecord,
} from "zod";
export type { core, infer, ZodType } from "zod";
