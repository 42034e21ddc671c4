"""Has OpenRLHF's own rollout executor ask for rewards: `SingleTurnAgentExecutor.execute`, called unchanged.

Only its module is loaded, as the package's own imports ask for a GPU's libraries; its logger is stood in for, a character is a token,
and the engine says what it is told to.
stdin: {"endpoint", "asked": list of {"prompt", "label", "answer"}}. stdout: a line for each, {"reward": what the trainer is left with,
"logged": what the executor logged}.
"""

import asyncio
import importlib.metadata
import importlib.util
import json
import logging
import sys
import types


def agent_module():
    file = importlib.metadata.distribution("openrlhf").locate_file("openrlhf/utils/agent.py")
    for name in ("openrlhf", "openrlhf.utils", "openrlhf.utils.logging_utils"):
        sys.modules[name] = types.ModuleType(name)
    sys.modules["openrlhf.utils.logging_utils"].init_logger = logging.getLogger
    spec = importlib.util.spec_from_file_location("agent", file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Tokens(list):
    def tolist(self):
        return list(self)


class Tokenizer:
    def __call__(self, text, **_):
        return {"input_ids": [Tokens(map(ord, text))]}

    def decode(self, tokens, **_):
        return "".join(map(chr, tokens))


class Engine:
    def __init__(self, answer):
        self.answer = answer

    async def generate(self, *_, **__):
        output = types.SimpleNamespace(
            token_ids=list(map(ord, self.answer)), finish_reason="stop", logprobs=None
        )
        return types.SimpleNamespace(outputs=[output])


class Logged(logging.Handler):
    def __init__(self):
        super().__init__()
        self.texts = []

    def emit(self, record):
        self.texts.append(record.getMessage())


async def main():
    asked = json.load(sys.stdin)
    agent = agent_module()
    agent.logger.setLevel(logging.INFO)
    executor = agent.SingleTurnAgentExecutor([asked["endpoint"]])
    sampling = types.SimpleNamespace(max_tokens=1000, logprobs=None)
    for one in asked["asked"]:
        logged = Logged()
        agent.logger.addHandler(logged)
        output = await executor.execute(
            one["prompt"], one["label"], sampling, 100_000, Tokenizer(), Engine(one["answer"])
        )
        agent.logger.removeHandler(logged)
        print(json.dumps({"reward": output["reward"], "logged": logged.texts}), flush=True)


asyncio.run(main())
