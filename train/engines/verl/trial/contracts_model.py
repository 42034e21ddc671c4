"""Checkpoints: verl's checkpoint manager writes one of two FSDP ranks on the processor, verl's merger makes a model of it."""

import os
import subprocess
import sys
from pathlib import Path

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

RANKS = 2


def save(given, out, is_lora=False):
    """Has the ranks write a checkpoint of the model into a folder."""
    out.parent.mkdir(parents=True)
    torch.multiprocessing.spawn(save_rank, (given, out, is_lora), nprocs=RANKS)


def save_rank(rank, given, out, is_lora):
    import torch.distributed as dist
    from omegaconf import OmegaConf
    from torch.distributed.device_mesh import init_device_mesh
    from torch.distributed.fsdp import FullyShardedDataParallel
    from verl.utils.checkpoint.fsdp_checkpoint_manager import FSDPCheckpointManager

    dist.init_process_group("gloo", init_method=f"file://{out}.meeting", rank=rank, world_size=RANKS)
    model = peft_of(given) if is_lora else AutoModelForCausalLM.from_pretrained(given["model"], dtype=torch.float32)
    mesh = init_device_mesh("cpu", (RANKS,), mesh_dim_names=("fsdp",))
    cpu = torch.device("cpu")
    sharded = FullyShardedDataParallel(model, device_mesh=mesh, use_orig_params=True, device_id=cpu)
    parts = ["model", "optimizer", "extra"]
    optimizer = torch.optim.AdamW(sharded.parameters())
    manager = FSDPCheckpointManager(
        sharded,
        optimizer,
        torch.optim.lr_scheduler.LambdaLR(optimizer, lambda _: 1.0),
        processing_class=AutoTokenizer.from_pretrained(given["model"]),
        checkpoint_config=OmegaConf.create({"save_contents": parts, "load_contents": parts}),
    )
    manager.save_checkpoint(str(out), global_step=1)
    dist.destroy_process_group()


def peft_of(given):
    from peft import LoraConfig, get_peft_model

    torch.manual_seed(0)
    model = AutoModelForCausalLM.from_pretrained(given["model"], dtype=torch.float32)
    made = get_peft_model(model, LoraConfig(r=4, lora_alpha=8, target_modules="all-linear", task_type="CAUSAL_LM"))
    with torch.no_grad():
        for name, weight in made.named_parameters():
            if "lora_B" in name:
                weight.normal_()
    return made


def merged(given, name, is_lora):
    out = Path(given["folder"]) / name / "global_step_1" / "actor"
    save(given, out, is_lora)
    shards = sorted(file.name for file in out.glob("model_world_size_*.pt"))
    assert len(shards) == RANKS, shards
    target = Path(given["folder"]) / f"{name}-model"
    command = ["-m", "verl.model_merger", "merge", "--backend", "fsdp", "--local_dir", out, "--target_dir", target]
    quiet = {**os.environ, "PYTHONWARNINGS": "ignore"}
    done = subprocess.run([sys.executable, *command], capture_output=True, text=True, env=quiet)
    assert done.returncode == 0, done.stderr[-500:]
    return target


def logits(model, given):
    ids = AutoTokenizer.from_pretrained(given["model"])("Ring three times!", return_tensors="pt")
    with torch.no_grad():
        return model.float()(**ids).logits


def whole_model(given):
    target = merged(given, "whole", False)
    assert AutoTokenizer.from_pretrained(target).chat_template, "no chat template"
    start = AutoModelForCausalLM.from_pretrained(given["model"], dtype=torch.bfloat16)
    made = AutoModelForCausalLM.from_pretrained(target, dtype=torch.bfloat16)
    difference = (logits(start, given) - logits(made, given)).abs().max().item()
    assert difference == 0, f"logits differ by {difference}"
    return f"{RANKS} ranks, logits equal in bfloat16"


def adapter(given):
    from peft import PeftModel

    target = merged(given, "lora", True)
    base = AutoModelForCausalLM.from_pretrained(given["model"], dtype=torch.float32)
    made = PeftModel.from_pretrained(base, target / "lora_adapter")
    difference = (logits(peft_of(given), given) - logits(made, given)).abs().max().item()
    plain = AutoModelForCausalLM.from_pretrained(given["model"], dtype=torch.float32)
    effect = (logits(plain, given) - logits(peft_of(given), given)).abs().max().item()
    assert difference < effect / 50, f"logits differ by {difference}, the adapter's effect is {effect}"
    return f"logits within {difference:.1g}, the adapter's effect is {effect:.1g}"


CONTRACTS = {
    "checkpoint: the merger makes a model of FSDP's parts": whole_model,
    "checkpoint: the merger makes a LoRA adapter of FSDP's parts": adapter,
}

if __name__ == "__main__":
    # MODEL OUT: what a training that is done has left.
    save({"model": sys.argv[1]}, Path(sys.argv[2]))
