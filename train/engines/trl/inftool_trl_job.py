"""A job's folder: `job.json` and `rows.jsonl` go in; `metrics.jsonl`, `prompts.jsonl`, `rewards.jsonl`, checkpoints and a model come out."""

import fcntl
import json
import os
import shutil
import signal
import sys
import threading
import time
from pathlib import Path

import torch
from datasets import Dataset
from peft import LoraConfig, PeftModel
from transformers import AutoModelForCausalLM, AutoTokenizer, TrainerCallback
from trl import GRPOConfig, GRPOTrainer, SFTConfig, SFTTrainer

from inftool_trl_prompts import assert_same, checked, line_of

TOLD_TO_END = 75
# The label of a token that nothing is learnt from.
IGNORED = -100
# Seconds for a step and a checkpoint when whoever started the trainer is gone, and until another trainer has left the folder.
ALONE, PATIENCE = 30, 120


def whole_lines(file):
    """Without a last one that was cut off."""
    return [line for line in file.read_text(encoding="utf-8").splitlines(keepends=True) if line.endswith("\n")]


def claimed(folder):
    """The folder's lock, held until this process ends. @raises SystemExit while another trainer is at work in it"""
    lock = (folder / "lock").open("w", encoding="utf-8")
    end = time.monotonic() + PATIENCE
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            break
        except BlockingIOError:
            if time.monotonic() > end:
                raise SystemExit(f"another trainer is at work in {folder}: end it, or wait for it") from None
            time.sleep(1)
    lock.write(str(os.getpid()))
    lock.flush()
    return lock


class Watch(TrainerCallback):
    """Writes what the trainer logs while it runs, and ends it with a checkpoint when it is told to end, or when whoever started it
    is gone: its input ends then."""

    def __init__(self, file):
        self.file = file
        self.told_to_end = False
        if file.exists():
            file.write_text("".join(whole_lines(file)), encoding="utf-8")
        signal.signal(signal.SIGTERM, self._end)
        threading.Thread(target=self._outlive, daemon=True).start()

    def _end(self, *_):
        self.told_to_end = True

    def _outlive(self):
        # Not through sys.stdin: a thread that waits in its buffer holds a lock that the end of the interpreter asks for.
        while os.read(0, 1):
            pass
        self.told_to_end = True
        time.sleep(ALONE)
        os._exit(TOLD_TO_END)

    def on_log(self, args, state, control, logs=None, **_):
        values = {name: value for name, value in (logs or {}).items() if isinstance(value, (int, float))}
        line = {"step": state.global_step, "of": state.max_steps, "time": time.time(), "values": values}
        with self.file.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")

    def on_step_end(self, args, state, control, **_):
        if self.told_to_end:
            control.should_save = True
            control.should_training_stop = True


