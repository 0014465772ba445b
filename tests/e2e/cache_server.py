"""A server of the Remote Execution API that keeps blobs and results in memory, and misbehaves as it is told to.

It knows the wire format and nothing of the program's own code; see proto/remote_execution.proto for the numbers."""

import collections
import hashlib
import threading
from concurrent import futures

import grpc

REAPI = "build.bazel.remote.execution.v2."
SHA256 = 1


def varint(number):
    out = bytearray()
    while number >= 0x80:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def field(number, value):
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    return varint(number << 3 | 2) + varint(len(value)) + value


def read_varint(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7


def fields(data):
    """The message as lists of values by field number."""
    found = collections.defaultdict(list)
    at = 0
    while at < len(data):
        key, at = read_varint(data, at)
        if key & 7 == 0:
            value, at = read_varint(data, at)
        elif key & 7 == 2:
            length, at = read_varint(data, at)
            value, at = data[at:at + length], at + length
        else:
            raise ValueError(f"wire type {key & 7}")
        found[key >> 3].append(value)
    return found


def digest_of(data):
    return hashlib.sha256(data).hexdigest() + "/" + str(len(data))


def digest_in(message):
    digest = fields(message)
    return digest[1][0].decode() + "/" + str(digest[2][0] if digest[2] else 0)


class CacheServer:
    """Its switches may be set at any time."""

    def __init__(self, key=None, certificate=None):
        self.blobs = {}
        self.results = {}
        self.calls = collections.Counter()
        self.metadata = []
        self.writable = True
        self.batch_limit = 0
        self.fails = None  # a status that every call gets
        self.released = threading.Event()  # while it is not set, no look-up is answered
        self.released.set()
        self.server = grpc.server(futures.ThreadPoolExecutor(32))
        self.server.add_generic_rpc_handlers((self,))
        if key:
            port = self.server.add_secure_port("localhost:0", grpc.ssl_server_credentials([(key, certificate)]))
        else:
            port = self.server.add_insecure_port("127.0.0.1:0")
        self.server.start()
        self.host = f"{'localhost' if key else '127.0.0.1'}:{port}"

    def stop(self):
        self.released.set()
        self.server.stop(None).wait()

    # grpc.GenericRpcHandler

    def service(self, call):
        name = call.method.rsplit("/", 1)[1]
        unary = {
            "GetCapabilities": self.capabilities,
            "GetActionResult": self.get_result,
            "UpdateActionResult": self.update_result,
            "FindMissingBlobs": self.missing,
            "BatchUpdateBlobs": self.batch,
        }

        def counted(answer):
            def handle(request, context):
                self.calls[name] += 1
                self.metadata.append(dict(context.invocation_metadata()))
                if self.fails:
                    context.abort(self.fails, "as told")
                return answer(request, context)
            return handle

        if name in unary:
            return grpc.unary_unary_rpc_method_handler(counted(unary[name]))
        if name == "Read":
            return grpc.unary_stream_rpc_method_handler(counted(self.read))
        if name == "Write":
            return grpc.stream_unary_rpc_method_handler(counted(self.write))
        return None

    def capabilities(self, _request, _context):
        cache = field(1, bytes([SHA256])) + field(2, field(1, int(self.writable))) + field(4, self.batch_limit)
        return field(1, cache)

    def get_result(self, request, context):
        self.released.wait()
        result = self.results.get(digest_in(fields(request)[2][0]))
        if result is None:
            context.abort(grpc.StatusCode.NOT_FOUND, "no such result")
        return result

    def update_result(self, request, context):
        if not self.writable:
            context.abort(grpc.StatusCode.PERMISSION_DENIED, "you may not")
        message = fields(request)
        self.results[digest_in(message[2][0])] = message[3][0]
        return b""

    def missing(self, request, _context):
        return b"".join(field(2, one) for one in fields(request)[2] if digest_in(one) not in self.blobs)

    def batch(self, request, context):
        if self.batch_limit and len(request) > self.batch_limit:
            context.abort(grpc.StatusCode.INVALID_ARGUMENT, "the batch is too large")
        out = b""
        for one in fields(request)[2]:
            message = fields(one)
            data = message[2][0]
            named = digest_in(message[1][0])
            assert digest_of(data) == named
            self.blobs[named] = data
            out += field(1, field(1, message[1][0]) + field(2, b""))
        return out

    def read(self, request, context):
        name = fields(request)[1][0].decode()
        data = self.blobs.get("/".join(name.split("/")[-2:]))
        if data is None:
            context.abort(grpc.StatusCode.NOT_FOUND, "no such blob")
        for at in range(0, len(data), 65536):
            yield field(10, data[at:at + 65536])

    def write(self, requests, _context):
        name, data = "", b""
        for request in requests:
            message = fields(request)
            name = name or message[1][0].decode()
            assert (message[2][0] if message[2] else 0) == len(data)
            data += message[10][0] if message[10] else b""
        named = "/".join(name.split("/")[-2:])
        assert digest_of(data) == named
        self.blobs[named] = data
        return field(1, len(data))
