#!/usr/bin/env python3
"""The small engine's scheduler, as bb_scheduler behaves: queues in memory, fair between invocations."""

import asyncio
import random
import time

import grpc

from serving import (DETAILS, EXECUTES, OPTIONS, Door, admission, any_of, anybody, fail, invocation_of,
                     metadata_of, serve, server, setting, status_of)
from cache_server import REAPI, digest_in, field, fields
from tasks import COMPLETED, EXECUTING, LOST_AFTER, MOST_TRIES, QUEUED, Queue, Task, Tasks, Worker

STATE = "/buildbarn.buildqueuestate.BuildQueueState/"
REPEAT = 60  # seconds, of a stream in which nothing happens
LONGEST_WAIT = 120
BETWEEN_WORDS = 10
IDLE = field(2, field(1, b""))
DEFAULT_TIMEOUT = 1800


def seconds(time_point):
    return field(1, int(time_point)) + field(2, int(time_point % 1 * 1e9))


def signed(number):
    return number - (1 << 64) if number >= 1 << 63 else number


def platform_of(message):
    return tuple((fields(one)[1][0], fields(one)[2][0]) for one in fields(message)[1]) if message else ()


def labels_of(entries):
    return sorted((fields(one)[1][0].decode(), fields(one)[2][0].decode()) for one in entries)


def queue_name(prefix, platform):
    properties = b"".join(field(1, field(1, name) + field(2, value)) for name, value in platform)
    return (field(1, prefix.encode()) if prefix else b"") + field(2, properties)


def refused(code, message, missing=()):
    """An ExecuteResponse."""
    return field(3, status_of(code, message, missing))


