"""What the two processes of the small engine share: who is let in, calls that are passed on, health."""

import asyncio
import os
import signal
import sys

import grpc

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../e2e"))
from cache_server import field, fields  # noqa: E402

METADATA = "build.bazel.remote.execution.v2.requestmetadata-bin"
DETAILS = "grpc-status-details-bin"
ANY = b"type.googleapis.com/"
# Of GetCapabilities: SHA-256, and every int32 as a priority.
EXECUTES = field(2, field(1, 1) + field(2, 1) + field(3, field(1, field(1, -(1 << 31) + (1 << 64)) + field(2, (1 << 31) - 1))))
OPTIONS = (("grpc.max_receive_message_length", 16 << 20), ("grpc.max_send_message_length", -1), ("grpc.so_reuseport", 0))


def setting(name):
    return os.environ["ENGINE_" + name]


def any_of(kind, message):
    return field(1, ANY + kind.encode()) + field(2, message)


def status_of(code, message, missing=()):
    """google.rpc.Status; `missing`: blobs as HASH/SIZE."""
    out = field(1, code.value[0]) + field(2, message.encode())
    if missing:
        violations = b"".join(field(1, field(1, b"MISSING") + field(2, f"blobs/{one}".encode())) for one in missing)
        out += field(3, any_of("google.rpc.PreconditionFailure", violations))
    return out


class Door:
    """One port: `methods` are name → (kind, function), kinds as gRPC's; `admit` gives the caller's role or ends the call."""

    def __init__(self, methods, admit):
        self.methods = methods
        self.admit = admit

    def service(self, call):
        known = self.methods.get(call.method)
        if known is None:
            return None
        kind, function = known
        return getattr(self, kind)(function)

    def unary_unary(self, function):
        async def handle(request, context):
            return await function(request, context, await self.admit(context))
        return grpc.unary_unary_rpc_method_handler(handle)

    def stream_unary(self, function):
        async def handle(requests, context):
            return await function(requests, context, await self.admit(context))
        return grpc.stream_unary_rpc_method_handler(handle)

    def unary_stream(self, function):
        async def handle(request, context):
            role = await self.admit(context)
            async for message in function(request, context, role):
                yield message
        return grpc.unary_stream_rpc_method_handler(handle)


async def anybody(_context):
    return "anybody"


def of_certificate(context):
    names = context.auth_context().get("x509_subject_alternative_name", ())
    return names[0].decode() if names else None


def of_token(roles):
    def role(context):
        shown = dict(context.invocation_metadata()).get("authorization", "")
        return roles.get(shown.removeprefix("Bearer "))
    return role


def admission():
    """Who comes in by a port that others reach, and its credentials; None: no TLS."""
    kind = setting("AUTH")
    if kind == "none":
        return anybody, None
    tls = setting("TLS")

    def content(name):
        with open(os.path.join(tls, name), "rb") as file:
            return file.read()

    credentials = grpc.ssl_server_credentials(
        [(content("server.key"), content("server.crt"))], content("ca.crt") if kind == "mtls" else None, kind == "mtls")
    if kind == "tls":
        return anybody, credentials
    role_of = of_certificate
    if kind == "jwt":
        role_of = of_token({content(name + ".token").decode().strip(): name for name in ("client", "worker")})

    async def known(context):
        role = role_of(context)
        if role is None:
            await context.abort(grpc.StatusCode.UNAUTHENTICATED, "nobody knows who this is")
        return role
    return known, credentials


def server(door, address, credentials=None):
    made = grpc.aio.server(options=OPTIONS)
    made.add_generic_rpc_handlers((door,))
    made.add_secure_port(address, credentials) if credentials else made.add_insecure_port(address)
    return made


async def fail(context, error):
    """With the details that `error` came with."""
    details = [pair for pair in error.trailing_metadata() or () if pair[0] == DETAILS]
    if details:
        context.set_trailing_metadata(tuple(details))
    await context.abort(error.code(), error.details() or "")


def relay(channel, method, kind):
    """Passes calls of `method` on, with who asks."""
    def asked(context):
        return tuple(pair for pair in context.invocation_metadata() if pair[0] == METADATA)

    async def one(request, context, _role):
        try:
            return await channel.unary_unary(method)(request, metadata=asked(context))
        except grpc.aio.AioRpcError as error:
            await fail(context, error)

    async def many(request, context, _role):
        try:
            async for message in channel.unary_stream(method)(request, metadata=asked(context)):
                yield message
        except grpc.aio.AioRpcError as error:
            await fail(context, error)
    return kind, one if kind == "unary_unary" else many


async def tell(metrics, reader, writer):
    """One request of HTTP: whether it is healthy, or its counters."""
    line = await reader.readline()
    while (await reader.readline()).strip():
        pass
    body = metrics() if b" /metrics" in line else "ok\n"
    writer.write(f"HTTP/1.0 200 OK\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode())
    await writer.drain()
    writer.close()


async def serve(servers, http_port, metrics=lambda: ""):
    for one in servers:
        await one.start()
    http = await asyncio.start_server(lambda reader, writer: tell(metrics, reader, writer), setting("HOST"), http_port)
    end = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, end.set)
    await end.wait()
    http.close()
    for one in servers:
        await one.stop(None)


def invocation_of(context):
    """What of RequestMetadata tells who shares what: (correlated_invocations_id, tool_invocation_id)."""
    value = dict(context.invocation_metadata()).get(METADATA, b"")
    metadata = fields(value)
    return tuple(metadata[number][0] if metadata[number] else b"" for number in (4, 3))


def metadata_of(invocation):
    return field(3, invocation[1]) + field(4, invocation[0])
