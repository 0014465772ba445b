"""A network that is not what it should be: passes connections on, and misbehaves as it is told to."""

import random
import select
import socket
import threading
import time

CHUNK = 16384


class Proxy:
    """Between whoever connects to `address` and the server at `to`, "host:port". Its switches may be set at any time:

    delay: seconds that pass until what was sent arrives
    silent: nothing arrives, on either side, and nobody is told
    cut(): ends the connections that there are, in the middle of whatever they carry
    """

    def __init__(self, to, seed=0):
        host, port = to.rsplit(":", 1)
        self.to = (host, int(port))
        self.delay = 0.0
        self.silent = False
        self.random = random.Random(seed)
        self.pairs = set()
        self.lock = threading.Lock()
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self.listening.getsockname()[1]}"
        self.ended = False
        threading.Thread(target=self.accept, daemon=True).start()

    def stop(self):
        self.ended = True
        self.listening.close()
        self.cut()

    def cut(self):
        with self.lock:
            for pair in self.pairs:
                for one in pair:
                    try:
                        one.shutdown(socket.SHUT_RDWR)
                    except OSError:
                        pass

    def accept(self):
        while not self.ended:
            try:
                client, _ = self.listening.accept()
                server = socket.create_connection(self.to)
            except OSError:
                continue
            with self.lock:
                self.pairs.add((client, server))
            for source, target in ((client, server), (server, client)):
                threading.Thread(target=self.carry, args=(source, target, (client, server)), daemon=True).start()

    def carry(self, source, target, pair):
        """What comes first arrives first, each part `delay` after it was sent."""
        waiting = []
        try:
            while True:
                patience = None if not waiting else max(waiting[0][0] - time.monotonic(), 0)
                if self.silent:
                    patience = 0.05
                readable, _, _ = select.select([source], [], [], patience if patience is not None else 0.5)
                if readable:
                    data = source.recv(CHUNK)
                    if not data:
                        break
                    waiting.append((time.monotonic() + self.delay, data))
                while waiting and not self.silent and waiting[0][0] <= time.monotonic():
                    target.sendall(waiting.pop(0)[1])
        except OSError:
            pass
        finally:
            for one in pair:
                one.close()
            with self.lock:
                self.pairs.discard(pair)
