"""Trains a language model with TRL, by SFT or GRPO, as a job's folder says. Every reward comes from a reward server.

    python inftool_trl.py train FOLDER       does the job in FOLDER, or goes on from its last checkpoint
    python inftool_trl.py inspect MODEL      tells what a tokenizer does at the beginning and the end of texts
    python inftool_trl.py tokenize MODEL ROWS OUT
                                             counts and hashes the tokens that a server makes of prompts
    python inftool_trl.py merge ADAPTER OUT  writes a LoRA adapter and its model as one model
    python inftool_trl.py convert GGUF OUT   writes a GGUF file as a model folder

Exit codes: 0 done, 1 failed, 75 told to end, with a checkpoint to go on from.
"""

import json
import os
import sys
from pathlib import Path

os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")

TOLD_TO_END = 75


def train(folder):
    from inftool_trl_job import Job

    return Job(Path(folder)).run()


def inspect(model):
    from transformers import AutoConfig, AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(model)
    ids = tokenizer("x")["input_ids"]
    config = AutoConfig.from_pretrained(base_of(model))
    print(
        json.dumps(
            {
                "bos_token": tokenizer.bos_token,
                "eos_token": tokenizer.eos_token,
                "adds_bos": bool(ids) and ids[0] == tokenizer.bos_token_id,
                "chat_template": tokenizer.chat_template,
                "context": getattr(config, "max_position_embeddings", None),
            }
        )
    )


def base_of(model):
    """The folder or name of the model that an adapter is for, else the model itself."""
    file = Path(model) / "adapter_config.json"
    return json.loads(file.read_text())["base_model_name_or_path"] if file.exists() else model


def tokenize(model, rows, out):
    from inftool_trl_prompts import token_lines
    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(model)
    with open(rows, encoding="utf-8") as lines, open(out, "w", encoding="utf-8") as file:
        for line in token_lines(tokenizer, (json.loads(line) for line in lines)):
            file.write(json.dumps(line) + "\n")


def merge(adapter, out):
    from peft import AutoPeftModelForCausalLM
    from transformers import AutoTokenizer

    AutoPeftModelForCausalLM.from_pretrained(adapter).merge_and_unload().save_pretrained(out)
    AutoTokenizer.from_pretrained(adapter).save_pretrained(out)


def convert(gguf, out):
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    folder, name = os.path.split(os.path.abspath(gguf))
    AutoTokenizer.from_pretrained(folder, gguf_file=name).save_pretrained(out)
    AutoModelForCausalLM.from_pretrained(folder, gguf_file=name, dtype=torch.float32).save_pretrained(out)


def main(arguments):
    commands = {"train": (train, 1), "inspect": (inspect, 1), "tokenize": (tokenize, 3), "merge": (merge, 2), "convert": (convert, 2)}
    name, *rest = arguments or [""]
    command, count = commands.get(name, (None, 0))
    if command is None or len(rest) != count:
        print(__doc__, file=sys.stderr)
        return 2
    return command(*rest) or 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
