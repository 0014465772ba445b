"""The queues of the small engine: actions that wait, who runs them, and who waits for them."""

import asyncio
import collections
import heapq
import itertools
import time
import uuid

QUEUED, EXECUTING, COMPLETED = 2, 3, 4
LOST_AFTER = 60  # seconds without a word of a worker, or of anybody who waits for an action
MOST_TRIES = 10


class Task:
    """An action under way, whoever asked for it."""

    def __init__(self, digest, action, instance, invocation, priority):
        self.digest = digest  # encoded
        self.action = action
        self.instance = instance
        self.invocation = invocation  # of who came first: (correlated_invocations_id, tool_invocation_id)
        self.priority = priority
        self.queued = time.time()
        self.stage = QUEUED
        self.response = None  # an encoded ExecuteResponse
        self.tries = 0
        self.operations = {}  # invocation → name
        self.watchers = collections.Counter()  # of each name
        self.changed = set()  # an event of each who watches

    def move(self, stage):
        self.stage = stage
        for event in self.changed:
            event.set()


class Worker:
    def __init__(self, labels):
        self.labels = labels  # sorted pairs
        self.name = str(labels)
        self.task = None
        self.speaking = False
        self.heard = time.monotonic()


class Queue:
    """Of one instance prefix and platform."""

    def __init__(self):
        self.workers = {}
        self.waiting = collections.defaultdict(list)  # invocation → heap of (priority, order, task)
        self.running = collections.Counter()
        self.last_start = collections.defaultdict(int)
        self.order = itertools.count()
        self.more = asyncio.Event()
        self.staffed = time.monotonic()

    def push(self, task):
        heapq.heappush(self.waiting[task.invocation], (task.priority, next(self.order), task))
        self.more.set()
        self.more = asyncio.Event()

    def pop(self):
        """The next: of the share with the lowest score, of its invocation with the lowest, by priority; None if none
        waits."""
        def score(key, invocations):
            priority = min(self.waiting[one][0][0] for one in invocations)
            return (self.running[key] + 1) * 2 ** (priority / 100), self.last_start[key]

        for invocation, heap in list(self.waiting.items()):
            while heap and heap[0][2].stage != QUEUED:
                heapq.heappop(heap)
            if not heap:
                del self.waiting[invocation]
        if not self.waiting:
            return None
        shares = collections.defaultdict(list)
        for invocation in self.waiting:
            shares[invocation[0]].append(invocation)
        share = min(shares, key=lambda one: score(one, shares[one]))
        invocation = min(shares[share], key=lambda one: score(one, [one]))
        for key in (share, invocation):
            self.running[key] += 1
            self.last_start[key] = next(self.order)
        return heapq.heappop(self.waiting[invocation])[2]

    def give_back(self, task):
        for key in (task.invocation[0], task.invocation):
            self.running[key] -= 1


class Tasks:
    def __init__(self, no_workers_timeout):
        self.no_workers_timeout = no_workers_timeout
        self.begun = time.monotonic()
        self.queues = {}  # (instance prefix, platform) → Queue
        self.shared = {}  # (instance, digest) → task that others may join
        self.operations = {}  # name → task

    def queue_of(self, instance, platform):
        """The one with the longest prefix that fits."""
        fitting = [(len(prefix), prefix) for prefix, wanted in self.queues
                   if wanted == platform and (not prefix or instance == prefix or instance.startswith(prefix + "/"))]
        return self.queues[max(fitting)[1], platform] if fitting else None

    def is_young(self):
        return time.monotonic() - self.begun < self.no_workers_timeout

    def join(self, instance, digest):
        return self.shared.get((instance, digest))

    def add(self, queue, task, shared):
        if shared:
            self.shared[task.instance, task.digest] = task
        task.queue = queue
        queue.push(task)

    def operation(self, task, invocation):
        """Its name for that invocation."""
        if invocation not in task.operations:
            name = str(uuid.uuid4())
            task.operations[invocation] = name
            self.operations[name] = task
        return task.operations[invocation]

    def finish(self, task, response):
        if task.response is not None:
            return
        if task.stage == EXECUTING:
            task.queue.give_back(task)
            for worker in task.queue.workers.values():
                if worker.task is task:
                    worker.task = None
        task.response = response
        if self.shared.get((task.instance, task.digest)) is task:
            del self.shared[task.instance, task.digest]
        task.move(COMPLETED)
        for name in task.operations.values():
            if not task.watchers[name]:
                self.forget_later(task, name)

    def forget_later(self, task, name):
        asyncio.get_running_loop().call_later(LOST_AFTER, self.forget, task, name)

    def forget(self, task, name):
        if task.watchers[name] or self.operations.pop(name, None) is None:
            return
        task.operations = {key: value for key, value in task.operations.items() if value != name}
        if not task.operations:
            self.finish(task, b"")

    async def watch(self, task, name, repeat):
        """Yields at each change, and again every `repeat` seconds."""
        event = asyncio.Event()
        task.changed.add(event)
        task.watchers[name] += 1
        try:
            while True:
                event.clear()
                told = task.response  # what comes while that is sent is told next
                yield
                if told is not None:
                    return
                try:
                    await asyncio.wait_for(event.wait(), repeat)
                except asyncio.TimeoutError:
                    pass
        finally:
            task.changed.discard(event)
            task.watchers[name] -= 1
            if not task.watchers[name]:
                self.forget_later(task, name)

    def sweep(self, lost):
        """Ends what nobody runs any more: `lost` gives the response for a task and why."""
        now = time.monotonic()
        for key, queue in list(self.queues.items()):
            for worker in list(queue.workers.values()):
                if worker.speaking or now - worker.heard < LOST_AFTER:
                    continue
                del queue.workers[worker.name]
                if worker.task is not None:
                    self.finish(worker.task, lost(f"Worker {worker.name} disappeared while task was executing"))
            if queue.workers:
                queue.staffed = now
            elif now - queue.staffed > self.no_workers_timeout:
                del self.queues[key]
                for heap in queue.waiting.values():
                    for _, _, task in heap:
                        self.finish(task, lost("Workers for this instance name, platform and size class disappeared "
                                               "while task was queued"))
