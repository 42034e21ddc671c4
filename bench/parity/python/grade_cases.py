"""Answers cases with the official evaluator's own functions, called unchanged.

stdin: one case a line. With a BFCL id: {"category", "id", "result", "mode", "underscore_to_dot"}; with a task of its own:
{"task": {"language", "checker", "tools", "possible_answers"}, "result", "mode", "underscore_to_dot"}.
stdout: one line a case, in order: {"valid", "error_type", "error", "decoded_repr"}, where "error" and "decoded_repr" are ascii()
texts, or {"abort": text} where the official checker raises, or {"timeout": true}. A case with "repeat": n is graded n times more, and
its answer has "seconds", the fastest. A multi-turn case with "decoded", call texts by turn and step, in the place of "result" is given
to the checker as it is.
"""

import json
import signal
import sys
import time
from contextlib import redirect_stdout

from official import Handler, Registry, load

SECONDS_PER_CASE = 10
MODELS = [(mode, underscore_to_dot) for mode in ("fc", "prompt") for underscore_to_dot in (True, False)]


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
        registry = Registry()
        for mode, underscore_to_dot in MODELS:
            registry.add(f"{mode}-{underscore_to_dot}", mode == "fc", underscore_to_dot)
        self.utils, self.runner = load(registry)
        global multi_turn_checker, multi_turn_utils
        from bfcl_eval.eval_checker.multi_turn_eval import multi_turn_checker, multi_turn_utils

        self.tasks = Tasks(self.utils)
        self.runs = 0
        self.handlers = {key: (Handler(key[0] == "fc"), f"{key[0]}-{key[1]}") for key in MODELS}

    def answer(self, case):
        key = (case["mode"], bool(case.get("underscore_to_dot", False)))
        handler, model_name = self.handlers[key]
        return self.grade(case, handler, model_name)

    def grade(self, case, handler, model_name):
        category, task_id, entry, answers, language = self.task(case)
        if self.utils.is_multi_turn(category):
            return self.follow(case, handler, category, entry, answers)
        if self.utils.is_relevance_or_irrelevance(category):
            decode = {"language": self.runner.ReturnFormat.PYTHON, "has_tool_call_tag": False}
            evaluate = lambda: self.runner._evaluate_single_relevance_entry(
                handler, task_id, case["result"], entry, model_name, category
            )
        else:
            decode = self.decoding(case, category, task_id, language)
            evaluate = lambda: self.runner._evaluate_single_ast_entry(
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
        verdict = evaluate()
        answer = {
            "valid": verdict["valid"],
            "error_type": verdict.get("error_type"),
            "error": ascii(verdict.get("error", [])),
            "decoded_repr": self.decoded(handler, case, decode),
        }
        if "repeat" in case:
            answer["seconds"] = fastest(evaluate, case["repeat"])
        return answer

    def follow(self, case, handler, category, entry, path):
        entry = {name: value for name, value in entry.items() if name != "function"}

        def evaluate():
            # Environments are kept by the model's name: under a new one they are made anew, as in a run of the runner.
            self.runs += 1
            name = f"model-{self.runs}"
            if "decoded" in case:
                return multi_turn_checker.multi_turn_checker(case["decoded"], path, entry, category, name)
            return self.runner._evaluate_single_multi_turn_entry(
                handler, case["id"], case["result"], path, entry, name, category
            )

        verdict = evaluate()
        error = verdict.get("error", {})
        answer = {
            "valid": verdict["valid"],
            "error_type": verdict.get("error_type", error.get("error_type")),
            "error": ascii(verdict.get("error_message", error.get("error_message", []))),
            "decoded_repr": None,
        }
        if "repeat" in case:
            answer["seconds"] = fastest(evaluate, case["repeat"])
        for name in [name for name in vars(multi_turn_utils) if name.endswith("_instance")]:
            del vars(multi_turn_utils)[name]
        return answer

    def task(self, case):
        task = case.get("task")
        if task is not None:
            category = CATEGORY_OF_CHECKER[task["checker"]]
            entry, answers = {"function": task["tools"]}, task.get("possible_answers")
            return category, "inline_0", entry, answers, task.get("language", "python")
        category, task_id = case["category"], case["id"]
        is_java, is_js = self.utils.is_java(category), self.utils.is_js(category)
        language = "java" if is_java else "javascript" if is_js else "python"
        return category, task_id, *self.tasks.get(category, task_id), language

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


def fastest(evaluate, times):
    """Seconds of the fastest of several runs."""
    seconds = []
    for _ in range(times):
        start = time.perf_counter()
        evaluate()
        seconds.append(time.perf_counter() - start)
    return min(seconds)


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
