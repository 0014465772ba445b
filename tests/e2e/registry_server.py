"""A real registry with TLS and a login: Debian's docker-registry."""

import base64
import crypt
import http.client
import json
import os
import socket
import ssl
import subprocess
import warnings

import certificates
import harness

USER, PASSWORD = "ann", "correct horse"
LOGIN = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Registry:
    def __init__(self, directory):
        os.mkdir(directory)
        self.directory = directory
        self.port = free_port()
        self.host = f"localhost:{self.port}"
        certificates.make_certificates(directory)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            hashed = crypt.crypt(PASSWORD, crypt.mksalt(crypt.METHOD_BLOWFISH, rounds=16)).replace("$2b$", "$2y$")
        self.write("htpasswd", f"{USER}:{hashed}\n")
        self.write("config.json", json.dumps({
            "version": 0.1,
            "log": {"level": "warn"},
            "storage": {"filesystem": {"rootdirectory": os.path.join(directory, "data")}},
            "http": {"addr": f"127.0.0.1:{self.port}",
                     "tls": {"certificate": self.path("server.crt"), "key": self.path("server.key")}},
            "auth": {"htpasswd": {"realm": "test", "path": self.path("htpasswd")}}}))
        with open(self.path("log"), "wb") as log:
            self.process = subprocess.Popen(["docker-registry", "serve", self.path("config.json")], stdout=log,
                                            stderr=subprocess.STDOUT, cwd=directory)
        harness.until(self.answers, "the registry")

    def path(self, name):
        return os.path.join(self.directory, name)

    def write(self, name, text):
        with open(self.path(name), "w") as file:
            file.write(text)

    def answers(self):
        try:
            socket.create_connection(("127.0.0.1", self.port), 1).close()
            return True
        except OSError:
            return False

    def stop(self):
        self.process.terminate()
        self.process.wait()

    def request(self, method, url, body=None, kind="application/octet-stream"):
        context = ssl.create_default_context(cafile=self.path("ca.crt"))
        connection = http.client.HTTPSConnection("localhost", self.port, context=context)
        connection.request(method, url, body, {"Authorization": "Basic " + LOGIN, "Content-Type": kind})
        answer = connection.getresponse()
        answer.read()
        connection.close()
        if answer.status >= 300:
            raise AssertionError(f"{method} {url}: {answer.status}")
        return answer

    def push(self, layout, repository, tag):
        """Takes the only image of an OCI layout."""
        def blob(descriptor):
            with open(os.path.join(layout, "blobs", *descriptor["digest"].split(":")), "rb") as file:
                return file.read()
        with open(os.path.join(layout, "index.json")) as file:
            descriptor = json.load(file)["manifests"][0]
        manifest = json.loads(blob(descriptor))
        for part in [manifest["config"], *manifest["layers"]]:
            where = self.request("POST", f"/v2/{repository}/blobs/uploads/").headers["Location"]
            where = where[where.index("/v2/"):]
            self.request("PUT", f"{where}{'&' if '?' in where else '?'}digest={part['digest']}", blob(part))
        self.request("PUT", f"/v2/{repository}/manifests/{tag}", blob(descriptor), descriptor["mediaType"])
        return descriptor["digest"]
