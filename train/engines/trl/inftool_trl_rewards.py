"""TRL's reward function: asks the reward server, and logs what it said. Holds no opinion on any answer."""

import json
import os
import time
from pathlib import Path

from inftool_rewards import RewardClient


class Rewards:
    """A batch is written down before it is asked, so that one that was cut off is asked again, under the same ids, and each
    reward in the server's journal stands in `rewards.jsonl`, once."""

    def __init__(self, folder, address, tokenizer, attempt):
        token = os.environ.get(address.get("token_env") or "")
        self.client = RewardClient(address["url"], address["run_id"], address["grader_version"], token or None)
        self.pending = Path(folder) / "pending.json"
        self.log = Path(folder) / "rewards.jsonl"
        self.tokenizer = tokenizer
        self.attempt = attempt
        self.batch = 0
        self.__name__ = "inftool"
        self._settle()

    def __call__(self, prompts, completions, completion_ids, task_id, trainer_state, log_metric=None, **_):
        step = trainer_state.global_step
        items = [
            {"id": f"{self.attempt}/{self.batch}/{place}", "task_id": task, "result": self._text(ids), "mode": "prompt"}
            for place, (task, ids) in enumerate(zip(task_id, completion_ids, strict=True))
        ]
        self.batch += 1
        start = time.perf_counter()
        scored = self._ask({"attempt": self.attempt, "step": step, "items": items})
        if log_metric is not None:
            log_metric("reward_wait", time.perf_counter() - start)
        return [item["reward"] for item in scored]

    def _text(self, ids):
        ids = list(ids)
        if ids and ids[-1] == self.tokenizer.eos_token_id:
            ids.pop()
        return self.tokenizer.decode(ids, skip_special_tokens=False)

    def _ask(self, batch):
        part = self.pending.with_suffix(".part")
        part.write_text(json.dumps(batch), encoding="utf-8")
        part.replace(self.pending)
        scored = self.client.score(batch["items"])
        lines = [
            {"attempt": batch["attempt"], "step": batch["step"], "id": item["id"], "task_id": item["task_id"], "reward": item["reward"]}
            for item in scored
        ]
        with self.log.open("a", encoding="utf-8") as file:
            file.writelines(json.dumps(line) + "\n" for line in lines)
            file.flush()
            os.fsync(file.fileno())
        self.pending.unlink()
        return scored

    def _settle(self):
        """Asks again what was cut off between asking and logging."""
        if not self.pending.exists():
            return
        batch = json.loads(self.pending.read_text(encoding="utf-8"))
        lines = self.log.read_text(encoding="utf-8").splitlines(keepends=True) if self.log.exists() else []
        ids = {item["id"] for item in batch["items"]}
        kept = [line for line in lines if line.endswith("\n") and json.loads(line)["id"] not in ids]
        part = self.log.with_suffix(".part")
        part.write_text("".join(kept), encoding="utf-8")
        part.replace(self.log)
        self._ask(batch)
