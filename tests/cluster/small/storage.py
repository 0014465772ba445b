#!/usr/bin/env python3
"""The small engine's storage, and the door of its cluster: blobs and results in memory, as bb_storage serves them."""

import asyncio
import hashlib

import grpc

from serving import EXECUTES, OPTIONS, Door, admission, anybody, relay, serve, server, setting
from cache_server import REAPI, digest_in, field, fields

CAS = f"/{REAPI}ContentAddressableStorage/"
CACHE = f"/{REAPI}ActionCache/"
EMPTY = hashlib.sha256(b"").hexdigest() + "/0"
RELAYED = {
    f"/{REAPI}Execution/Execute": ("clients", "unary_stream"),
    f"/{REAPI}Execution/WaitExecution": ("clients", "unary_stream"),
    **{f"/buildbarn.buildqueuestate.BuildQueueState/{name}": ("state", "unary_unary")
       for name in ("ListOperations", "KillOperations", "ListPlatformQueues", "ListWorkers")},
}


class Storage:
    def __init__(self):
        self.blobs = {EMPTY: b""}
        self.results = {}
        self.bytes_put = 0
        self.limited = setting("AUTH") in ("mtls", "jwt")

    def may_write_results(self, role):
        return not self.limited or role == "worker"

    def methods(self):
        found = {
            f"/{REAPI}Capabilities/GetCapabilities": ("unary_unary", self.capabilities),
            CAS + "FindMissingBlobs": ("unary_unary", self.find_missing),
            CAS + "BatchUpdateBlobs": ("unary_unary", self.batch_update),
            CAS + "BatchReadBlobs": ("unary_unary", self.batch_read),
            CACHE + "GetActionResult": ("unary_unary", self.get_result),
            CACHE + "UpdateActionResult": ("unary_unary", self.update_result),
            "/google.bytestream.ByteStream/Read": ("unary_stream", self.read),
            "/google.bytestream.ByteStream/Write": ("stream_unary", self.write),
        }
        return found

    async def capabilities(self, _request, _context, role):
        update = field(1, 1) if self.may_write_results(role) else b""
        return field(1, field(1, b"\x01") + field(2, update)) + EXECUTES

    async def find_missing(self, request, _context, _role):
        return b"".join(field(2, one) for one in fields(request)[2] if digest_in(one) not in self.blobs)

    def put(self, name, data):
        """False if the name is not its own."""
        if hashlib.sha256(data).hexdigest() + f"/{len(data)}" != name:
            return False
        self.blobs[name] = data
        self.bytes_put += len(data)
        return True

    async def batch_update(self, request, _context, _role):
        out = b""
        for one in fields(request)[2]:
            message = fields(one)
            data = message[2][0] if message[2] else b""
            good = self.put(digest_in(message[1][0]), data)
            out += field(1, field(1, message[1][0]) + field(2, b"" if good else field(1, 3)))
        return out

    async def batch_read(self, request, _context, _role):
        out = b""
        for digest in fields(request)[2]:
            data = self.blobs.get(digest_in(digest))
            out += field(1, field(1, digest) + (field(3, field(1, 5)) if data is None else field(2, data)))
        return out

    @staticmethod
    def key(message):
        return message[1][0] if message[1] else b"", digest_in(message[2][0])

    def is_complete(self, result):
        parts = fields(result)
        return all(digest_in(one) in self.blobs for number in (6, 8) for one in parts[number])

    async def get_result(self, request, context, _role):
        result = self.results.get(self.key(fields(request)))
        if result is None or not self.is_complete(result):
            await context.abort(grpc.StatusCode.NOT_FOUND, "Object not found")
        return result

    async def update_result(self, request, context, role):
        if not self.may_write_results(role):
            await context.abort(grpc.StatusCode.PERMISSION_DENIED, f"Permission denied for {role}")
        message = fields(request)
        self.results[self.key(message)] = message[3][0]
        return message[3][0]

    async def read(self, request, context, _role):
        message = fields(request)
        data = self.blobs.get("/".join(message[1][0].decode().split("/")[-2:]))
        if data is None:
            await context.abort(grpc.StatusCode.NOT_FOUND, "Object not found")
        for at in range(message[2][0] if message[2] else 0, len(data), 65536):
            yield field(10, data[at:at + 65536])

    async def write(self, requests, context, _role):
        name, chunks = "", []
        async for request in requests:
            message = fields(request)
            name = name or "/".join(message[1][0].decode().split("/")[-2:])
            chunks += message[10]
        data = b"".join(chunks)
        if not self.put(name, data):
            await context.abort(grpc.StatusCode.INVALID_ARGUMENT, "the bytes are not those of the digest")
        return field(1, len(data))

    def metrics(self):
        return ('buildbarn_blobstore_blob_access_operations_blob_size_bytes_sum{operation="Put",storage_type="cas"} '
                f"{self.bytes_put}\n")


async def main():
    storage = Storage()
    directory = setting("DIR")
    relayed = dict(RELAYED)
    # A client that could take actions could also say what came of them.
    if not storage.limited:
        relayed["/buildbarn.remoteworker.OperationQueue/Synchronize"] = ("workers", "unary_unary")
    methods = storage.methods()
    admit, credentials = admission()
    private = server(Door(methods, anybody), f"unix://{directory}/run/storage")
    channels = {name: grpc.aio.insecure_channel(f"unix://{directory}/run/{name}", options=OPTIONS)
                for name in ("clients", "workers", "state")}
    passed = {method: relay(channels[socket], method, kind) for method, (socket, kind) in relayed.items()}
    public = server(Door({**methods, **passed}, admit), f"{setting('HOST')}:{setting('PORT')}", credentials)
    await serve((private, public), setting("STORAGE_HTTP_PORT"), storage.metrics)


asyncio.run(main())
