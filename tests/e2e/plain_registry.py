"""Images that need no tool to be made, and a registry without TLS that serves them; it is an HTTP proxy as well."""

import hashlib
import http.client
import http.server
import io
import json
import os
import select
import socket
import ssl
import tarfile
import threading
import typing
import urllib.parse

MANIFEST = "application/vnd.oci.image.manifest.v1+json"


class Link:
    """What stands in a member for its content."""

    def __init__(self, kind, target):
        self.kind = kind  # of tarfile
        self.target = target


def hard(target):
    return Link(tarfile.LNKTYPE, target)


def soft(target):
    return Link(tarfile.SYMTYPE, target)


DEVICE = Link(tarfile.CHRTYPE, "")


def tar(*members):
    """A tar of (name, content, mode); a name with "/" at its end is a directory."""
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w", format=tarfile.GNU_FORMAT) as file:
        for name, content, mode in members:
            info = tarfile.TarInfo(name.rstrip("/"))
            info.mode = mode
            if isinstance(content, Link):
                info.type, info.linkname = content.kind, content.target
                content = b""
            else:
                info.type = tarfile.DIRTYPE if name.endswith("/") else tarfile.REGTYPE
            info.size = len(content)
            file.addfile(info, io.BytesIO(content))
    return archive.getvalue()


class Image:
    def __init__(self, *layers, config=None):
        self.blobs = {}
        self.layers = descriptors = [self.put(layer) for layer in layers]
        document = {"architecture": "amd64", "os": "linux", "config": config or {},
                    "rootfs": {"type": "layers", "diff_ids": [one["digest"] for one in descriptors]}}
        self.manifest = self.put(json.dumps({"schemaVersion": 2, "mediaType": MANIFEST,
                                             "config": self.put(json.dumps(document).encode()),
                                             "layers": descriptors}).encode())

    def put(self, content):
        digest = "sha256:" + hashlib.sha256(content).hexdigest()
        self.blobs[digest] = content
        return {"digest": digest, "size": len(content)}

    @property
    def digest(self):
        return self.manifest["digest"]

    def write_layout(self, directory):
        os.makedirs(os.path.join(directory, "blobs", "sha256"))
        for digest, content in self.blobs.items():
            with open(os.path.join(directory, "blobs", *digest.split(":")), "wb") as file:
                file.write(content)
        with open(os.path.join(directory, "oci-layout"), "w") as file:
            file.write('{"imageLayoutVersion": "1.0.0"}')
        with open(os.path.join(directory, "index.json"), "w") as file:
            json.dump({"schemaVersion": 2, "manifests": [{**self.manifest, "mediaType": MANIFEST}]}, file)


class Request(typing.NamedTuple):
    path: str
    first: int  # byte that is asked for
    headers: http.client.HTTPMessage

    @property
    def authorization(self):
        return self.headers["Authorization"]


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):
        path = urllib.parse.urlsplit(self.path).path  # as a proxy, it is given a whole URL
        first = int((self.headers["Range"] or "bytes=0-").removeprefix("bytes=").removesuffix("-"))
        self.server.asked.append(self.path)
        self.server.requests.append(Request(path, first, self.headers))
        if self.server.login and self.headers["Authorization"] != "Basic " + self.server.login:
            return self.answer(401, b"", [("WWW-Authenticate", 'Basic realm="test"')])
        kind, _, name = path.rpartition("/")
        if kind.endswith("/manifests") and name in self.server.tags:
            name = self.server.tags[name]
        if name == "endless":
            return self.send_endless()
        for image in self.server.images:
            if name in image.blobs:
                return self.give(name, image.blobs[name], first)
        return self.answer(404, b"")

    def give(self, name, content, first):
        behaviour = self.server.behaviours.get(name)
        if behaviour and behaviour(self, content, first):
            return
        if not self.server.ranges:
            first = 0
        self.begin(content, first)
        self.wfile.write(content[first:])

    def begin(self, content, first):
        """The head of an answer that is `content` from its byte `first` on."""
        self.send_response(206 if first else 200)
        if first:
            self.send_header("Content-Range", f"bytes {first}-{len(content) - 1}/{len(content)}")
        self.send_header("Content-Type", MANIFEST)
        self.send_header("Content-Length", str(len(content) - first))
        self.end_headers()

    def answer(self, status, content, headers=()):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Type", MANIFEST)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def break_off(self):
        self.wfile.flush()
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def send_endless(self):
        """100 MB; how much of it was taken is noted."""
        self.send_response(200)
        self.send_header("Content-Type", MANIFEST)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        try:
            self.wfile.write(b'2\r\n{"\r\n')
            for _ in range(100):
                self.wfile.write(b"%x\r\n%s\r\n" % (1_000_000, b"x" * 1_000_000))
                self.server.megabytes += 1
            self.wfile.write(b"0\r\n\r\n")
        except OSError:
            self.close_connection = True

    def do_CONNECT(self):
        """To the port that is asked for, of this machine, whatever the host's name is."""
        self.server.asked.append(self.path)
        with socket.create_connection(("127.0.0.1", int(self.path.rpartition(":")[2]))) as upstream:
            self.send_response(200)
            self.end_headers()
            ends = {self.connection: upstream, upstream: self.connection}
            while True:
                for end in select.select(list(ends), [], [])[0]:
                    content = end.recv(65536)
                    if not content:
                        self.close_connection = True
                        return
                    ends[end].sendall(content)


class PlainRegistry(http.server.ThreadingHTTPServer):
    """`tags` are digests by tag.

    `behaviours`: by digest, what answers instead; called with the handler, the content and the first byte that is asked
    for, and gives False where it did not answer. `login`: what Basic has to say, if anything.
    """

    def __init__(self, *images, **tags):
        super().__init__(("127.0.0.1", 0), Handler)
        self.images = list(images)
        self.tags = tags
        self.behaviours = {}
        self.login = None
        self.ranges = True
        self.asked = []
        self.requests = []
        self.megabytes = 0
        self.thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05})
        self.thread.start()

    @property
    def host(self):
        return f"localhost:{self.server_port}"

    @property
    def numbers(self):
        return f"127.0.0.1:{self.server_port}"

    @property
    def url(self):
        return f"http://{self.numbers}"

    def stop(self):
        self.shutdown()
        self.thread.join()
        self.server_close()


class TlsRegistry(PlainRegistry):
    """With the certificate that `directory` holds."""

    def __init__(self, directory, *images, **tags):
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(os.path.join(directory, "server.crt"), os.path.join(directory, "server.key"))
        super().__init__(*images, **tags)

    def get_request(self):
        connection, address = super().get_request()
        return self.context.wrap_socket(connection, server_side=True, do_handshake_on_connect=False), address

    def handle_error(self, request, client_address):
        pass  # who does not shake hands is told so by TLS
