// The calls of the engine: each is answered from the resource type or the function that it names.
import type { sendUnaryData, ServerUnaryCall, UntypedServiceImplementation } from "@grpc/grpc-js";
import * as plugin from "@pulumi/pulumi/proto/plugin_pb.js";
import * as pb from "@pulumi/pulumi/proto/provider_pb.js";
import { Empty } from "google-protobuf/google/protobuf/empty_pb.js";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb.js";
import type { UserError } from "../core/messages.js";
import type { Failure } from "../lifecycle/arguments.js";
import { answerForUrn } from "../transports/engine-calls.js";
import type { EngineLog } from "../transports/engine-log.js";
import type { Difference, DifferenceKind } from "./differences.js";
import { cancelOperation, connectEngine } from "./engine.js";
import type { Provider } from "./provider.js";
import type { ResourceType } from "./resource.js";
import { readStruct, toStruct } from "./values.js";

/** Loads all that knows servers, once: the first answers to the engine do without it. */
const loadConfiguration = () =>
  require("./configuration.js") as typeof import("./configuration.js");
const loadProvider = () => require("./provider.js") as typeof import("./provider.js");
const loadResource = () => require("./resource.js") as typeof import("./resource.js");
const loadErrors = () => require("./errors.js") as typeof import("./errors.js");
const loadMessages = () => require("../core/messages.js") as typeof import("../core/messages.js");

/** The package by whose name programs know the provider. */
const packageName = "dhcp-failover";

/** The release and the schema, as the package has them. */
export interface PackageFacts {
  readonly version: string;
  readonly readSchema: () => string;
}

/** Answers the calls of one engine. */
export class ProviderService {
  private log: EngineLog | undefined;
  private provider: Provider | undefined;
  /** True once a resource was compared. */
  hasCompared = false;

  constructor(private readonly facts: PackageFacts) {}

  /** Connects to the engine at this address, once. */
  connect(address: string): void {
    this.log ??= connectEngine(address);
  }

  /** Returns the handlers of all calls that this provider answers. */
  handlers(): UntypedServiceImplementation {
    return {
      handshake: answer((request: pb.ProviderHandshakeRequest) => {
        this.connect(request.getEngineAddress());
        return new pb.ProviderHandshakeResponse();
      }),
      attach: answer((request: plugin.PluginAttach) => {
        this.connect(request.getAddress());
        return new Empty();
      }),
      getPluginInfo: answer(() => new plugin.PluginInfo().setVersion(this.facts.version)),
      getSchema: answer(() => new pb.GetSchemaResponse().setSchema(this.facts.readSchema())),
      getMapping: answer(() => new pb.GetMappingResponse()),
      getMappings: answer(() => new pb.GetMappingsResponse()),
      checkConfig: answer((request: pb.CheckRequest) => checkConfiguration(request)),
      diffConfig: answer(() =>
        new pb.DiffResponse().setChanges(pb.DiffResponse.DiffChanges.DIFF_NONE),
      ),
      configure: answer((request: pb.ConfigureRequest) => this.configure(request)),
      cancel: answer(() => {
        cancelOperation();
        return new Empty();
      }),
      invoke: answer((request: pb.InvokeRequest) => this.invoke(request)),
      ...this.resourceHandlers(),
    };
  }

  private resourceHandlers(): UntypedServiceImplementation {
    return {
      check: answer((request: pb.CheckRequest) => this.check(request)),
      diff: answer((request: pb.DiffRequest) => this.diff(request)),
      create: answer((request: pb.CreateRequest) => this.create(request)),
      read: answer((request: pb.ReadRequest) => this.read(request)),
      update: answer((request: pb.UpdateRequest) => this.update(request)),
      delete: answer((request: pb.DeleteRequest) => this.delete(request)),
    };
  }

  private configure(request: pb.ConfigureRequest): pb.ConfigureResponse {
    const configuration = loadConfiguration().parseConfiguration(readStruct(request.getArgs()));
    if (configuration instanceof Error) throw configuration;
    this.provider = loadProvider().createProvider(configuration, this.log);
    return new pb.ConfigureResponse().setSupportspreview(true);
  }

  private current(): Provider {
    this.provider ??= loadProvider().createProvider({}, this.log);
    return this.provider;
  }

  private async invoke(request: pb.InvokeRequest): Promise<pb.InvokeResponse> {
    const run = this.current().functions[nameOf(request.getTok())];
    if (run === undefined) throw loadMessages().messages.functionUnknown(request.getTok());
    return new pb.InvokeResponse().setReturn(toStruct(await run(readStruct(request.getArgs()))));
  }

  private async check(request: pb.CheckRequest): Promise<pb.CheckResponse> {
    const urn = request.getUrn();
    const { inputs, failures } = await this.resource(urn).check(
      urn,
      readStruct(request.getOlds()),
      readStruct(request.getNews()),
    );
    this.hasCompared = true;
    return new pb.CheckResponse()
      .setInputs(toStruct(inputs))
      .setFailuresList(failures.map(toCheckFailure));
  }

