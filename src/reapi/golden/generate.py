#!/usr/bin/env python3
"""The bytes that reapi's tests expect, made by protobuf itself from the files of proto/.

usage: generate.py            writes bytes.txt beside this file
       generate.py --check    fails if it does not hold what would be written; 77: no protobuf here

Debian: protobuf-compiler, python3-protobuf.
"""

import hashlib
import importlib
import pathlib
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
PROTO = HERE.parent.parent.parent / "proto"
OUTPUT = HERE / "bytes.txt"


def compiled():
    with tempfile.TemporaryDirectory() as directory:
        files = ["remote_execution.proto", "maelstrom.proto", "remote_worker.proto"]
        subprocess.run(["protoc", f"-I{PROTO}", f"--python_out={directory}", *files], check=True)
        sys.path.insert(0, directory)
        sys.dont_write_bytecode = True
        return [importlib.import_module(name.replace(".proto", "_pb2")) for name in files]


def messages():
    rpc, own, worker = compiled()

    def encoded(message):
        return message.SerializeToString(deterministic=True)

    def digest(data):
        return rpc.Digest(hash=hashlib.sha256(data).hexdigest(), size_bytes=len(data))

    def directory_node(name, data):
        return rpc.DirectoryNode(name=name, digest=digest(data))

    cell = digest(b"the cell")

    def input_root(layers, container):
        own_directory = encoded(
            rpc.Directory(
                files=[
                    rpc.FileNode(name="cell", digest=cell, is_executable=True),
                    rpc.FileNode(name="container", digest=digest(container)),
                ]
            )
        )
        names = sorted((str(i), layer) for i, layer in enumerate(layers))
        layers_directory = encoded(
            rpc.Directory(directories=[rpc.DirectoryNode(name=name, digest=digest(layer)) for name, layer in names])
        )
        return encoded(
            rpc.Directory(
                directories=[directory_node(".maelstrom", own_directory), directory_node("layers", layers_directory)]
            )
        )

    def action(command, root, **more):
        platform = rpc.Platform(
            properties=[
                rpc.Platform.Property(name="ISA", value="x86-64"),
                rpc.Platform.Property(name="OSFamily", value="linux"),
                *more.pop("facts", []),
            ]
        )
        return encoded(
            rpc.Action(
                command_digest=digest(command),
                input_root_digest=digest(root),
                salt=b"maelstrom 1",
                platform=platform,
                **more,
            )
        )

    # The least that a job can be.
    container = encoded(own.Container(working_directory="/", hostname="maelstrom"))
    yield "plain.container", container
    command = encoded(rpc.Command(arguments=[".maelstrom/cell", "exec", "/bin/true"]))
    yield "plain.command", command
    root = input_root([b"layer 0"], container)
    yield "plain.root", root
    yield "plain.action", action(command, root)

    # All that a job can have.
    mount = own.Container.Mount
    container = encoded(
        own.Container(
            environment=[
                own.Container.Variable(name="EMPTY", value=""),
                own.Container.Variable(name="LANG", value="C.UTF-8"),
                own.Container.Variable(name="Z", value="ü\n"),
            ],
            mounts=[
                mount(kind=mount.PROC, mount_point="/proc"),
                mount(kind=mount.BIND, mount_point="/data", local_path="/home/me/data", read_only=True),
                mount(kind=mount.DEVICES, devices=0b11000101),
                mount(kind=mount.DEVPTS, mount_point="/dev/pts"),
                mount(kind=mount.MQUEUE, mount_point="/dev/mqueue"),
                mount(kind=mount.SYS, mount_point="/sys"),
                mount(kind=mount.TMP, mount_point="/tmp"),
            ],
            network=own.Container.LOCAL,
            strict=True,
            writable_file_system=True,
            pid1=True,
            working_directory="/home/me",
            user=1000,
            group=1001,
            hostname="elsewhere",
            capture_file_system_changes=True,
            terminal=own.Container.Terminal(rows=24, columns=300),
        )
    )
    yield "full.container", container
    command = encoded(rpc.Command(arguments=[".maelstrom/cell", "exec", "sh", "-c", "", "x" * 200]))
    yield "full.command", command
    root = input_root([b"layer %d" % i for i in range(12)], container)
    yield "full.root", root
    full = rpc.Platform.Property
    timed = action(
        command,
        root,
        timeout={"seconds": 90},
        facts=[full(name="cores", value="64"), full(name="cpu-model", value="A CPU"), full(name="kernel", value="6.1")],
    )
    yield "full.action", timed

    # What came of a job.
    def result(facts, seconds, nanos, duration, **more):
        metadata = rpc.ExecutedActionMetadata()
        metadata.execution_completed_timestamp.seconds = seconds
        metadata.execution_completed_timestamp.nanos = nanos
        metadata.virtual_execution_duration.FromNanoseconds(duration)
        metadata.auxiliary_metadata.add().Pack(facts)
        return encoded(rpc.ActionResult(execution_metadata=metadata, **more))

    yield "passed.result", result(
        own.JobFacts(user_time_us=1200, system_time_us=300, max_rss_bytes=4096000, run="run-1"),
        1_700_000_000, 5, 2_000_000_001, stdout_raw=b"said\n", stderr_raw=b"\xff\x00",
    )  # fmt: skip
    big = b"y" * 5000
    yield "killed.result", result(
        own.JobFacts(
            signal=9, core_dumped=True, out_of_memory=True, max_rss_of_cgroup=True, run="run-2",
            stdout_head=4000, stdout_dropped=70000, stderr_head=2, stderr_dropped=1, left_behind=True,
        ),
        -2, 999_999_999, 7, exit_code=137, stdout_digest=digest(big), stderr_raw=b"abc",
    )  # fmt: skip
    yield "timed_out.result", result(own.JobFacts(timed_out=True, run="run-3"), 1, 0, 0, exit_code=124)

    # What a worker says, and is told.
    def synchronize(**state):
        return encoded(
            worker.SynchronizeRequest(
                worker_id={"host": "h", "slot": "7"},
                instance_name_prefix="team",
                platform=rpc.Platform(properties=[full(name="ISA", value="x86-64")]),
                current_state=worker.CurrentState(**state),
                prefer_being_idle="idle" in state,
            )
        )

    executing = worker.CurrentState.Executing
    yield "idle.synchronize", synchronize(idle={})
    yield "running.synchronize", synchronize(executing=executing(action_digest=digest(timed), running={}))
    yield "completed.synchronize", synchronize(executing=executing(action_digest=digest(timed), completed=b"done"))
    desired = worker.DesiredState.Executing(
        action_digest=digest(timed), action=timed, instance_name_suffix="mine", digest_function=1,
        w3c_trace_context={"traceparent": "x"},
    )  # fmt: skip
    desired.queued_timestamp.seconds = 1_700_000_000
    desired.queued_timestamp.nanos = 5
    desired.auxiliary_metadata.add().Pack(rpc.RequestMetadata(tool_invocation_id="run-1"))
    answer = worker.SynchronizeResponse(desired_state=worker.DesiredState(executing=desired))
    answer.next_synchronization_at.seconds = 1
    yield "executing.desired", encoded(answer)
    yield "idle.desired", encoded(worker.SynchronizeResponse(desired_state=worker.DesiredState(idle={})))


def main():
    if shutil.which("protoc") is None:
        return 77
    try:
        importlib.import_module("google.protobuf")
    except ImportError:
        return 77
    text = "".join(f"{name} {data.hex()}\n" for name, data in messages())
    if "--check" not in sys.argv[1:]:
        OUTPUT.write_text(text, encoding="ascii")
        return 0
    if OUTPUT.read_text(encoding="ascii") == text:
        return 0
    print(f"{OUTPUT} is not what protobuf makes of proto/", file=sys.stderr)
    return 1


sys.exit(main())
