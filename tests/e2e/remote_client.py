"""A client of an engine that runs actions, for what the program's own client never asks.

It knows the wire format and nothing of the program's own code; see proto/ for the numbers."""

import collections
import hashlib
import queue
import threading
import uuid

import grpc

from cache_server import REAPI, field, fields

CAS = f"/{REAPI}ContentAddressableStorage/"
QUEUE = "/buildbarn.buildqueuestate.BuildQueueState/"
METADATA = "build.bazel.remote.execution.v2.requestmetadata-bin"
BATCH = 3 << 20
OUTPUTS = {"stdout": (5, 6), "stderr": (7, 8)}


def digest(data):
    return field(1, hashlib.sha256(data).hexdigest().encode()) + field(2, len(data))


def text_of(encoded):
    parts = fields(encoded)
    return parts[1][0].decode() + "/" + str(parts[2][0] if parts[2] else 0)


def named(name, value):
    return field(1, name.encode()) + field(2, value.encode())


def directory(files=None, directories=None, links=None):
    """`files`: name → (encoded digest, executable); `directories`: name → encoded digest; `links`: name → target."""
    out = b""
    for name, (of, executable) in sorted((files or {}).items()):
        out += field(1, field(1, name.encode()) + field(2, of) + (field(4, 1) if executable else b""))
    for name, of in sorted((directories or {}).items()):
        out += field(2, field(1, name.encode()) + field(2, of))
    for name, target in sorted((links or {}).items()):
        out += field(3, field(1, name.encode()) + field(2, target.encode()))
    return out


class Answer:
    """What an ExecuteResponse says."""

    def __init__(self, client, encoded):
        response = fields(encoded)
        status = fields(response[3][0]) if response[3] else {}
        self.code = status[1][0] if status and status[1] else 0
        self.message = status[2][0].decode() if status and status[2] else ""
        self.missing = []
        for detail in status[3] if status else []:
            for violation in fields(fields(detail)[2][0])[1]:
                self.missing.append(fields(violation)[2][0].decode())
        self.result = response[1][0] if response[1] else None
        if self.result is not None:
            result = fields(self.result)
            self.exit_code = result[4][0] if result[4] else 0
            for name, (raw, of) in OUTPUTS.items():
                inline = result[raw][0] if result[raw] else b""
                setattr(self, name, client.get(result[of][0]) if result[of] else inline)
            self.metadata = collections.defaultdict(list)
            for part in result[9]:
                for number, values in fields(part).items():
                    self.metadata[number] += values
            self.worker = self.metadata[1][0].decode() if self.metadata[1] else ""


class Execution:
    """One action under way: its messages, then its answer."""

    def __init__(self, client, action):
        request = (field(1, client.instance.encode()) if client.instance else b"") + field(6, action)
        self.client = client
        self.stream = client.channel.unary_stream(f"/{REAPI}Execution/Execute")(request, metadata=client.metadata)
        self.stages = queue.Queue()
        self.answers = queue.Queue()
        self.name = None
        threading.Thread(target=self.follow, daemon=True).start()

    def follow(self):
        try:
            for message in self.stream:
                operation = fields(message)
                self.name = operation[1][0].decode()
                metadata = fields(fields(operation[2][0])[2][0]) if operation[2] else {}
                self.stages.put(metadata[1][0] if metadata and metadata[1] else 0)
                if operation[5]:
                    self.answers.put(Answer(self.client, fields(operation[5][0])[2][0]))
                    return
        except grpc.RpcError as error:
            self.answers.put(error)

    def until_executing(self, seconds=60):
        while self.stages.get(timeout=seconds) != 3:
            pass

    def answer(self, seconds=60):
        answer = self.answers.get(timeout=seconds)
        if isinstance(answer, grpc.RpcError):
            raise answer
        return answer