  private async diff(request: pb.DiffRequest): Promise<pb.DiffResponse> {
    loadResource().assertNothingHidden(request.getIgnorechangesList());
    const urn = request.getUrn();
    const { changes, replaces, differences } = await this.resource(urn).diff(
      { id: request.getId(), urn },
      readStruct(request.getOlds()),
      readStruct(request.getOldInputs()),
      readStruct(request.getNews()),
    );
    const { DIFF_NONE, DIFF_SOME } = pb.DiffResponse.DiffChanges;
    const response = new pb.DiffResponse()
      .setChanges(changes ? DIFF_SOME : DIFF_NONE)
      .setReplacesList([...replaces])
      .setDiffsList(topLevelNames(differences))
      .setHasdetaileddiff(differences.length > 0);
    for (const one of differences)
      response.getDetaileddiffMap().set(one.path, toPropertyDiff(one, replaces));
    return response;
  }

  private async create(request: pb.CreateRequest): Promise<pb.CreateResponse> {
    const [urn, inputs] = [request.getUrn(), readStruct(request.getProperties())];
    const resource = this.resource(urn);
    if (request.getPreview())
      return new pb.CreateResponse().setProperties(toStruct(await resource.preview(urn, inputs)));
    const limit = { operation: "create", seconds: request.getTimeout() } as const;
    const { id, outputs } = await resource.create(urn, inputs, limit);
    return new pb.CreateResponse().setId(id).setProperties(toStruct(outputs));
  }

  private async update(request: pb.UpdateRequest): Promise<pb.UpdateResponse> {
    const [urn, news] = [request.getUrn(), readStruct(request.getNews())];
    const resource = this.resource(urn);
    if (request.getPreview())
      return new pb.UpdateResponse().setProperties(toStruct(await resource.preview(urn, news)));
    const olds = readStruct(request.getOlds());
    const limit = { operation: "update", seconds: request.getTimeout() } as const;
    const outputs = await resource.update({ id: request.getId(), urn }, olds, news, limit);
    return new pb.UpdateResponse().setProperties(toStruct(outputs));
  }

  private async read(request: pb.ReadRequest): Promise<pb.ReadResponse> {
    const urn = request.getUrn();
    const properties = readStruct(request.getProperties());
    const found = await this.resource(urn).read(request.getId(), urn, properties);
    if (found.id === "") return new pb.ReadResponse();
    return new pb.ReadResponse()
      .setId(found.id)
      .setProperties(toStruct(found.outputs))
      .setInputs(toStruct(found.inputs));
  }

  private async delete(request: pb.DeleteRequest): Promise<Empty> {
    const urn = request.getUrn();
    const properties = readStruct(request.getProperties());
    const limit = { operation: "delete", seconds: request.getTimeout() } as const;
    await this.resource(urn).delete({ id: request.getId(), urn }, properties, limit);
    return new Empty();
  }

  private resource(urn: string): ResourceType {
    const type = typeOf(urn);
    const found = this.current().resources[nameOf(type)];
    if (found === undefined || !type.startsWith(`${packageName}:`))
      throw loadMessages().messages.resourceTypeUnknown(type);
    return found;
  }
}

/** Returns the type of a resource, without those of its parents. */
const typeOf = (urn: string): string => urn.split("::")[2]?.split("$").at(-1) ?? "";

/** Returns the last part of a type or of a function's name. */
const nameOf = (token: string): string => token.split(":").at(-1) ?? "";

/** Returns a handler that answers a call, and shows an error on the resource of the call. */
const answer =
  <Q, A>(respond: (request: Q) => A | Promise<A>) =>
  ({ request }: ServerUnaryCall<Q, A>, callback: sendUnaryData<A>): void => {
    const urn = (request as { getUrn?(): string }).getUrn?.() ?? "";
    void answerForUrn(urn, async () => respond(request)).then(
      (response) => callback(null, response),
      (error: unknown) => callback(loadErrors().toServiceError(error, loadResource().toState)),
    );
  };

function checkConfiguration(request: pb.CheckRequest): pb.CheckResponse {
  const news = request.getNews() as Struct;
  const error = loadConfiguration().findConfigurationError(readStruct(news));
  const response = new pb.CheckResponse().setInputs(news);
  return error ? response.setFailuresList([toCheckFailure(toProblem(error))]) : response;
}

const toProblem = ({ property = "", message }: UserError): Failure => ({
  property,
  reason: message,
});

const toCheckFailure = ({ property, reason }: Failure): pb.CheckFailure =>
  new pb.CheckFailure().setProperty(property).setReason(reason);

const kindNumbers: Readonly<
  Record<DifferenceKind, readonly [change: number, replacement: number]>
> = {
  add: [pb.PropertyDiff.Kind.ADD, pb.PropertyDiff.Kind.ADD_REPLACE],
  delete: [pb.PropertyDiff.Kind.DELETE, pb.PropertyDiff.Kind.DELETE_REPLACE],
  update: [pb.PropertyDiff.Kind.UPDATE, pb.PropertyDiff.Kind.UPDATE_REPLACE],
};

function toPropertyDiff(
  { path, kind, isInput }: Difference,
  replaces: readonly string[],
): pb.PropertyDiff {
  const [change, replacement] = kindNumbers[kind];
  return new pb.PropertyDiff()
    .setKind((replaces.includes(path) ? replacement : change) as pb.PropertyDiff.Kind)
    .setInputdiff(isInput);
}

const topLevelNames = (differences: readonly Difference[]): string[] => [
  ...new Set(differences.map(({ path }) => /^[\w-]+/.exec(path)?.[0] ?? path)),
];
