"""verl's reward manager for jobs of InfTool: gives the reward function what the model wrote, special tokens and all, and a name
of the rollout that stays the same. The managers of verl leave out special tokens, which calls may be marked by."""

from verl.experimental.reward_loop.reward_manager.base import RewardManagerBase


class InftoolRewardManager(RewardManagerBase):
    def __init__(self, config, tokenizer, compute_score, reward_router_address=None, reward_model_tokenizer=None):
        super().__init__(config, tokenizer, compute_score)
        if compute_score is None:
            raise ValueError("expected reward.custom_reward_function to name the reward function of InfTool")
        self.ends = {tokenizer.eos_token_id, tokenizer.pad_token_id} - {None}

    async def run_single(self, data):
        item = data[-1:][0]
        columns = item.non_tensor_batch
        text = await self.loop.run_in_executor(None, self._text, item.batch)
        scored = await self.compute_score(
            data_source=columns["data_source"],
            solution_str=text,
            ground_truth=columns["reward_model"]["ground_truth"],
            extra_info={**columns["extra_info"], "inftool_id": rollout_of(columns)},
        )
        return {"reward_score": scored["score"], "reward_extra_info": scored}

    def _text(self, batch):
        """Up to the token that ends the answer, which is none of it."""
        ids = batch["responses"]
        length = int(batch["attention_mask"][-ids.shape[-1] :].sum())
        kept = ids[:length].tolist()
        while kept and kept[-1] in self.ends:
            kept.pop()
        return self.tokenizer.decode(kept, skip_special_tokens=False)


def rollout_of(columns):
    """Unique: verl draws a prompt's uid anew each time it is sampled from. None where verl does not say."""
    if columns.get("uid") is None or columns.get("session_id") is None:
        return None
    return f"{columns.get('global_steps', '')}-{columns['uid']}-{columns['session_id']}"
