"""What happens over a Ray cluster: exceptions pass through it, and a rollout that failed ends the run."""

import warnings

import ray
import torch
from contracts_config import composed
from contracts_rewards import address, through_agent_loop
from tensordict import TensorDict

warnings.filterwarnings("ignore")


def start():
    if not ray.is_initialized():
        ray.init(num_cpus=16, include_dashboard=False, log_to_driver=False, logging_level="ERROR", object_store_memory=10**8)


def reward_comes_back(given):
    start()
    output = through_agent_loop(given, "++" + address(given, run_id="ray"))
    assert output.reward_score == given["answers"][0]["reward"], output.reward_score
    return f"reward {output.reward_score}"


def exception_comes_back(given):
    start()
    try:
        output = through_agent_loop(given, "++" + address(given, grader_version="another"))
    except Exception as error:
        assert "RewardRefused" in str(error) and isinstance(error, RuntimeError), repr(error)
        return f"{type(error).__name__}, a RuntimeError"
    raise AssertionError(f"a reward came back: {output.reward_score}")


def queue(given):
    """One group whose rollouts are there, one that has failed."""
    import transfer_queue

    start()
    config = composed(given, "grpo").transfer_queue
    config.enable = True
    config.backend.SimpleStorage.num_data_storage_units = 1
    transfer_queue.init(config)
    tags = [{"is_prompt": True, "status": status, "global_steps": 1} for status in ("finished", "failure")]
    transfer_queue.kv_batch_put(keys=["a", "b"], partition_id="train", tags=tags)
    fields = TensorDict({"rm_scores": torch.ones(1, 1)}, batch_size=1)
    transfer_queue.kv_batch_put(keys=["a_0_0"], partition_id="train", fields=fields, tags=[{"status": "success"}])
    return transfer_queue


def failed_group_ends_the_run(given):
    from inftool_verl_sampler import StrictReplayBuffer
    from verl.trainer.ppo.v1.replay_buffer import ReplayBuffer

    transfer_queue = queue(given)
    options = {"trainer_mode": "sync", "trainer_config": {}, "max_off_policy_threshold": 8, "sampler_kwargs": {}}
    options |= {"max_off_policy_strategy": "drop", "refill_fn": None}
    try:
        try:
            StrictReplayBuffer(**options).sample(1, "train", 2)
        except RuntimeError as error:
            assert "rollouts failed" in str(error), error
        else:
            raise AssertionError("a batch was made without the group that had failed")
        batch, _ = ReplayBuffer(**options).sample(1, "train", 2)
        return f"ours raises; verl's own goes on with {batch.keys} of two groups"
    finally:
        transfer_queue.close()
        ray.shutdown()


CONTRACTS = {
    "ray: the agent loop gets its reward from a reward worker": reward_comes_back,
    "ray: an exception of the plugin passes through the reward worker": exception_comes_back,
    "ray: a rollout that failed ends the run": failed_group_ends_the_run,
}
