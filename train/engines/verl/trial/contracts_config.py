"""Configuration: what Hydra and verl's own checks make of a job's overrides."""

import os
from pathlib import Path
from types import SimpleNamespace

from hydra import compose, initialize_config_module
from hydra.core.override_parser.overrides_parser import OverridesParser
from omegaconf import OmegaConf

NAMES = {"grpo": "ppo_trainer", "sft": "sft_trainer_engine"}


def overrides_of(folder):
    return (Path(folder) / "overrides.txt").read_text(encoding="utf-8").splitlines()


def composed(given, stage, *more):
    with initialize_config_module("verl.trainer.config", version_base=None):
        return compose(NAMES[stage], overrides=[*overrides_of(given[stage]), *more])


def takes_all(stage):
    """Each key is one of verl's, but for those with a `+`, and has the value that it was given."""

    def contract(given):
        parser = OverridesParser.create()
        with initialize_config_module("verl.trainer.config", version_base=None):
            stock = compose(NAMES[stage], overrides=["actor_rollout_ref.rollout.name=vllm"] if stage == "grpo" else [])
        config = composed(given, stage)
        added, count = [], 0
        for override in parser.parse_overrides(overrides_of(given[stage])):
            key = override.key_or_group
            if key.startswith("hydra."):
                continue
            count += 1
            if override.is_add():
                added.append(key)
            else:
                assert is_key(stock, key), f"verl has no {key}"
            got = OmegaConf.select(config, key)
            got = OmegaConf.to_container(got) if OmegaConf.is_config(got) else got
            expected = plain(override.value())
            assert got == expected, f"{key}: expected {expected!r}, got {got!r}"
        expected = ["reward.custom_reward_function.reward_kwargs.inftool"] if stage == "grpo" else []
        assert added == expected, f"added {added}"
        return f"{count} overrides"

    return contract


def plain(value):
    return [plain(one) for one in value] if isinstance(value, list) else getattr(value, "text", value)


def is_key(config, key):
    parent, _, name = key.rpartition(".")
    node = OmegaConf.select(config, parent) if parent else config
    return OmegaConf.is_config(node) and name in node


def unknown_is_refused(given):
    from hydra.errors import ConfigCompositionException

    try:
        composed(given, "grpo", "data.no_such_key=1")
    except ConfigCompositionException:
        return
    raise AssertionError("a key that verl lacks was taken")


def grpo_is_valid(given):
    from verl.trainer.ppo.utils import need_critic, need_reference_policy
    from verl.utils.config import validate_config

    config = composed(given, "grpo")
    assert not need_critic(config)
    validate_config(config, use_reference_policy=need_reference_policy(config), use_critic=False)
    return "no critic"


def sft_is_valid(given):
    from verl.utils.config import omega_conf_to_dataclass

    config = composed(given, "sft")
    made = [type(omega_conf_to_dataclass(config[name])).__name__ for name in ("model", "engine", "optim", "checkpoint")]
    return ", ".join(made)


def sampler_is_ours(given):
    from verl.trainer.ppo.v1.trainer_base import PPOTrainer

    trainer = SimpleNamespace(config=composed(given, "grpo"), trainer_mode="sync", _add_prompts_to_generate=None)
    built = PPOTrainer._build_replay_buffer(trainer)
    assert type(built).__name__ == "StrictReplayBuffer", type(built)


def metrics_go_where_told(given):
    """The file is emptied by each attempt, so that each has its own."""
    from verl.utils.tracking import Tracking

    file = Path(given["folder"]) / "metrics-1.jsonl"
    os.environ["VERL_FILE_LOGGER_PATH"] = str(file)
    for steps in (range(1, 3), range(3, 5)):
        tracking = Tracking("inftool", "round-1/grpo", default_backend=["file"], config={})
        for step in steps:
            tracking.log({"critic/rewards/mean": step / 4, "actor/entropy": float("nan")}, step)
        tracking.finish()
    lines = file.read_text().splitlines()
    assert len(lines) == 2, lines
    return lines[-1]


CONTRACTS = {
    "config: main_ppo has every key of a GRPO job": takes_all("grpo"),
    "config: the SFT trainer has every key of an SFT job": takes_all("sft"),
    "config: a key that verl lacks is refused": unknown_is_refused,
    "config: verl's validate_config passes a GRPO job": grpo_is_valid,
    "config: verl's dataclasses take an SFT job": sft_is_valid,
    "config: the trainer builds our replay buffer": sampler_is_ours,
    "config: the file logger writes where it is told": metrics_go_where_told,
}
