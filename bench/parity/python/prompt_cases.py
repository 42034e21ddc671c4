"""What the official package sends to a model, by its own functions, called unchanged.

stdin: one case a line: {"category", "id", "mode", "full"}; an id that holds "prereq" is a conversation that fills a memory.
stdout: one line a case: {"digest"} of the text {"turns": [messages of each turn], "tools": [tools offered in each turn]} as
`json.dumps` writes it, or the text itself where "full" is true; {"abort": text} where the official raises.
"""

import copy
import hashlib
import json
import os
import sys
import tempfile
from contextlib import redirect_stdout
from pathlib import Path

import environments
from official import Registry, load

os.environ.setdefault("OPENAI_API_KEY", "none")


def in_order(message):
    """The same message, its role first: one entry has it behind."""
    return {name: message[name] for name in sorted(message, key=lambda name: name != "role")}


class Prompts:
    def __init__(self):
        environments.stub_imports()
        self.utils, _ = load(Registry())
        from bfcl_eval.constants import default_prompts
        from bfcl_eval.eval_checker.multi_turn_eval import multi_turn_utils
        from bfcl_eval.model_handler import utils as model_utils
        from bfcl_eval.model_handler.api_inference.openai_completion import OpenAICompletionsHandler

        self.texts = default_prompts
        self.execute = multi_turn_utils.execute_multi_turn_func_call
        self.add_memory = model_utils.add_memory_instruction_system_prompt
        self.handlers = {
            mode: OpenAICompletionsHandler("parity", 0.001, "parity", mode == "fc") for mode in ("fc", "prompt")
        }
        self.entries = {}
        self.folder = Path(tempfile.mkdtemp(prefix="inftool-parity-"))

    def entry(self, case):
        category = case["category"]
        if category not in self.entries:
            entries = self.utils.load_dataset_entry(category)
            entries = self.utils.populate_initial_settings_for_memory_test_cases(entries, self.folder)
            self.entries[category] = {entry["id"]: entry for entry in entries}
        return copy.deepcopy(self.entries[category][case["id"]])

    def answer(self, case):
        entry, handler = self.entry(case), self.handlers[case["mode"]]
        is_fc = case["mode"] == "fc"
        category = self.utils.extract_test_category_from_id(case["id"])
        if self.utils.is_memory(category):
            _, instances = self.execute(
                [], entry["initial_config"], entry["involved_classes"], "parity", case["id"]
            )
            (memory,) = instances.values()
            entry["question"] = self.add_memory(entry["question"], category, entry["scenario"], memory)
        if is_fc:
            data = handler._compile_tools(handler._pre_query_processing_FC({}, entry), entry)
        else:
            data = handler._pre_query_processing_prompting(entry)
        turns, tools = [], []
        held_out = entry.get("missed_function", {})
        for index, messages in enumerate(entry["question"]):
            if str(index) in held_out:
                functions = held_out[str(index)]
                if is_fc:
                    entry["function"].extend(functions)
                    data = handler._compile_tools(data, entry)
                    said = self.texts.DEFAULT_USER_PROMPT_FOR_ADDITIONAL_FUNCTION_FC
                else:
                    said = self.texts.DEFAULT_USER_PROMPT_FOR_ADDITIONAL_FUNCTION_PROMPTING.format(functions=functions)
                messages = [{"role": "user", "content": said}]
            turns.append([in_order(message) for message in messages])
            tools.append(copy.deepcopy(data["tools"]) if is_fc else [])
        return json.dumps({"turns": turns, "tools": tools})


def main():
    prompts = Prompts()
    for line in sys.stdin:
        case = json.loads(line)
        try:
            with redirect_stdout(sys.stderr):
                text = prompts.answer(case)
            answer = {"text": text} if case.get("full") else {"digest": hashlib.sha256(text.encode()).hexdigest()}
        except Exception as error:  # Whatever it raises is its answer.
            answer = {"abort": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


main()
