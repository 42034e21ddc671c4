"""Answers as verl hands them to its reward managers."""

import numpy as np
import torch
from contracts_rows import dataset_of
from tensordict import TensorDict
from transformers import AutoTokenizer
from verl import DataProto


def rows_by_task(given):
    dataset = dataset_of(given)
    return {row["extra_info"]["task_id"]: row for row in (dataset[place] for place in range(len(dataset)))}


def token_ids(given, text, is_ended=True):
    tokenizer = AutoTokenizer.from_pretrained(given["model"])
    return tokenizer(text)["input_ids"] + ([tokenizer.eos_token_id] if is_ended else [])


def columns_of(row, place):
    """What the agent loop of the trainer has beside the tokens."""
    names = ("data_source", "ability", "reward_model", "extra_info", "raw_prompt")
    return {**{name: row[name] for name in names}, "uid": f"u{place // 2}", "session_id": place % 2, "global_steps": 7}


def batch_of(given, answers):
    """A batch of answers to tasks, padded on the right."""
    rows = rows_by_task(given)
    responses = [torch.tensor(token_ids(given, answer["result"])) for answer in answers]
    prompt = torch.tensor([token_ids(given, "Prompt", is_ended=False)] * len(answers))
    padded = torch.nn.utils.rnn.pad_sequence(responses, batch_first=True, padding_value=0)
    lengths = torch.tensor([len(response) for response in responses])
    mask = (torch.arange(padded.shape[1]) < lengths[:, None]).long()
    tensors = {
        "prompts": prompt,
        "responses": padded,
        "input_ids": torch.cat([prompt, padded], dim=1),
        "attention_mask": torch.cat([torch.ones_like(prompt), mask], dim=1),
    }
    columns = [columns_of(rows[answer["task_id"]], place) for place, answer in enumerate(answers)]
    others = {name: np.array([one[name] for one in columns], dtype=object) for name in columns[0]}
    return DataProto(batch=TensorDict(tensors, batch_size=len(answers)), non_tensor_batch=others)
