"""A Ray job: verl's reward workers, one a processor, get the rewards of a file of answers with our plugin.

    python reward_job.py JOB.JSON
"""

import json
import sys
import time
from pathlib import Path

import ray
from contracts_config import composed
from rollouts import batch_of
from verl.experimental.reward_loop.reward_loop import RewardLoopManager


def main(file):
    given = json.loads(Path(file).read_text(encoding="utf-8"))
    # As verl's own entry does: variables of the job and of this process go together.
    ray.init(runtime_env={"env_vars": {"TOKENIZERS_PARALLELISM": "true"}})
    manager = RewardLoopManager(composed(given, "grpo", f"reward.num_workers={given['workers']}"))
    start = time.perf_counter()
    scored = manager.compute_rm_score(batch_of(given, given["answers"]))
    seconds = time.perf_counter() - start
    rewards = scored.batch["rm_scores"].sum(dim=-1).tolist()
    Path(given["out"]).write_text(json.dumps({"rewards": rewards, "seconds": seconds}), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
