"""A reward function with the official checker, in the process of whoever asks, without HTTP.

argv: folder of `grade_cases.py`. stdin: {"cases": [{"category", "id", "result", "mode"}], "batch": cases of a call, "seconds": of the
measurement}. stdout: {"valid": verdicts of all cases, "graded": cases graded in the measurement, "seconds", "python"}.
"""

import json
import platform
import sys
import time
from contextlib import redirect_stdout

sys.path.insert(0, sys.argv[1])

from grade_cases import Official  # noqa: E402


class Rewards:
    def __init__(self):
        self.official = Official()
        self.handler, self.model_name = self.official.handlers[("prompt", False)]

    def __call__(self, batch):
        return [1.0 if self.is_right(case) else 0.0 for case in batch]

    def is_right(self, case):
        runner = self.official.runner
        category, task_id, entry, answers, language = self.official.task(case)
        verdict = runner._evaluate_single_ast_entry(
            self.handler,
            task_id,
            case["result"],
            answers,
            entry,
            self.model_name,
            category,
            language=runner.Language(language),
            return_format=runner.ReturnFormat(language),
            has_tool_call_tag=False,
        )
        return verdict["valid"]


def main():
    asked = json.load(sys.stdin)
    cases, size = asked["cases"], asked["batch"]
    with redirect_stdout(sys.stderr):
        rewards = Rewards()
        valid = [reward == 1.0 for reward in rewards(cases)]
        graded, start = 0, time.perf_counter()
        while time.perf_counter() - start < asked["seconds"]:
            batch = [cases[(graded + place) % len(cases)] for place in range(size)]
            graded += len(rewards(batch))
        seconds = time.perf_counter() - start
    print(json.dumps({"valid": valid, "graded": graded, "seconds": seconds, "python": platform.python_version()}))


main()
