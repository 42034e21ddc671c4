"""Tokens of prompts, as the trainers make them and as servers make them: they have to be the same."""

import hashlib
import json


class PromptMismatch(RuntimeError):
    """Trainer and server would read a prompt otherwise."""


def token_lines(tokenizer, rows):
    """Of each row's prompt, what a server's tokenizer makes of it: its number of tokens, and their hash."""
    for row in rows:
        yield line_of(row, checked(tokenizer, row, tokenizer(row["prompt"])["input_ids"]))


def line_of(row, ids):
    digest = hashlib.sha256(json.dumps(ids).encode()).hexdigest()
    return {"task_id": row["task_id"], "prompt_sha256": row["prompt_sha256"], "tokens": len(ids), "ids_sha256": digest}


def checked(tokenizer, row, ids):
    digest = hashlib.sha256(row["prompt"].encode()).hexdigest()
    if digest != row["prompt_sha256"]:
        raise PromptMismatch(f"{row['task_id']}: its prompt has the hash {digest}, and was to have {row['prompt_sha256']}")
    bos = tokenizer.bos_token_id
    if bos is not None and ids[:2] == [bos, bos]:
        raise PromptMismatch(f"{row['task_id']}: its prompt begins with {tokenizer.bos_token}, and the tokenizer adds another")
    return ids


def assert_same(rows, served, trained):
    """`served` and `trained` have each row's token ids. @raises PromptMismatch at the first that differ"""
    for row, one, other in zip(rows, served, trained, strict=True):
        if list(one) == list(other):
            continue
        at = next((i for i, (a, b) in enumerate(zip(one, other)) if a != b), min(len(one), len(other)))
        raise PromptMismatch(
            f"{row['task_id']}: a server makes {len(one)} tokens of its prompt, the trainer {len(other)}; they differ from token {at} on"
        )
