// bb_scheduler: the queues, in memory, so there is one. When it starts again it has forgotten every action, and clients ask
// again.
local settings = import 'settings.libsonnet';
local callers = import 'callers.libsonnet';

{
  maximumMessageSizeBytes: settings.messageBytes,
  clientGrpcServers: [callers.server([settings.listen.clients])],
  workerGrpcServers: [callers.server(settings.listen.workers)],
  buildQueueStateGrpcServers: [callers.server([settings.listen.state])],
  // A page of the queues. It lets everybody in and end actions, so it is for the machine itself.
  adminHttpServers: [{ listenAddresses: [settings.listen.admin], authenticationPolicy: { allow: {} } }],
  browserUrl: 'http://localhost/',
  contentAddressableStorage: { grpc: { client: callers.client(settings.front) } },
  executeAuthorizer: callers.engine,
  modifyDrainsAuthorizer: callers.nobody,
  killOperationsAuthorizer: callers.engine,
  synchronizeAuthorizer: callers.workers,
  actionRouter: { simple: {
    platformKeyExtractor: { action: {} },
    // Users first, then the runs of each.
    invocationKeyExtractors: [{ correlatedInvocationsId: {} }, { toolInvocationId: {} }],
    initialSizeClassAnalyzer: { defaultExecutionTimeout: '1800s', maximumExecutionTimeout: '86400s' },
  } },
  platformQueueWithNoWorkersTimeout: '900s',
  global: callers.health(settings.listen.schedulerHealth),
}
