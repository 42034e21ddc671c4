"""Plays sessions with the NeMo Gym client of the package `verifiers`, called unchanged: its task's setup, its tools' POST, its reward.

What a harness and a model would do in between is given: the calls, one a step, and "Done." as the last word.
stdin: {"dataset": file of rows, "url": of the server, "calls": for each row a list of [name, arguments]}. stdout: a line for each row,
{"reward", "error_type", "passed", "statuses": of the calls' replies}.
"""

import asyncio
import json
import sys
from pathlib import Path

from verifiers.v1.graph import MessageNode
from verifiers.v1.tasksets.nemo_gym import NeMoGymConfig, NeMoGymTaskConfig, NeMoGymTaskset
from verifiers.v1.tasksets.nemo_gym.toolset import NeMoGymState
from verifiers.v1.trace import Trace
from verifiers.v1.types import AssistantMessage, ToolCall, ToolMessage, UserMessage


async def play(task, calls):
    trace = Trace.model_construct(nodes=[], rewards={}, metrics={}, info={}, state=NeMoGymState())
    await task.setup(trace, None)
    nodes, statuses = [MessageNode(message=UserMessage(content="Play."))], []

    def say(message, sampled):
        nodes.append(MessageNode(parent=len(nodes) - 1, sampled=sampled, message=message))

    for place, (name, arguments) in enumerate(calls):
        reply = await trace.state.post(name, arguments)
        statuses.append(reply.status_code)
        call = ToolCall(id=f"call-{place}", name=name, arguments=json.dumps(arguments))
        say(AssistantMessage(content=None, tool_calls=[call]), True)
        say(ToolMessage(tool_call_id=call.id, content=reply.text), False)
    say(AssistantMessage(content="Done."), True)
    trace.nodes = nodes
    reward = await task.nemo_gym(trace)
    told = trace.info["nemo_gym"]
    return {
        "reward": reward,
        "error_type": told["error_type"],
        "passed": told["passed"],
        "statuses": statuses,
    }


async def main():
    asked = json.load(sys.stdin)
    config = NeMoGymConfig(
        dataset=Path(asked["dataset"]), task=NeMoGymTaskConfig(resources_url=asked["url"])
    )
    for task, calls in zip(NeMoGymTaskset(config).load(), asked["calls"], strict=True):
        print(json.dumps(await play(task, calls)), flush=True)


asyncio.run(main())
