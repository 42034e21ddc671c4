"""Rows: what verl's own datasets make of the parquet files that a job writes."""

import json
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

from transformers import AutoTokenizer


def rows_of(folder):
    with open(Path(folder) / "verl.jsonl", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def shim(given, stage, folder=None):
    file = Path(given[stage]) / "shims" / "inftool_verl_rows.py"
    return subprocess.run([sys.executable, file, folder or given[stage]], capture_output=True, text=True)


def is_pinned(given):
    found = version("verl")
    assert found == given["verl"], f"expected verl {given['verl']}, got {found}"
    return f"verl {found}, torch {version('torch')}, transformers {version('transformers')}, ray {version('ray')}"


def rows_are_written(given):
    for stage in ("grpo", "sft"):
        done = shim(given, stage)
        assert done.returncode == 0, done.stderr[-300:]
        counts = json.loads((Path(given[stage]) / "counts.json").read_text())
        rows = len(rows_of(given[stage]))
        assert counts == {"rows": rows - 1, "too_long": 1}, f"{counts} of {rows}"
    return f"{rows - 1} rows, 1 too long and counted"


def others_stop(given):
    """A prompt that the template does not write is refused, and so is one whose hash is another's."""
    said = []
    for change in ({"prompt": "Another prompt."}, {"prompt_sha256": "0" * 64}):
        folder = Path(given["folder"]) / f"changed-{len(said)}"
        folder.mkdir()
        (folder / "job.json").write_bytes((Path(given["grpo"]) / "job.json").read_bytes())
        lines = rows_of(given["grpo"])
        lines[1] = {**lines[1], **change}
        if "prompt" in change:
            import hashlib

            lines[1]["prompt_sha256"] = hashlib.sha256(change["prompt"].encode()).hexdigest()
        (folder / "verl.jsonl").write_text("\n".join(map(json.dumps, lines)))
        done = shim(given, "grpo", folder)
        assert done.returncode == 1, f"exit code {done.returncode}"
        assert lines[1]["task_id"] in done.stderr and "Traceback" not in done.stderr, done.stderr[-300:]
        assert not (folder / "train.parquet").exists()
        said.append(done.stderr.strip().split(": ", 2)[-1][:60])
    return "; ".join(said)


def dataset_of(given):
    from contracts_config import composed
    from verl.utils.dataset.rl_dataset import RLHFDataset

    config = composed(given, "grpo")
    return RLHFDataset(config.data.train_files, AutoTokenizer.from_pretrained(given["model"]), config.data)


def rl_rows(given):
    from verl.utils.dataset.rl_dataset import collate_fn

    dataset = dataset_of(given)
    lines = {line["task_id"]: line for line in rows_of(given["grpo"])}
    rows = [dataset[place] for place in range(len(dataset))]
    for row in rows:
        line = lines[row["extra_info"]["task_id"]]["row"]
        assert row["raw_prompt"] == line["prompt"], row["raw_prompt"]
        for name in ("data_source", "ability", "reward_model", "extra_info"):
            assert row[name] == line[name], f"{name}: {row[name]}"
        assert json.loads(row["reward_model"]["ground_truth"]) == {"task_id": line["extra_info"]["task_id"]}
    assert len(collate_fn(rows)["raw_prompt"]) == len(rows)
    return f"{len(rows)} rows"


def rl_prompts(given):
    """The tokens that verl's agent loop sends to be gone on with are those of the text that a server is asked with."""
    from verl.utils.tokenizer.continuous_token import ContinuousTokenBuilder

    tokenizer = AutoTokenizer.from_pretrained(given["model"])
    builder = ContinuousTokenBuilder(tokenizer)
    dataset = dataset_of(given)
    lines = {line["task_id"]: line for line in rows_of(given["grpo"])}
    for place in range(len(dataset)):
        row = dataset[place]
        sent = builder.build_initial_tokens(list(row["raw_prompt"]))
        assert sent == tokenizer(lines[row["extra_info"]["task_id"]]["prompt"])["input_ids"]
    return f"{len(dataset)} prompts"


def sft_rows(given):
    """Prompts token for token, and a loss on the answer and its end alone."""
    from contracts_config import composed
    from verl.trainer.sft_trainer_ray import create_sft_dataset

    tokenizer = AutoTokenizer.from_pretrained(given["model"])
    config = composed(given, "sft")
    dataset = create_sft_dataset([config.data.train_files], config.data, tokenizer, None)
    lines = [line for line in rows_of(given["sft"]) if len(line["prompt"]) < given["long"]]
    assert len(dataset) == len(lines)
    for place, line in enumerate(lines):
        row = dataset[place]
        ids, mask = row["input_ids"].tolist(), row["loss_mask"].tolist()
        prompt = tokenizer(line["prompt"])["input_ids"]
        assert ids[: len(prompt)] == prompt and not any(mask[: len(prompt)])
        learnt = tokenizer.decode([token for token, is_learnt in zip(ids, mask) if is_learnt])
        assert learnt.rstrip("\n") == line["completion"], learnt
    return f"{len(lines)} rows; of the last it learns {learnt!r}"


CONTRACTS = {
    "environment: the version that the engine is written for": is_pinned,
    "rows: a job's rows become parquet, too long ones counted": rows_are_written,
    "rows: another prompt than was asked with stops the job": others_stop,
    "rows: RLHFDataset reads them": rl_rows,
    "rows: the agent loop's prompt tokens are a server's": rl_prompts,
    "rows: MultiTurnSFTDataset reads them, with a loss on the answer alone": sft_rows,
}
