"""verl's replay buffer for jobs of InfTool: a rollout that failed ends the run. verl's own logs it and trains on what is left of
its group, so that rewards which could not be had would change what is learnt and nobody would hear of it."""

from verl.trainer.ppo.v1.replay_buffer import ReplayBuffer


class StrictReplayBuffer(ReplayBuffer):
    def _sync_metadata_from_transfer_queue(self):
        super()._sync_metadata_from_transfer_queue()
        failed = {partition: len(uids) for partition, uids in self.failure_keys.items() if uids}
        if failed:
            raise RuntimeError(
                f"inftool: rollouts failed (prompts by partition: {failed}), so the run ends; "
                "the log says why, and the same job goes on from its last checkpoint"
            )
