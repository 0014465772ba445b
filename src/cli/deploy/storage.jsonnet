// bb_storage: one shard of the blobs and the results. It is called by the engine's other parts only.
local settings = import 'settings.libsonnet';
local callers = import 'callers.libsonnet';
local stores = import 'stores.libsonnet';

{
  maximumMessageSizeBytes: settings.messageBytes,
  grpcServers: [callers.server([settings.listen.storage])],
  contentAddressableStorage: {
    backend: stores.here.blobs,
    getAuthorizer: callers.engine,
    putAuthorizer: callers.engine,
    findMissingAuthorizer: callers.engine,
  },
  actionCache: {
    backend: stores.here.results,
    getAuthorizer: callers.engine,
    putAuthorizer: callers.engine,
  },
  global: callers.health(settings.listen.storageHealth),
}
