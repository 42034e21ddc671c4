"""Rewards: verl's reward worker loads our plugin by its configuration and asks a live server."""

import asyncio
import json
import time
from pathlib import Path
from types import SimpleNamespace

from contracts_config import composed
from rollouts import batch_of, columns_of, rows_by_task, token_ids

NAIVE = ("reward.reward_manager.source=register", "reward.reward_manager.name=naive")


def worker_of(given, *more):
    from verl.experimental.reward_loop.reward_loop import RewardLoopWorker

    return RewardLoopWorker(composed(given, "grpo", *more))


def rewards_of(given, worker, answers):
    return asyncio.get_event_loop().run_until_complete(worker.compute_score_batch(batch_of(given, answers)))


def address(given, **changed):
    """A `rewards.json` with something else in it, as the override that names it."""
    known = json.loads((Path(given["grpo"]) / "rewards.json").read_text())
    file = Path(given["folder"]) / f"rewards-{'-'.join(changed)}.json"
    file.write_text(json.dumps({**known, **changed}))
    return f"reward.custom_reward_function.reward_kwargs.inftool={file}"


def gives_rewards(*more):
    def contract(given):
        run = address(given, run_id="naive" if more else "ours").split("=", 1)[1]
        override = f"++reward.custom_reward_function.reward_kwargs.inftool={run}"
        scored = rewards_of(given, worker_of(given, *more, override), given["answers"])
        for one, answer in zip(scored, given["answers"], strict=True):
            assert one["reward_score"] == answer["reward"], f"{answer}: {one}"
            assert one["reward_extra_info"]["acc"] == float(answer["reward"] == 1), one
        return f"{len(scored)} rewards, {len({one['reward_score'] for one in scored})} different ones"

    return contract


def text_is_raw(given):
    """verl's managers leave special tokens out of what they hand on; ours ends the answer where the model has ended it."""
    said = {}

    async def heard(solution_str, extra_info, **_):
        said["text"], said["id"] = solution_str, extra_info.get("inftool_id")
        return {"score": 0.0}

    answer = {"task_id": given["answers"][0]["task_id"], "result": "<|im_start|>[ring()]"}
    found = {}
    for name, more in (("naive", NAIVE), ("ours", ())):
        worker = worker_of(given, *more)
        worker.reward_manager.compute_score = heard
        worker.reward_manager.is_async_reward_score = True
        rewards_of(given, worker, [answer])
        found[name] = said["text"]
    assert found == {"naive": "[ring()]", "ours": "<|im_start|>[ring()]"}, found
    assert said["id"] == "7-u0-0", said
    return str(found)


def calls_go_together(given):
    """Few requests for many calls, each call with its own item."""
    import inftool_verl_reward as plugin

    many = [given["answers"][place % len(given["answers"])] for place in range(3000)]
    sizes = []

    class Client:
        def score(self, items):
            sizes.append(len(items))
            return [{"reward": item["result"], "verdict": {"valid": False}} for item in items]

    async def ask():
        requests = plugin.Requests(Client())
        items = [{"id": str(place), "result": place} for place in range(len(many))]
        return [one["reward"] for one in await asyncio.gather(*map(requests.reward, items))]

    got = asyncio.run(ask())
    assert got == list(range(len(many)))
    assert len(sizes) <= 5, sizes
    return f"{len(many)} calls in {len(sizes)} requests"


def raises(given, expected, **changed):
    override = "++" + address(given, **changed)
    start = time.monotonic()
    try:
        rewards_of(given, worker_of(given, override), given["answers"][:3])
    except Exception as error:
        assert expected in str(error), f"expected {expected}, got {error}"
        return f"{type(error).__name__}: {str(error)[:90]} … after {time.monotonic() - start:.1f} s"
    raise AssertionError("there were rewards")


def through_agent_loop(given, override):
    """Has verl's agent loop ask a reward worker that is a Ray actor. Returns its output."""
    import ray
    from verl.experimental.agent_loop.agent_loop import AgentLoopMetrics, AgentLoopOutput, AgentLoopWorker
    from verl.experimental.reward_loop.reward_loop import RewardLoopWorker

    actor = ray.remote(RewardLoopWorker).remote(composed(given, "grpo", override))
    answer = given["answers"][0]
    response = token_ids(given, answer["result"])
    output = AgentLoopOutput(
        prompt_ids=token_ids(given, "Prompt", is_ended=False),
        response_ids=response,
        response_mask=[1] * len(response),
        num_turns=2,
        metrics=AgentLoopMetrics(),
    )
    loop = SimpleNamespace(
        reward_loop_worker_handles=[actor],
        processor=None,
        _compute_multi_modal_inputs=lambda *_: {},
        _compute_position_ids=lambda ids, *_: ids,
        _get_mm_processor_kwargs=lambda *_: {},
    )
    row = columns_of(rows_by_task(given)[answer["task_id"]], 1000)
    asyncio.run(AgentLoopWorker._compute_score(loop, [output], row))
    return output


CONTRACTS = {
    "rewards: verl's naive manager gets the grader's rewards": gives_rewards(*NAIVE),
    "rewards: our manager gets the grader's rewards": gives_rewards(),
    "rewards: our manager sends the text raw, and names the rollout": text_is_raw,
    "rewards: calls of one loop go together": calls_go_together,
    "rewards: another grader than the job's ends in an exception": lambda given: raises(
        given, "RewardRefused", grader_version="another"
    ),
    "rewards: a server that is not there ends in an exception": lambda given: raises(
        given, "RewardUnavailable", url="http://127.0.0.1:9", patience=1
    ),
    "rewards: a token that is not there ends in an exception": lambda given: raises(
        given, "INFTOOL_NO_SUCH_TOKEN", token_env="INFTOOL_NO_SUCH_TOKEN"
    ),
}
