// bb_storage: blobs, results, and the door of the cluster. ENGINE_... comes from tests/cluster/up.
local v(name) = std.extVar('ENGINE_' + name);
local dir = v('DIR');
local everybody = { allow: {} };
local messages = 16 * 1024 * 1024;

// A blob must fit into one block: `mib` / (10 + newBlocks).
local oldBlocks = 3, currentBlocks = 4, spareBlocks = 3;
// The table of keys never grows, and drops blobs when it is more than about half full. 66 bytes for each.
local keys = 2000000;
local file(name, bytes) = { file: { path: dir + '/store/' + name, sizeBytes: std.floor(bytes) } };
local blocks(name, bytes, newBlocks) =
  if v('STORE') == 'memory' then {
    keyLocationMapInMemory: { entries: keys },
    blocksInMemory: { blockSizeBytes: std.floor(bytes / (oldBlocks + currentBlocks + newBlocks + spareBlocks)) },
  } else {
    keyLocationMapOnBlockDevice: file(name + '.keys', keys * 66),
    blocksOnBlockDevice: { source: file(name + '.blocks', bytes), spareBlocks: spareBlocks },
    persistent: { stateDirectoryPath: dir + '/store/' + name + '.state', minimumEpochInterval: '5s' },
  };
// Of a store that is written over, as that of results is, there may be one new block only.
local store(name, mib, newBlocks) = {
  'local': blocks(name, mib * 1024 * 1024, newBlocks) + {
    keyLocationMapMaximumGetAttempts: 16,
    keyLocationMapMaximumPutAttempts: 64,
    oldBlocks: oldBlocks,
    currentBlocks: currentBlocks,
    newBlocks: newBlocks,
  },
};

local relay(socket, service) = { endpoint: { address: 'unix://' + dir + '/run/' + socket }, services: [service] };
// Who calls is known where callers have certificates or tokens: then only workers write results, and they take actions
// at the scheduler's own port, which knows them too.
local known = v('AUTH') == 'mtls' || v('AUTH') == 'jwt';
local authenticationPolicy = (import 'callers.libsonnet').policy;
local requestMetadata = 'build.bazel.remote.execution.v2.requestmetadata-bin';
local door(more) = {
  maximumReceivedMessageSizeBytes: messages,
} + more;

{
  maximumMessageSizeBytes: messages,
  grpcServers: [
    door({
      listenAddresses: [v('HOST') + ':' + v('PORT')],
      authenticationPolicy: authenticationPolicy,
      keepaliveEnforcementPolicy: { minTime: '10s', permitWithoutStream: true },
      relays: [relay('state', 'buildbarn.buildqueuestate.BuildQueueState')] +
              (if known then [] else [relay('workers', 'buildbarn.remoteworker.OperationQueue')]),
    } + (import 'callers.libsonnet').tls),
    door({
      listenPaths: [dir + '/run/storage'],
      authenticationPolicy: { allow: { public: 'scheduler' } },
    }),
  ],
  schedulers: if v('ONLY_STORAGE') == 'True' then {} else {
    '': { endpoint: {
      address: 'unix://' + dir + '/run/clients',
      // Who asks is not told to the scheduler by itself.
      addMetadataJmespathExpression: {
        expression: '{"' + requestMetadata + '": incomingGRPCMetadata."' + requestMetadata + '"}',
      },
    } },
  },
  executeAuthorizer: everybody,
  contentAddressableStorage: {
    backend: store('cas', std.parseInt(v('CAS_MIB')), 3),
    getAuthorizer: everybody,
    putAuthorizer: everybody,
    findMissingAuthorizer: everybody,
  },
  actionCache: {
    backend: { completenessChecking: { backend: store('ac', 64, 1), maximumTotalTreeSizeBytes: 64 * 1024 * 1024 } },
    getAuthorizer: everybody,
    putAuthorizer: if known then (import 'callers.libsonnet').workersOnly else everybody,
  },
  supportedCompressors: ['ZSTD'],
  zstdPool: {
    maximumEncoders: 8,
    maximumDecoders: 8,
    encoderWindowSizeBytes: 8388608,
    decoderWindowSizeBytes: 8388608,
  },
  global: { diagnosticsHttpServer: {
    httpServers: [{
      listenAddresses: [v('HOST') + ':' + v('STORAGE_HTTP_PORT')],
      authenticationPolicy: everybody,
    }],
    enablePrometheus: true,
  } },
}
