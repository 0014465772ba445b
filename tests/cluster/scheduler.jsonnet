// bb_scheduler: the queues, in memory; one that starts again has forgotten every action. See storage.jsonnet.
local v(name) = std.extVar('ENGINE_' + name);
local dir = v('DIR');
local everybody = { allow: {} };
local known = v('AUTH') == 'mtls' || v('AUTH') == 'jwt';
local messages = 16 * 1024 * 1024;

// For bb_storage alone, which lets callers in and passes their calls on.
local door(name) = {
  listenPaths: [dir + '/run/' + name],
  authenticationPolicy: { allow: { public: 'storage' } },
  maximumReceivedMessageSizeBytes: messages,
};

{
  maximumMessageSizeBytes: messages,
  clientGrpcServers: [door('clients')],
  workerGrpcServers: [door('workers'), {
    listenAddresses: [v('HOST') + ':' + v('WORKER_PORT')],
    authenticationPolicy: (import 'callers.libsonnet').policy,
    maximumReceivedMessageSizeBytes: messages,
    keepaliveEnforcementPolicy: { minTime: '10s', permitWithoutStream: true },
  } + (import 'callers.libsonnet').tls],
  buildQueueStateGrpcServers: [door('state')],
  adminHttpServers: [{
    listenAddresses: [v('HOST') + ':' + v('ADMIN_PORT')],
    authenticationPolicy: everybody,
  }],
  browserUrl: 'http://localhost/',
  contentAddressableStorage: { grpc: { client: { address: 'unix://' + dir + '/run/storage' } } },
  executeAuthorizer: everybody,
  modifyDrainsAuthorizer: if known then { deny: {} } else everybody,
  killOperationsAuthorizer: everybody,
  synchronizeAuthorizer: if known then (import 'callers.libsonnet').workersOnly else everybody,
  actionRouter: { simple: {
    platformKeyExtractor: { action: {} },
    invocationKeyExtractors: [{ correlatedInvocationsId: {} }, { toolInvocationId: {} }],
    initialSizeClassAnalyzer: { defaultExecutionTimeout: '1800s', maximumExecutionTimeout: '86400s' },
  } },
  platformQueueWithNoWorkersTimeout: v('NO_WORKERS_TIMEOUT'),
  global: { diagnosticsHttpServer: {
    httpServers: [{
      listenAddresses: [v('HOST') + ':' + v('SCHEDULER_HTTP_PORT')],
      authenticationPolicy: everybody,
    }],
    enablePrometheus: true,
  } },
}