class Scheduler:
    def __init__(self):
        self.tasks = Tasks(float(setting("NO_WORKERS_TIMEOUT").removesuffix("s")))
        self.storage = grpc.aio.insecure_channel(f"unix://{setting('DIR')}/run/storage", options=OPTIONS)
        self.limited = setting("AUTH") in ("mtls", "jwt")

    # Clients.

    async def action(self, digest, instance, context):
        request = (field(1, instance.encode()) if instance else b"") + field(2, digest)
        read = self.storage.unary_unary(f"/{REAPI}ContentAddressableStorage/BatchReadBlobs")
        try:
            found = fields(fields(await read(request))[1][0])
        except grpc.aio.AioRpcError as error:
            await fail(context, error)
        if not found[2]:
            code, message = grpc.StatusCode.FAILED_PRECONDITION, "Failed to obtain action: Object not found"
            context.set_trailing_metadata(((DETAILS, status_of(code, message, [digest_in(digest)])),))
            await context.abort(code, message)
        return found[2][0]

    async def execute(self, request, context, _role):
        message = fields(request)
        instance = message[1][0].decode() if message[1] else ""
        digest, invocation = message[6][0], invocation_of(context)
        priority = signed(fields(message[7][0])[1][0]) if message[7] and fields(message[7][0])[1] else 0
        task = self.tasks.join(instance, digest)
        if task is None:
            action = await self.action(digest, instance, context)
            parts = fields(action)
            queue = self.tasks.queue_of(instance, platform_of(parts[10][0] if parts[10] else b""))
            if queue is None:
                young = self.tasks.is_young()
                await context.abort(grpc.StatusCode.UNAVAILABLE if young else grpc.StatusCode.FAILED_PRECONDITION,
                                    "No workers exist for instance name prefix and platform")
            if not parts[6]:
                action += field(6, field(1, DEFAULT_TIMEOUT))
            task = self.tasks.join(instance, digest)  # of somebody who came meanwhile
            if task is None:
                task = Task(digest, action, instance, invocation, priority)
                self.tasks.add(queue, task, shared=not parts[7])
        async for message in self.stream(task, self.tasks.operation(task, invocation)):
            yield message

    async def capabilities(self, _request, _context, _role):
        return EXECUTES

    async def wait_execution(self, request, context, _role):
        name = fields(request)[1][0].decode().rsplit("/", 1)[-1]
        task = self.tasks.operations.get(name)
        if task is None:
            await context.abort(grpc.StatusCode.NOT_FOUND, f"Operation with name {name} not found")
        async for message in self.stream(task, name):
            yield message

    async def stream(self, task, name):
        async for _ in self.tasks.watch(task, name, REPEAT):
            metadata = any_of(REAPI + "ExecuteOperationMetadata", field(1, task.stage) + field(2, task.digest))
            out = field(1, f"{task.instance}/operations/{name}".encode()) + field(2, metadata)
            if task.response is not None:
                response = task.response or refused(grpc.StatusCode.CANCELLED, "nobody waits for it")
                out += field(3, 1) + field(5, any_of(REAPI + "ExecuteResponse", response))
            yield out

    # Workers.

    async def synchronize(self, request, context, role):
        if self.limited and role != "worker":
            await context.abort(grpc.StatusCode.PERMISSION_DENIED, f"Permission denied for {role}")
        message = fields(request)
        key = (message[2][0].decode() if message[2] else "", platform_of(message[3][0] if message[3] else b""))
        queue = self.tasks.queues.setdefault(key, Queue())
        labels = labels_of(message[1])
        worker = queue.workers.setdefault(str(labels), Worker(labels))
        if worker.speaking:
            await context.abort(grpc.StatusCode.RESOURCE_EXHAUSTED, "Worker is already synchronizing with the scheduler")
        worker.speaking = True
        try:
            return await self.answer(queue, worker, fields(message[4][0]), bool(message[6] and message[6][0]), key[0])
        finally:
            worker.speaking = False
            worker.heard = time.monotonic()

    async def answer(self, queue, worker, state, wants_rest, prefix):
        executing = fields(state[2][0]) if state[2] else None
        if executing and worker.task and executing[1][0] == worker.task.digest:
            if not executing[6]:
                return field(1, seconds(time.time() + BETWEEN_WORDS))
            self.tasks.finish(worker.task, executing[6][0])
        elif executing and not executing[6] and worker.task is None:
            return IDLE
        if worker.task is not None:
            worker.task.tries += 1
            if worker.task.tries < MOST_TRIES:
                return self.order(worker.task, prefix)
            self.tasks.finish(worker.task, refused(grpc.StatusCode.INTERNAL, "Attempted to execute task 10 times"))
        if wants_rest:
            return IDLE
        end = time.monotonic() + random.uniform(0, LONGEST_WAIT)
        while (task := queue.pop()) is None:
            try:
                await asyncio.wait_for(queue.more.wait(), max(end - time.monotonic(), 0))
            except asyncio.TimeoutError:
                return IDLE
        worker.task = task
        task.move(EXECUTING)
        return self.order(task, prefix)

    @staticmethod
    def order(task, prefix):
        suffix = task.instance[len(prefix):].lstrip("/")
        out = field(1, task.digest) + field(2, task.action) + field(4, seconds(task.queued))
        out += field(6, any_of(REAPI + "RequestMetadata", metadata_of(task.invocation)))
        if suffix:
            out += field(7, suffix.encode())
        return field(2, field(2, out + field(9, 1)))

    # Who looks at the queues.

    async def list_operations(self, request, _context, _role):
        message = fields(request)
        after = fields(message[2][0])[1][0].decode() if message[2] else ""
        most = message[1][0] if message[1] else 0
        out = b""
        for name in sorted(name for name in self.tasks.operations if name > after)[:most]:
            task = self.tasks.operations[name]
            asking = next(one for one, known in task.operations.items() if known == name)
            invocation = field(2, any_of(REAPI + "RequestMetadata", metadata_of(asking)))
            stage = {QUEUED: field(8, b""), EXECUTING: field(9, b""), COMPLETED: field(10, task.response or b"")}
            out += field(1, field(1, name.encode()) + field(2, invocation) + field(5, task.digest) + stage[task.stage])
        return out

    async def list_platform_queues(self, _request, _context, _role):
        return b"".join(
            field(1, field(1, queue_name(*key)) + field(2, field(5, len(queue.workers))))
            for key, queue in sorted(self.tasks.queues.items()))

    async def list_workers(self, request, _context, _role):
        message = fields(request)
        wanted = fields(fields(fields(message[1][0])[1][0])[1][0])
        key = (wanted[1][0].decode() if wanted[1] else "", platform_of(wanted[2][0] if wanted[2] else b""))
        after = labels_of(fields(message[4][0])[1]) if message[4] else []
        queue = self.tasks.queues.get(key, Queue())
        known = sorted((worker for worker in queue.workers.values() if worker.labels > after), key=lambda one: one.labels)
        return b"".join(field(1, self.worker_state(worker)) for worker in known[:message[3][0]])

    @staticmethod
    def worker_state(worker):
        out = b"".join(field(1, field(1, name.encode()) + field(2, value.encode())) for name, value in worker.labels)
        if not worker.speaking:
            out += field(2, seconds(time.time() + LOST_AFTER - (time.monotonic() - worker.heard)))
        if worker.task is not None:
            out += field(3, field(1, next(iter(worker.task.operations.values()), "").encode()))
        return out

    async def kill_operations(self, request, context, _role):
        message = fields(request)
        name = fields(message[1][0])[1][0].decode()
        task = self.tasks.operations.get(name)
        if task is None:
            await context.abort(grpc.StatusCode.NOT_FOUND, f"Operation {name} not found")
        self.tasks.finish(task, field(3, message[2][0]))
        return b""

    async def sweep(self):
        while True:
            await asyncio.sleep(1)
            self.tasks.sweep(lambda why: refused(grpc.StatusCode.UNAVAILABLE, why))


async def main():
    scheduler = Scheduler()
    directory = setting("DIR")
    clients = {f"/{REAPI}Execution/Execute": ("unary_stream", scheduler.execute),
               f"/{REAPI}Execution/WaitExecution": ("unary_stream", scheduler.wait_execution),
               f"/{REAPI}Capabilities/GetCapabilities": ("unary_unary", scheduler.capabilities)}
    workers = {"/buildbarn.remoteworker.OperationQueue/Synchronize": ("unary_unary", scheduler.synchronize)}
    state = {STATE + "ListOperations": ("unary_unary", scheduler.list_operations),
             STATE + "ListPlatformQueues": ("unary_unary", scheduler.list_platform_queues),
             STATE + "ListWorkers": ("unary_unary", scheduler.list_workers),
             STATE + "KillOperations": ("unary_unary", scheduler.kill_operations)}
    admit, credentials = admission()
    servers = [server(Door(methods, anybody), f"unix://{directory}/run/{name}")
               for name, methods in (("clients", clients), ("workers", workers), ("state", state))]
    servers.append(server(Door(workers, admit), f"{setting('HOST')}:{setting('WORKER_PORT')}", credentials))
    sweeping = asyncio.create_task(scheduler.sweep())
    await serve(servers, setting("SCHEDULER_HTTP_PORT"))
    sweeping.cancel()


asyncio.run(main())
