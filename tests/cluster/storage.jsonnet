// bb_storage as a remote cache in memory: blobs and results, no scheduler. ADDRESS comes from the environment.
local store(mib, newBlocks) = {
  'local': {
    keyLocationMapInMemory: { entries: 100000 },
    keyLocationMapMaximumGetAttempts: 16,
    keyLocationMapMaximumPutAttempts: 64,
    oldBlocks: 3,
    currentBlocks: 4,
    newBlocks: newBlocks,
    // A blob must fit into one block.
    blocksInMemory: { blockSizeBytes: std.floor(mib * 1024 * 1024 / (10 + newBlocks)) },
  },
};
local everybody = { allow: {} };

{
  maximumMessageSizeBytes: 16 * 1024 * 1024,
  grpcServers: [{
    listenAddresses: [std.extVar('ADDRESS')],
    authenticationPolicy: { allow: { public: 'anonymous' } },
    maximumReceivedMessageSizeBytes: 16 * 1024 * 1024,
  }],
  contentAddressableStorage: {
    backend: store(260, 3),
    getAuthorizer: everybody,
    putAuthorizer: everybody,
    findMissingAuthorizer: everybody,
  },
  actionCache: {
    backend: { completenessChecking: { backend: store(32, 1), maximumTotalTreeSizeBytes: 64 * 1024 * 1024 } },
    getAuthorizer: everybody,
    putAuthorizer: everybody,
  },
  executeAuthorizer: { deny: {} },
  supportedCompressors: ['ZSTD'],
  zstdPool: {
    maximumEncoders: 8,
    maximumDecoders: 8,
    encoderWindowSizeBytes: 8388608,
    decoderWindowSizeBytes: 8388608,
  },
}
