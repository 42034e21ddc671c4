"""What the official package writes down of a model that gives the answers it is told to, by its own functions, called unchanged.

stdin: one case a line: {"category", "id", "mode", "answers", "input_log", "full"}; answers are messages of chat completions, the last
one is given for ever.
stdout: one line a case: {"digest"} of the result row as it is written, or {"text"} where "full" is true; {"abort"} where it raises.
"""

import copy
import hashlib
import json
import os
import re
import sys
import tempfile
from contextlib import redirect_stdout
from pathlib import Path
from types import SimpleNamespace

import environments
from official import Registry, load

os.environ.setdefault("OPENAI_API_KEY", "none")
# Text that does not decode is told in other words.
DECODING_ERROR = re.compile(
    r'("Error decoding the model response\. Proceed to next turn\.", "error": )"(?:[^"\\]|\\.)*"'
)
MODEL = "parity/rollout-1.0"


def response(answer, count):
    calls = answer.get("tool_calls")
    message = SimpleNamespace(
        content=answer.get("content"),
        tool_calls=calls
        and [
            SimpleNamespace(
                id=call["id"], function=SimpleNamespace(name=call["name"], arguments=call["arguments"])
            )
            for call in calls
        ],
    )
    usage = SimpleNamespace(prompt_tokens=10 + count, completion_tokens=count)
    return SimpleNamespace(choices=[SimpleNamespace(message=message)], usage=usage), 0.5


class Rollouts:
    def __init__(self):
        environments.stub_imports()
        self.utils, _ = load(Registry())
        from bfcl_eval.model_handler.api_inference.openai_completion import OpenAICompletionsHandler

        environments.freeze_today()
        self.handlers = {
            mode: OpenAICompletionsHandler(MODEL, 0.001, MODEL, mode == "fc") for mode in ("fc", "prompt")
        }
        self.leaks = environments.Leaks()
        self.entries = {}

    def entry(self, case):
        category = case["category"]
        if category not in self.entries:
            entries = self.utils.load_dataset_entry(category)
            entries = self.utils.populate_initial_settings_for_web_search_test_cases(entries)
            self.entries[category] = {entry["id"]: entry for entry in entries}
        # Each with a folder of its own: nobody finds what another has remembered.
        entry = copy.deepcopy(self.entries[category][case["id"]])
        folder = Path(tempfile.mkdtemp(prefix="inftool-parity-"))
        return self.utils.populate_initial_settings_for_memory_test_cases([entry], folder)[0]

    def answer(self, case):
        self.leaks.reset()
        handler, answers, count = self.handlers[case["mode"]], list(case["answers"]), 0

        def answered(**_):
            nonlocal count
            count += 1
            return response(answers.pop(0) if len(answers) > 1 else answers[0], count)

        handler.generate_with_backoff = answered
        result, metadata = handler.inference(self.entry(case), case["input_log"], False)
        row = {"id": case["id"], "result": result, **metadata}
        text = json.dumps(self.utils.make_json_serializable(row))
        return DECODING_ERROR.sub(r'\1""', text) if case["mode"] == "prompt" else text


def main():
    rollouts = Rollouts()
    for line in sys.stdin:
        case = json.loads(line)
        try:
            with redirect_stdout(environments.Nowhere()):
                text = rollouts.answer(case)
            answer = {"text": text} if case.get("full") else {"digest": hashlib.sha256(text.encode()).hexdigest()}
        except Exception as error:  # Whatever it raises is its answer.
            answer = {"abort": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


main()
