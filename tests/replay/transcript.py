"""Replays a history and writes down every command that today's code gives: what replay itself does not compare.

Replay compares the order and kinds of commands, and is blind to a changed timer, argument, timeout, retry policy or
result (measured on temporalio 1.35). The transcript has them, one line for each command.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from google.protobuf.duration_pb2 import Duration
from temporalio.api.common.v1 import Payload, RetryPolicy
from temporalio.bridge.proto.workflow_activation import WorkflowActivation
from temporalio.bridge.proto.workflow_commands import ScheduleActivity, UpdateResponse, WorkflowCommand
from temporalio.bridge.proto.workflow_completion import WorkflowActivationCompletion
from temporalio.client import WorkflowHistory
from temporalio.worker import Replayer, WorkflowInstance, WorkflowInstanceDetails, WorkflowRunner
from temporalio.workflow import Info

from workers.build import WORKFLOWS, sandbox
from workers.connections import data_converter

HISTORIES = Path(__file__).resolve().parents[1] / "histories"


async def transcript(history: WorkflowHistory, workflows: Sequence[type] = WORKFLOWS) -> str:
    """The commands of a history's workflow, one a line. Raises temporalio's NondeterminismError when replay fails."""
    runner = NotingRunner()
    replayer = Replayer(workflows=workflows, workflow_runner=runner, data_converter=data_converter())
    await replayer.replay_workflow(history)
    return "".join(f"{line}\n" for line in runner.lines)


def read_history(path: Path) -> WorkflowHistory:
    """A saved history."""
    saved = json.loads(gzip.decompress(path.read_bytes()))
    return WorkflowHistory.from_json(saved["workflow_id"], saved["history"])


def write_history(path: Path, history: WorkflowHistory) -> None:
    """Save a history. Raises FileExistsError: what is saved is evidence and is never changed."""
    saved = {"workflow_id": history.workflow_id, "history": json.loads(history.to_json())}
    with path.open("xb") as file:
        file.write(gzip.compress(json.dumps(saved, separators=(",", ":")).encode(), mtime=0))


class NotingRunner(WorkflowRunner):
    """The one sandbox, with a pen: `lines` has every command of the workflow it ran."""

    def __init__(self) -> None:
        self._sandbox = sandbox()
        self.lines: list[str] = []

    def prepare_workflow(self, defn: Any) -> None:
        """Prepare as the sandbox does."""
        self._sandbox.prepare_workflow(defn)

    def create_instance(self, det: WorkflowInstanceDetails) -> WorkflowInstance:
        """An instance of the sandbox, listened to."""
        return _NotingInstance(self._sandbox.create_instance(det), self.lines)

    def set_worker_level_failure_exception_types(self, types: Sequence[type[BaseException]]) -> None:
        """Hand the types on."""
        self._sandbox.set_worker_level_failure_exception_types(types)


class _NotingInstance(WorkflowInstance):
    def __init__(self, inner: WorkflowInstance, lines: list[str]) -> None:
        self._inner = inner
        self._lines = lines

    def activate(self, act: WorkflowActivation) -> WorkflowActivationCompletion:
        done = self._inner.activate(act)
        queue = self._inner.get_info().task_queue
        self._lines += [_line(command, queue) for command in done.successful.commands]
        return done

    def get_serialization_context(self, command_info: Any) -> Any:
        return self._inner.get_serialization_context(command_info)

    def get_external_store_context(self, command_info: Any) -> Any:
        return self._inner.get_external_store_context(command_info)

    def get_info(self) -> Info:
        return self._inner.get_info()

    def get_thread_id(self) -> int | None:
        return self._inner.get_thread_id()


def _line(command: WorkflowCommand, queue: str) -> str:
    """A command of a workflow on `queue` in a line, with everything of it that matters."""
    kind = command.WhichOneof("variant") or "nothing"
    match kind:
        case "start_timer":
            return f"timer {_seconds(command.start_timer.start_to_fire_timeout)}"
        case "cancel_timer":
            return "cancel timer"
        case "schedule_activity":
            return _activity(command.schedule_activity, queue)
        case "update_response":
            return _update(command.update_response)
        case "upsert_workflow_search_attributes":
            fields = command.upsert_workflow_search_attributes.search_attributes.indexed_fields
            return "show " + ", ".join(f"{name} {_value(fields[name])}" for name in sorted(fields))
        case "signal_external_workflow_execution":
            signal = command.signal_external_workflow_execution
            target = signal.workflow_execution.workflow_id
            return f"signal {signal.signal_name} to {target}: {', '.join(_text(p) for p in signal.args)}"
        case "complete_workflow_execution":
            return f"completed {_text(command.complete_workflow_execution.result)}"
        case "continue_as_new_workflow_execution":
            (given,) = command.continue_as_new_workflow_execution.arguments
            return f"continued as new with {_handed_over(_value(given))}"
        case _:
            return kind.replace("_", " ")


def _activity(command: ScheduleActivity, queue: str) -> str:
    given = _value(command.arguments[0])
    match command.activity_type:
        case "record":
            entries = given["entries"]
            kinds = "+".join(entry["event"]["kind"] for entry in entries)
            about = f"{kinds} to {entries[-1]['seq']} {entries[-1]['hash'][:12]}, {len(given['notices'])} messages"
        case "deliver" | "give_up":
            withdrawn = given.get("withdrawn")
            about = ", ".join(given["keys"]) + (f" without {', '.join(withdrawn)}" if withdrawn else "")
        case "open_journeys":
            about = ", ".join(place["region"]["id"] for place in given["places"])
        case "save_cohort":
            about = f"{len(given['cohort']['places'])} places, summary {json.dumps(given['summary'], sort_keys=True)}"
        case _:
            about = json.dumps(given, sort_keys=True)
    limits = {
        "within": command.start_to_close_timeout,
        "at last": command.schedule_to_close_timeout,
        "heartbeat": command.heartbeat_timeout,
    }
    told = [f"{name} {_seconds(limit)}" for name, limit in limits.items() if _seconds(limit) != "0s"]
    elsewhere = f"on {command.task_queue.replace(queue, '*', 1)}: " if command.task_queue != queue else ""
    return f"{elsewhere}{command.activity_type} {about} ({', '.join([*told, _retry(command.retry_policy)])})"


def _retry(policy: RetryPolicy) -> str:
    times = f", {policy.maximum_attempts} times" if policy.maximum_attempts else ""
    if not policy.HasField("initial_interval"):
        return f"again as the server pleases{times}"
    return f"again after {_seconds(policy.initial_interval)} to {_seconds(policy.maximum_interval)}{times}"


def _update(command: UpdateResponse) -> str:
    response = command.WhichOneof("response")
    if response != "completed":
        return f"update {response}"
    result = _value(command.completed)
    if isinstance(result, dict) and "kinds" in result:
        return f"update answered {'+'.join(result['kinds'])}, {result['first_seq']} to {result['last_seq']}"
    return f"update answered {json.dumps(result, sort_keys=True)}"


def _handed_over(given: Any) -> str:
    resumed = given.get("resumed")
    if resumed is None:
        return ", ".join(sorted(given))
    journey = resumed["journey"]
    counts = {name: len(value) for name, value in resumed.items() if isinstance(value, list)}
    if resumed.get("waiting"):
        counts["waiting"] = len(resumed["waiting"])
    return f"entry {journey['seq']} {journey['head'][:12]}, " + ", ".join(f"{n} {c}" for n, c in counts.items())


def _seconds(duration: Duration) -> str:
    return f"{duration.ToTimedelta().total_seconds():.6f}".rstrip("0").rstrip(".") + "s"


def _value(payload: Payload) -> Any:
    return json.loads(payload.data) if payload.data else None


def _text(payload: Payload) -> str:
    return json.dumps(_value(payload), sort_keys=True)
