// Where blobs and results are: in this process, or in shards that are called.
local settings = import 'settings.libsonnet';

// A blob must fit into one block: a thirteenth of the store, or an eleventh where there is one new block.
local oldBlocks = 3, currentBlocks = 4, spareBlocks = 3;
local bytesOfAKey = 66;

// Of a store that is written over, as that of results is, there may be one new block only.
local here(name, size, keys, newBlocks) = {
  'local': {
    keyLocationMapOnBlockDevice: {
      file: { path: settings.directory + '/' + name + '/keys', sizeBytes: keys * bytesOfAKey },
    },
    keyLocationMapMaximumGetAttempts: 16,
    keyLocationMapMaximumPutAttempts: 64,
    oldBlocks: oldBlocks,
    currentBlocks: currentBlocks,
    newBlocks: newBlocks,
    blocksOnBlockDevice: {
      source: { file: { path: settings.directory + '/' + name + '/blocks', sizeBytes: size } },
      spareBlocks: spareBlocks,
    },
    // What was written in the last seconds before a crash is lost.
    persistent: { stateDirectoryPath: settings.directory + '/' + name, minimumEpochInterval: '5s' },
  },
};

{
  here: {
    blobs: here('cas', settings.casBytes, settings.casKeys, 3),
    results: here('ac', settings.acBytes, settings.acKeys, 1),
  },
  // The name of a shard says what it has: who renames one loses its content.
  sharded: { sharding: { shards: {
    [name]: {
      backend: { grpc: { client: (import 'callers.libsonnet').client(settings.shards[name]) } },
      weight: 1,
    }
    for name in std.objectFields(settings.shards)
  } } },
}
