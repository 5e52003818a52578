// Holds the public types of provider/resources equal to the shapes by which the provider checks arguments: by the compiler
// for types, by vitest for names and for what is required.
import type { Unwrap } from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import type {
  FailoverRelationshipArgs,
  FailoverReplicationArgs,
  FailoverScopeArgs,
  FileServer,
  GetFailoverArgs,
  GetScopeArgs,
  KeaRelationship,
  KeaServer,
  WindowsServer,
} from "../../provider/index.js";
import { argumentsIn, z } from "../../provider/core/shape.js";
import { fileOptions } from "../../provider/drivers/file/index.js";
import { drivers } from "../../provider/drivers/index.js";
import type { keaOptions } from "../../provider/drivers/kea/options.js";
import { keaRelationship } from "../../provider/drivers/kea/relationship/arguments.js";
import type { windowsOptions } from "../../provider/drivers/windows/live/options.js";
import {
  failoversShape,
  relationshipShape,
  replicationShape,
  scopeShape,
  scopesShape,
} from "../../provider/lifecycle/arguments.js";
import { listArguments } from "../../setup/arguments.mjs";

/** Every property that one of the members of a union has, with all the types that it has there. */
type Merged<T> = {
  [K in T extends unknown ? keyof T : never]: T extends unknown
    ? K extends keyof T
      ? T[K]
      : undefined
    : never;
};

/** Arguments that name servers: a shape takes anything there, because the driver checks its own options. */
type ServerNames = "driver" | "primary" | "partner" | "partners" | "server";

/** Arguments for internal use, which no program writes. */
type Internal = `__${string}` | "customTimeouts";

type Comparable<T> = Omit<Merged<T>, ServerNames | Internal>;

type IsSame<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;

/** A value without promises and outputs, whether or not its array may be changed. */
type Plain<T> = Unwrap<T> extends infer U ? (U extends readonly (infer E)[] ? E[] : U) : never;

/** Names of the properties in which two types differ. */
type Differences<A, B> = {
  [K in keyof A | keyof B]: K extends keyof A & keyof B
    ? IsSame<Plain<A[K]>, Plain<B[K]>> extends true
      ? never
      : K
    : K;
}[keyof A | keyof B];

/** Fails to compile where the properties of a public type and of a shape differ, and names them. */
type Equal<Public, Shape> = [Differences<Comparable<Public>, Comparable<Shape>>] extends [never]
  ? true
  : Differences<Comparable<Public>, Comparable<Shape>>;

/** The arguments of a relationship but those of one kind of server, which that driver's shape states. */
type RelationshipShape = Pick<
  z.infer<ReturnType<typeof relationshipShape>>,
  Exclude<keyof FailoverRelationshipArgs, "kea">
>;

const equalities: {
  readonly replication: Equal<
    FailoverReplicationArgs,
    z.infer<ReturnType<typeof replicationShape>>
  >;
  readonly scope: Equal<FailoverScopeArgs, z.infer<ReturnType<typeof scopeShape>>>;
  readonly relationship: Equal<Omit<FailoverRelationshipArgs, "kea">, RelationshipShape>;
  readonly getScope: Equal<GetScopeArgs, z.infer<ReturnType<typeof scopesShape>>>;
  readonly getFailover: Equal<GetFailoverArgs, z.infer<ReturnType<typeof failoversShape>>>;
  readonly fileServer: Equal<FileServer, z.infer<ReturnType<typeof fileOptions>>>;
  readonly keaServer: Equal<KeaServer, z.infer<ReturnType<typeof keaOptions>>>;
  readonly windowsServer: Equal<WindowsServer, z.infer<ReturnType<typeof windowsOptions>>>;
  readonly keaRelationship: Equal<KeaRelationship, z.infer<ReturnType<typeof keaRelationship>>>;
} = {
  replication: true,
  scope: true,
  relationship: true,
  getScope: true,
  getFailover: true,
  fileServer: true,
  keaServer: true,
  windowsServer: true,
  keaRelationship: true,
};

/** The shape of each public type of arguments. */
const shapes: Readonly<Record<string, z.ZodObject>> = {
  FailoverReplicationArgs: replicationShape(),
  FailoverScopeArgs: scopeShape(),
  FailoverRelationshipArgs: relationshipShape(drivers),
  KeaRelationship: keaRelationship(),
  GetScopeArgs: scopesShape(),
  GetFailoverArgs: failoversShape(),
  KeaServer: drivers["kea"]!.options(),
  WindowsServer: drivers["windows"]!.options(),
  FileServer: fileOptions(),
};

const types = listArguments();
const membersOf = (type: string) => types.find(({ name }) => name === type)!.members;

describe.each(Object.entries(shapes))("the public type %s", (type, shape) => {
  const members = membersOf(type).filter(({ name }) => name !== "driver");

  it("has exactly the arguments that its shape accepts", () => {
    expect(members.map(({ name }) => name).sort()).toEqual(Object.keys(argumentsIn(shape)).sort());
  });

  it("requires what its shape requires", () => {
    const servers = ["primary", "partner", "partners", "server"];
    const required = Object.entries(argumentsIn(shape)).filter(
      ([name, inner]) => !servers.includes(name) && !(inner instanceof z.ZodOptional),
    );
    expect(
      members.filter((one) => one.isRequired && !servers.includes(one.name)).map((one) => one.name),
    ).toEqual(expect.arrayContaining(required.map(([name]) => name)));
    expect(members.filter((one) => one.isRequired && !servers.includes(one.name))).toHaveLength(
      required.length,
    );
  });
});

describe("the list of arguments", () => {
  it("describes every member of every type", () => {
    const undescribed = types
      .filter(({ name }) => name !== "Reference")
      .flatMap(({ name, members }) =>
        members
          .flatMap((member) => [member, ...(member.members ?? [])])
          .filter(({ description }) => description === "")
          .map((member) => `${name}.${member.name}`),
      );
    expect(undescribed).toEqual([]);
  });

  it("compiles only while types and shapes are equal", () => {
    expect(Object.values(equalities).every((isEqual) => isEqual)).toBe(true);
  });
});
