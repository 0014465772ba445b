"""A bot of BuildGrid's (Remote Workers API v1test2) that runs actions as they are: bot.py ADDRESS NAME.

To be run by the Python of BuildGrid's own packages."""

import os
import sys
import time
import uuid

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, ".."), os.path.join(HERE, "../../e2e")]

import grpc  # noqa: E402
from buildgrid._protos.build.bazel.remote.execution.v2 import remote_execution_pb2  # noqa: E402
from buildgrid._protos.google.devtools.remoteworkers.v1test2 import (  # noqa: E402
    bots_pb2, bots_pb2_grpc, worker_pb2)

import remote_client  # noqa: E402
from plain_action import PlainAction  # noqa: E402

PROPERTIES = {"OSFamily": "linux", "ISA": "x86-64"}


class Bot:
    def __init__(self, address, name):
        self.bots = bots_pb2_grpc.BotsStub(grpc.insecure_channel(address))
        self.client = remote_client.RemoteClient(address)
        self.runner = PlainAction(self.client.get, self.client.put, f"buildgrid-{name}")
        properties = [worker_pb2.Device.Property(key=key, value=value) for key, value in PROPERTIES.items()]
        machine = worker_pb2.Worker(devices=[worker_pb2.Device(handle=str(uuid.uuid4()), properties=properties)])
        self.session = bots_pb2.BotSession(bot_id=name, status=bots_pb2.OK, worker=machine)

    def action_of(self, lease):
        action = remote_execution_pb2.Action()
        if lease.payload.Unpack(action):
            return action.SerializeToString()
        digest = remote_execution_pb2.Digest()
        lease.payload.Unpack(digest)
        return self.client.get(digest.SerializeToString())

    def advance(self, lease):
        if lease.state == bots_pb2.PENDING:
            lease.state = bots_pb2.ACTIVE
        elif lease.state == bots_pb2.ACTIVE:
            result, late = self.runner.run(self.action_of(lease), time.time())
            lease.result.Pack(remote_execution_pb2.ActionResult.FromString(result))
            lease.status.code = 4 if late else 0
            lease.state = bots_pb2.COMPLETED

    def stay(self):
        self.session = self.bots.CreateBotSession(
            bots_pb2.CreateBotSessionRequest(parent="", bot_session=self.session), timeout=60)
        while True:
            for lease in self.session.leases:
                self.advance(lease)
            try:
                self.session = self.bots.UpdateBotSession(
                    bots_pb2.UpdateBotSessionRequest(name=self.session.name, bot_session=self.session), timeout=30)
            except grpc.RpcError as error:
                print(error.code(), error.details(), flush=True)
                time.sleep(0.2)


Bot(*sys.argv[1:]).stay()
