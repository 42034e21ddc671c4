"""Turns a job's rows into the parquet file that verl reads, where verl makes of every prompt what the server makes of it.

    python inftool_verl_rows.py FOLDER

FOLDER holds `job.json` and `verl.jsonl`; `train.parquet` and `counts.json` come out. Where verl would train on another prompt
than the one that a model is asked with, this says so and ends with exit code 1; what is no job ends with 2.
"""

import hashlib
import json
import os
import sys
from pathlib import Path

import pyarrow
import pyarrow.parquet


class RowError(Exception):
    """A row is not what verl would train on."""


def main(folder):
    job = json.loads((folder / "job.json").read_text(encoding="utf-8"))
    kept, too_long = read_rows(folder / "verl.jsonl", job, tokenizer_of(job["tokenizer"]))
    counts = {"rows": len(kept), "too_long": too_long}
    (folder / "counts.json").write_text(json.dumps(counts), encoding="utf-8")
    if len(kept) < job["least_rows"]:
        raise RowError(
            f"{len(kept)} rows have room ({too_long} have not), and a step takes {job['least_rows']}: "
            "expected more rows, smaller batches, or a larger maxLength"
        )
    part = folder / "train.parquet.part"
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(kept), part)
    os.replace(part, folder / "train.parquet")
    print(f"{len(kept)} rows, prompts as asked; {too_long} too long and left out", flush=True)


def tokenizer_of(name):
    from transformers import AutoTokenizer

    return AutoTokenizer.from_pretrained(name)


def read_rows(file, job, tokenizer):
    """Those with room, as verl's columns, and how many have none."""
    kept, too_long = [], 0
    with open(file, encoding="utf-8") as lines:
        for line in map(json.loads, lines):
            row, prompt_length, answer_length = checked(tokenizer, line, job["stage"])
            is_short = prompt_length <= job["max_prompt"] and prompt_length + answer_length <= job["max_length"]
            if is_short:
                kept.append(row)
            else:
                too_long += 1
    return kept, too_long


def checked(tokenizer, line, stage):
    """A row's columns, and the tokens of its prompt and its answer. Raises RowError."""
    row, prompt = line["row"], line["prompt"]
    task = line["task_id"]
    digest = hashlib.sha256(prompt.encode()).hexdigest()
    if digest != line["prompt_sha256"]:
        raise RowError(f"{task}: its prompt has the hash {digest}, and was to have {line['prompt_sha256']}")
    messages = row["prompt" if stage == "grpo" else "messages"]
    asked = tokenizer(prompt)["input_ids"]
    trained = ids_of(tokenizer, messages, add_generation_prompt=True)
    rendered = tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=True)
    if without_start(tokenizer, rendered) != without_start(tokenizer, prompt):
        raise RowError(f"{task}: the chat template does not write its prompt as it was written: {difference(rendered, prompt)}")
    if trained != asked:
        raise RowError(f"{task}: verl makes {len(trained)} tokens of its prompt, a server {len(asked)}, and they differ")
    if stage == "grpo":
        return row, len(asked), 0
    return answered(tokenizer, task, row, line["completion"], prompt, asked)


def answered(tokenizer, task, row, completion, prompt, asked):
    """An SFT row with its answer as a message."""
    messages = row["messages"]
    # verl trains on every message of the assistant, not on the last alone.
    if any(message["role"] == "assistant" for message in messages):
        raise RowError(f"{task}: verl would train on answers earlier in the conversation, too: expected none")
    end = tokenizer.eos_token
    if not end or not completion.endswith(end):
        raise RowError(f"{task}: expected its completion to end with {end!r}, got {completion[-20:]!r}")
    whole = [*messages, {"role": "assistant", "content": completion[: -len(end)]}]
    rendered = without_start(tokenizer, tokenizer.apply_chat_template(whole, tokenize=False))
    expected = without_start(tokenizer, prompt) + completion
    if not rendered.startswith(expected) or rendered[len(expected) :].strip():
        raise RowError(f"{task}: the chat template does not write its answer as it was written: {difference(rendered, expected)}")
    ids = ids_of(tokenizer, whole, add_generation_prompt=False)
    if ids[: len(asked)] != asked:
        raise RowError(f"{task}: the tokens of its prompt are others when the answer follows")
    return {**row, "messages": whole}, len(asked), len(ids) - len(asked)


def ids_of(tokenizer, messages, add_generation_prompt):
    ids = tokenizer.apply_chat_template(messages, tokenize=True, add_generation_prompt=add_generation_prompt)
    return list(ids["input_ids"] if hasattr(ids, "keys") else ids)


def without_start(tokenizer, text):
    return text.removeprefix(tokenizer.bos_token) if tokenizer.bos_token else text


def difference(got, expected):
    at = next((i for i, (a, b) in enumerate(zip(got, expected)) if a != b), min(len(got), len(expected)))
    return f"from character {at} on {got[at : at + 40]!r}, expected {expected[at : at + 40]!r}"


if __name__ == "__main__":
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        sys.exit(2)
    try:
        main(Path(sys.argv[1]))
    except RowError as error:
        print(f"inftool: {error}", file=sys.stderr)
        sys.exit(1)
