// bb_storage: the door of the cluster. It keeps nothing where there are shards, so there may be several of it.
local settings = import 'settings.libsonnet';
local callers = import 'callers.libsonnet';
local stores = import 'stores.libsonnet';
local sharded = std.length(settings.shards) > 0;
local requestMetadata = 'build.bazel.remote.execution.v2.requestmetadata-bin';

{
  maximumMessageSizeBytes: settings.messageBytes,
  grpcServers: [callers.server(settings.listen.front) + {
    relays: [{
      endpoint: callers.client(settings.scheduler.state),
      services: ['buildbarn.buildqueuestate.BuildQueueState'],
    }],
  }],
  schedulers: { '': { endpoint: callers.client(settings.scheduler.clients) + {
    // Who asks is not told to the scheduler by itself.
    addMetadataJmespathExpression: {
      expression: '{"%s": incomingGRPCMetadata."%s"}' % [requestMetadata, requestMetadata],
    },
  } } },
  executeAuthorizer: callers.everybody,
  contentAddressableStorage: {
    backend: if sharded then stores.sharded else stores.here.blobs,
    getAuthorizer: callers.everybody,
    putAuthorizer: callers.everybody,
    findMissingAuthorizer: callers.everybody,
  },
  actionCache: {
    // A result of which a file is gone is none.
    backend: { completenessChecking: {
      backend: if sharded then stores.sharded else stores.here.results,
      maximumTotalTreeSizeBytes: 64 * 1024 * 1024,
    } },
    getAuthorizer: callers.everybody,
    putAuthorizer: callers.workers,
  },
  supportedCompressors: ['ZSTD'],
  zstdPool: {
    maximumEncoders: 8,
    maximumDecoders: 8,
    encoderWindowSizeBytes: 8 * 1024 * 1024,
    decoderWindowSizeBytes: 8 * 1024 * 1024,
  },
  global: callers.health(settings.listen.frontHealth),
}
