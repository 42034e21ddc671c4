"""verl's reward function: asks the reward server. Holds no opinion on any answer.

verl calls it for each answer by itself; calls that come within a moment go to the server together. A reward that cannot be had
is an exception, never a number.
"""

import asyncio
import json
import os
import sys
import uuid
import weakref

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))  # verl loads this file by its path.
from inftool_rewards import RewardClient  # noqa: E402

WINDOW = 0.005
"""Seconds that a call waits for others."""
MOST = 1024
"""Items that go together."""


async def compute_score(data_source, solution_str, ground_truth, extra_info, inftool=None, **_):
    """A dict with "score" (0 to 1) and "acc" (1.0 for a pass).

    inftool: `rewards.json` of the job: url, run_id, grader_version, token_env, timeout, patience.
    extra_info: "task_id"; "inftool_id" names the rollout where verl's reward manager is ours.
    Raises RuntimeError where there is no reward.
    """
    item = {
        "id": extra_info.get("inftool_id") or uuid.uuid4().hex,
        "task_id": extra_info["task_id"],
        "result": solution_str,
    }
    scored = await _requests(inftool).reward(item)
    return {"score": float(scored["reward"]), "acc": float(scored["verdict"]["valid"])}


class Requests:
    """Calls of one event loop, gathered into requests."""

    def __init__(self, client):
        self.client = client
        self.waiting = []
        self.tasks = set()

    async def reward(self, item):
        loop = asyncio.get_running_loop()
        answer = loop.create_future()
        self.waiting.append((item, answer))
        if len(self.waiting) == 1:
            loop.call_later(WINDOW, self._send)
        elif len(self.waiting) == MOST:
            self._send()
        return await answer

    def _send(self):
        waiting, self.waiting = self.waiting, []
        if waiting:
            task = asyncio.get_running_loop().create_task(self._ask(waiting))
            self.tasks.add(task)
            task.add_done_callback(self.tasks.discard)

    async def _ask(self, waiting):
        try:
            scored = await asyncio.to_thread(self.client.score, [item for item, _ in waiting])
            answers = [(answer, one, None) for (_, answer), one in zip(waiting, scored, strict=True)]
        except Exception as error:  # Whatever it is: who waits has to hear of it.
            # Of a built-in class, so that every process can read it.
            reason = f"no rewards: {type(error).__name__}: {error}"
            answers = [(answer, None, RuntimeError(reason)) for _, answer in waiting]
        for answer, one, error in answers:
            if answer.done():  # Who asked has gone.
                continue
            if error is None:
                answer.set_result(one)
            else:
                answer.set_exception(error)


_known = weakref.WeakKeyDictionary()


def _requests(file):
    of_loop = _known.setdefault(asyncio.get_running_loop(), {})
    if file not in of_loop:
        of_loop[file] = Requests(client_of(file))
    return of_loop[file]


def client_of(file):
    """The client that a job's `rewards.json` describes; the token itself is in the environment."""
    if file is None:
        raise ValueError("expected reward.custom_reward_function.reward_kwargs.inftool to name the job's rewards.json")
    with open(file, encoding="utf-8") as text:
        address = json.load(text)
    token = None
    if address.get("token_env") is not None:
        token = os.environ.get(address["token_env"])
        if not token:
            raise ValueError(f"expected the reward server's token in the environment variable {address['token_env']}")
    return RewardClient(
        address["url"], address["run_id"], address["grader_version"], token, address["timeout"], address["patience"]
    )
