"""Answers cases with the official evaluator's own functions, called unchanged.

stdin: one case a line. With a BFCL id: {"category", "id", "result", "mode", "underscore_to_dot"}; with a task of its own:
{"task": {"language", "checker", "tools", "possible_answers"}, "result", "mode", "underscore_to_dot"}.
stdout: one line a case, in order: {"valid", "error_type", "error", "decoded_repr"}, where "error" and "decoded_repr" are ascii()
texts, or {"abort": text} where the official checker raises, or {"timeout": true}.
"""

import json
import os
import signal
import sys
import tempfile
import types
from contextlib import redirect_stdout

SECONDS_PER_CASE = 10


class _Anything(types.ModuleType):
    """Stands for a module that the checkers import but do not use."""

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return lambda *args, **kwargs: (lambda function: function)


def stub(*names):
    for name in names:
        sys.modules[name] = _Anything(name)


class ModelConfig:
    """What the checkers read of a registered model."""

    def __init__(self, name, is_fc_model, underscore_to_dot):
        self.model_name = name
        self.display_name = name
        self.url = self.org = self.license = "N/A"
        self.input_price = self.output_price = None
        self.is_fc_model = is_fc_model
        self.underscore_to_dot = underscore_to_dot
        self.model_handler = None


MODELS = {
    (mode, underscore_to_dot): ModelConfig(f"{mode}-{underscore_to_dot}", mode == "fc", underscore_to_dot)
    for mode in ("fc", "prompt")
    for underscore_to_dot in (True, False)
}


def load():
    os.environ.setdefault("BFCL_PROJECT_ROOT", tempfile.mkdtemp(prefix="inftool-parity-"))
    stub("openai", "pandas", "tenacity", "dotenv")
    registry = types.ModuleType("bfcl_eval.constants.model_config")
    registry.MODEL_CONFIG_MAPPING = {config.model_name: config for config in MODELS.values()}
    sys.modules[registry.__name__] = registry
    from bfcl_eval import utils
    from bfcl_eval.eval_checker import eval_runner
    from bfcl_eval.model_handler.api_inference.openai_completion import OpenAICompletionsHandler

    return utils, eval_runner, OpenAICompletionsHandler


class Tasks:
    """Question entries and possible answers by category and id, paired by position as the official does."""

    def __init__(self, utils):
        self.utils = utils
        self.loaded = {}

    def get(self, category, task_id):
        if category not in self.loaded:
            self.loaded[category] = self.load(category)
        return self.loaded[category][task_id]

    def load(self, category):
        utils = self.utils
        entries = utils.load_dataset_entry(
            category, include_prereq=False, include_language_specific_hint=False
        )
        if utils.is_relevance_or_irrelevance(category):
            return {entry["id"]: (entry, None) for entry in entries}
        answers = utils.load_ground_truth_entry(category)
        return {
            entry["id"]: (entry, answer["ground_truth"])
            for entry, answer in zip(entries, answers, strict=True)
        }


CATEGORY_OF_CHECKER = {
    "simple": "simple",
    "multiple": "multiple",
    "parallel": "parallel",
    "irrelevance": "irrelevance",
    "relevance": "live_relevance",
}


class Official:
    def __init__(self):
        self.utils, self.runner, handler_class = load()
        self.tasks = Tasks(self.utils)
        self.handlers = {}
        for (mode, underscore_to_dot), config in MODELS.items():
            handler = handler_class.__new__(handler_class)
            handler.is_fc_model = config.is_fc_model
            self.handlers[(mode, underscore_to_dot)] = (handler, config.model_name)

    def answer(self, case):
        key = (case["mode"], bool(case.get("underscore_to_dot", False)))
        handler, model_name = self.handlers[key]
        return self.grade(case, handler, model_name)

    def grade(self, case, handler, model_name):
        task = case.get("task")
        if task is None:
            category, task_id = case["category"], case["id"]
            entry, answers = self.tasks.get(category, task_id)
            language = "java" if self.utils.is_java(category) else "javascript" if self.utils.is_js(category) else "python"
        else:
            category, task_id = CATEGORY_OF_CHECKER[task["checker"]], "inline_0"
            entry, answers = {"function": task["tools"]}, task.get("possible_answers")
            language = task.get("language", "python")
        if self.utils.is_relevance_or_irrelevance(category):
            decode = {"language": self.runner.ReturnFormat.PYTHON, "has_tool_call_tag": False}
            verdict = self.runner._evaluate_single_relevance_entry(
                handler, task_id, case["result"], entry, model_name, category
            )
        else:
            decode = self.decoding(case, category, task_id, language)
            verdict = self.runner._evaluate_single_ast_entry(
                handler,
                task_id,
                case["result"],
                answers,
                entry,
                model_name,
                category,
                language=self.runner.Language(language),
                return_format=decode["language"],
                has_tool_call_tag=decode["has_tool_call_tag"],
            )
        return {
            "valid": verdict["valid"],
            "error_type": verdict.get("error_type"),
            "error": ascii(verdict.get("error", [])),
            "decoded_repr": self.decoded(handler, case, decode),
        }

    def decoding(self, case, category, task_id, language):
        ReturnFormat = self.runner.ReturnFormat
        if self.utils.is_format_sensitivity(category):
            name, tag, *_ = self.runner.parse_prompt_variation_params(task_id.split(":")[1])
            return {"language": ReturnFormat(name), "has_tool_call_tag": tag}
        task = case.get("task", {})
        return {
            "language": ReturnFormat(task.get("format", language)),
            "has_tool_call_tag": task.get("tool_call_tag", False),
        }

    def decoded(self, handler, case, decode):
        try:
            return ascii(handler.decode_ast(case["result"], decode["language"], decode["has_tool_call_tag"]))
        except Exception:
            return None


class Timeout(BaseException):
    pass


def on_alarm(signum, frame):
    raise Timeout


def main():
    with redirect_stdout(sys.stderr):
        official = Official()
    signal.signal(signal.SIGALRM, on_alarm)
    for line in sys.stdin:
        case = json.loads(line)
        signal.alarm(SECONDS_PER_CASE)
        try:
            with redirect_stdout(sys.stderr):
                answer = official.answer(case)
        except Timeout:
            answer = {"timeout": True}
        except Exception as error:
            answer = {"abort": f"{type(error).__name__}: {error}"[:300]}
        finally:
            signal.alarm(0)
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