class RemoteClient:
    def __init__(self, address, platform=(("ISA", "x86-64"), ("OSFamily", "linux")), instance="", credentials=None):
        options = [("grpc.max_receive_message_length", 64 << 20)]
        self.channel = (grpc.secure_channel(address, credentials, options) if credentials
                        else grpc.insecure_channel(address, options))
        self.platform = platform
        self.instance = instance
        self.invocation = str(uuid.uuid4())
        tool = field(1, field(1, b"test")) + field(3, self.invocation.encode())
        self.metadata = ((METADATA, tool),)
        self.cell = digest(b"a cell that nobody fetches")

    def close(self):
        self.channel.close()

    def call(self, method, request):
        return self.channel.unary_unary(method)(request, metadata=self.metadata, timeout=60, wait_for_ready=True)

    # Blobs.

    def put(self, *blobs):
        """Uploads; gives the encoded digest of the last."""
        batch, size = b"", 0
        for blob in blobs:
            if batch and size + len(blob) > BATCH:
                self.send(batch)
                batch, size = b"", 0
            if len(blob) > BATCH:
                self.stream(blob)
                continue
            batch += field(2, field(1, digest(blob)) + field(2, blob))
            size += len(blob)
        if batch:
            self.send(batch)
        return digest(blobs[-1])

    def send(self, batch):
        for response in fields(self.call(CAS + "BatchUpdateBlobs", batch))[1]:
            status = fields(response)[2]
            assert not status or not fields(status[0])[1], status

    def stream(self, blob):
        name = f"uploads/{uuid.uuid4()}/blobs/{text_of(digest(blob))}".encode()

        def chunks():
            for at in range(0, len(blob), 1 << 20):
                data = blob[at:at + (1 << 20)]
                last = at + len(data) == len(blob)
                yield field(1, name) + (field(2, at) if at else b"") + (field(3, 1) if last else b"") + field(10, data)

        self.channel.stream_unary("/google.bytestream.ByteStream/Write")(chunks(), timeout=60)

    def get(self, of):
        call = self.channel.unary_stream("/google.bytestream.ByteStream/Read")
        request = field(1, f"blobs/{text_of(of)}".encode())
        return b"".join(b"".join(fields(message)[10]) for message in call(request, timeout=60))

    # Actions.

    def tree(self, content):
        """`content`: name → bytes, (bytes, True) of a program, or such a dictionary. Gives the encoded digest."""
        files, directories, blobs = {}, {}, []
        for name, value in content.items():
            if isinstance(value, dict):
                directories[name] = self.tree(value)
                continue
            data, executable = value if isinstance(value, tuple) else (value, False)
            files[name] = (digest(data), executable)
            blobs.append(data)
        blobs.append(directory(files, directories))
        return self.put(*blobs)

    def input_root(self, layers, **container):
        """Gives the encoded digest. `container`: environment, mounts, working_directory and other fields by number."""
        message = b""
        for name, value in sorted(container.get("environment", {}).items()):
            message += field(1, named(name, value))
        for mount in container.get("mounts", ()):
            message += field(2, mount)
        for number, value in sorted(container.get("more", {}).items()):
            message += field(number, value)
        message += field(7, b"/") + field(10, b"maelstrom")
        own = directory({"cell": (self.cell, True), "container": (digest(message), False)})
        numbered = directory(directories={str(number): layer for number, layer in enumerate(layers)})
        top = directory(directories={".maelstrom": digest(own), "layers": digest(numbered)})
        return self.put(message, own, numbered, top)

    def action(self, root, arguments, timeout=None, do_not_cache=False, salt=b"maelstrom 1", command=None):
        """Gives the encoded digest."""
        arguments = [".maelstrom/cell", "exec", *arguments] if command is None else command
        encoded = b"".join(field(1, argument.encode()) for argument in arguments)
        platform = b"".join(field(1, named(name, value)) for name, value in self.platform)
        action = field(1, digest(encoded)) + field(2, root)
        if timeout:
            action += field(6, field(1, timeout))
        if do_not_cache:
            action += field(7, 1)
        return self.put(encoded, action + field(9, salt) + field(10, platform))

    def execute(self, action):
        return Execution(self, action)

    def run(self, root, arguments, **more):
        return self.execute(self.action(root, arguments, **more)).answer()

    def cached(self, action):
        """The encoded ActionResult that the action cache has; None if it has none."""
        try:
            return self.call(f"/{REAPI}ActionCache/GetActionResult", field(2, action))
        except grpc.RpcError as error:
            if error.code() == grpc.StatusCode.NOT_FOUND:
                return None
            raise

    # The queue.

    def kill(self, execution):
        """Ends an action as an operator does."""
        name = execution.name.rsplit("/", 1)[-1]
        self.call(QUEUE + "KillOperations", field(1, field(1, name.encode())) + field(2, field(1, 1)))