class Job:
    def __init__(self, folder):
        self.lock = claimed(folder)
        self.folder = folder
        self.job = json.loads((folder / "job.json").read_text(encoding="utf-8"))
        self.settings = self.job["settings"]
        self.output = folder / "checkpoints"
        self.tokenizer = AutoTokenizer.from_pretrained(self.job["start"].get("adapter") or self.job["start"]["model"])
        if self.tokenizer.pad_token is None:
            self.tokenizer.pad_token = self.tokenizer.eos_token

    def run(self):
        torch.set_num_threads(self.settings["threads"])
        watch = Watch(self.folder / "metrics.jsonl")
        rows = self._rows()
        trainer = self._sft(rows) if self.job["stage"] == "sft" else self._grpo(rows)
        self._assert_prompts(trainer, rows)
        trainer.add_callback(watch)
        trainer.train(resume_from_checkpoint=self._last_checkpoint())
        if watch.told_to_end and trainer.state.global_step < trainer.state.max_steps:
            return TOLD_TO_END
        self._save(trainer)
        return 0

    def _rows(self):
        """Those with room for their answers; the others are counted."""
        room = self.settings["maxLength"]
        reserved = 0 if self.job["stage"] == "sft" else self.settings["maxCompletion"]
        kept, too_long = [], 0
        with open(self.job["rows"], encoding="utf-8") as lines:
            for row in map(json.loads, lines):
                text = row["prompt"] + row.get("completion", "")
                if len(self.tokenizer(text)["input_ids"]) + reserved <= room:
                    kept.append(row)
                else:
                    too_long += 1
        counts = {"rows": len(kept), "too_long": too_long}
        (self.folder / "counts.json").write_text(json.dumps(counts), encoding="utf-8")
        if not kept:
            raise SystemExit(f"none of {too_long} rows has room within maxLength, {room} tokens")
        return kept

    def _model(self):
        start = self.job["start"]
        dtype = getattr(torch, self.settings["dtype"])
        model = AutoModelForCausalLM.from_pretrained(start["model"], dtype=dtype)
        if start.get("adapter"):
            model = PeftModel.from_pretrained(model, start["adapter"], is_trainable=True)
        return model

    def _lora(self):
        lora = self.settings.get("lora")
        if lora is None or self.job["start"].get("adapter"):
            return None
        return LoraConfig(
            r=lora["rank"], lora_alpha=lora["alpha"], lora_dropout=lora["dropout"], target_modules=lora["targets"], task_type="CAUSAL_LM"
        )

    def _common(self):
        settings = self.settings
        return {
            "output_dir": str(self.output),
            "seed": self.job["seed"],
            "max_steps": settings["steps"],
            "learning_rate": settings["learningRate"],
            "lr_scheduler_type": settings["scheduler"],
            "warmup_steps": settings["warmup"],
            "per_device_train_batch_size": settings["microBatch"],
            "gradient_accumulation_steps": settings["batchSize"] // settings["microBatch"],
            "gradient_checkpointing": settings["gradientCheckpointing"],
            "save_steps": settings["saveSteps"],
            "save_total_limit": 2,
            "logging_steps": 1,
            "report_to": [],
            "disable_tqdm": True,
            "bf16": settings["dtype"] == "bfloat16",
            "use_cpu": settings["device"] == "cpu",
            "dataloader_pin_memory": settings["device"] != "cpu",
            **settings["arguments"],
        }

    def _sft(self, rows):
        data = Dataset.from_list([{"prompt": row["prompt"], "completion": row["completion"]} for row in rows])
        config = SFTConfig(max_length=self.settings["maxLength"], packing=False, **self._common())
        return SFTTrainer(self._model(), config, train_dataset=data, processing_class=self.tokenizer, peft_config=self._lora())

    def _grpo(self, rows):
        from inftool_trl_rewards import Rewards

        attempt = self._attempt()
        data = Dataset.from_list([{"prompt": row["prompt"], "task_id": row["task_id"]} for row in rows])
        config = GRPOConfig(
            num_generations=self.settings["groupSize"],
            max_completion_length=self.settings["maxCompletion"],
            temperature=self.settings["temperature"],
            beta=self.settings["klWeight"],
            epsilon=self.settings["clip"],
            **self._common(),
        )
        rewards = Rewards(self.folder, self.job["rewards"], self.tokenizer, attempt)
        return GRPOTrainer(
            self._model(), [rewards], config, train_dataset=data, processing_class=self.tokenizer, peft_config=self._lora()
        )

    def _attempt(self):
        file = self.folder / "attempts"
        attempt = int(file.read_text()) + 1 if file.exists() else 1
        file.write_text(str(attempt))
        return attempt

    def _assert_prompts(self, trainer, rows):
        served = [checked(self.tokenizer, row, self.tokenizer(row["prompt"])["input_ids"]) for row in rows]
        if self.job["stage"] == "sft":
            trained = [
                [token for token, label in zip(row["input_ids"], row["labels"]) if label == IGNORED]
                for row in trainer.train_dataset
            ]
        else:
            trained = trainer._tokenize_prompts([row["prompt"] for row in rows])[0]
        assert_same(rows, served, trained)
        with (self.folder / "prompts.jsonl").open("w", encoding="utf-8") as file:
            file.writelines(json.dumps(line_of(row, ids)) + "\n" for row, ids in zip(rows, served))

    def _last_checkpoint(self):
        """The newest that is whole: a checkpoint's state is written last."""
        found = sorted(self.output.glob("checkpoint-*"), key=lambda path: -int(path.name.rpartition("-")[2]))
        for checkpoint in found:
            try:
                json.loads((checkpoint / "trainer_state.json").read_text(encoding="utf-8"))
                return str(checkpoint)
            except (OSError, ValueError):
                shutil.rmtree(checkpoint)
        return None

    def _save(self, trainer):
        part, whole = self.folder / "model.part", self.folder / "model"
        shutil.rmtree(part, ignore_errors=True)
        model = trainer.accelerator.unwrap_model(trainer.model)
        named = {"selected_adapters": ["default"]} if isinstance(model, PeftModel) else {}
        model.save_pretrained(part, **named)
        self.tokenizer.save_pretrained(part)
        shutil.rmtree(whole, ignore_errors=True)
        os.replace(part, whole)
        print(f"done: {trainer.state.global_step} steps", file=sys.stderr)
