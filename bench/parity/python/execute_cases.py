"""Answers cases of what is executed with the official evaluator's own functions, called unchanged.

stdin: one case a line, by "kind":
  path     {"category", "id", "model_name", "decoded"}: `multi_turn_checker` on turns of steps of call texts
  turns    {"category", "id", "model_name", "result", "mode"}: `_evaluate_single_multi_turn_entry`
  decode   {"result", "mode"}: `decode_execute`
  message  {"result", "mode", "answers"}: `_evaluate_single_agentic_entry`
  session  {"environment", "configuration", "calls", "long_context"}: `execute_multi_turn_func_call`, then the instance
stdout: one line a case, in order, or {"abort": text} where the official raises, {"timeout": true}, or {"oversized": characters}.

Entries are isolated: what the official package keeps from one to the next is put back before each (`Leaks`).
"""

import json
import resource
import signal
import sys
from contextlib import redirect_stdout

import environments
from grade_cases import Tasks, Timeout, on_alarm
from official import Handler, Registry, load

SECONDS_PER_CASE = 20
MEMORY_BYTES = 6 << 30
# Of an answer: copies of copies make states that no reader holds.
MOST_CHARACTERS = 1 << 26


class Official:
    def __init__(self):
        registry = Registry()
        environments.stub_imports()
        utils, self.runner = load(registry)
        from bfcl_eval.eval_checker.multi_turn_eval import multi_turn_checker, multi_turn_utils

        environments.freeze_today()
        self.tasks = Tasks(utils)
        self.handlers = {mode: Handler(mode == "fc") for mode in ("fc", "prompt")}
        self.execute = multi_turn_utils.execute_multi_turn_func_call
        self.checker = multi_turn_checker
        self.leaks = environments.Leaks()
        self.checker.execute_multi_turn_func_call = self.execute_recorded

    def execute_recorded(self, **arguments):
        """Passes on, and keeps the results."""
        results, instances = self.execute(**arguments)
        self.recorded.append(results)
        return results, instances

    def answer(self, case):
        self.leaks.reset()
        self.recorded = []
        return getattr(self, case["kind"])(case)

    def entry(self, case):
        entry, path = self.tasks.get(case["category"], case["id"])
        return dict(entry), path

    def path(self, case):
        entry, path = self.entry(case)
        verdict = self.checker.multi_turn_checker(
            case["decoded"], path, entry, case["category"], case["model_name"]
        )
        return self.verdict(verdict["valid"], verdict)

    def turns(self, case):
        entry, path = self.entry(case)
        verdict = self.runner._evaluate_single_multi_turn_entry(
            self.handlers[case["mode"]],
            case["id"],
            case["result"],
            path,
            entry,
            case["model_name"],
            case["category"],
        )
        return self.verdict(verdict["valid"], verdict.get("error", {}))

    def verdict(self, valid, error):
        message = error.get("error_message")
        return {
            "valid": valid,
            "error_type": error.get("error_type"),
            "error_message": message[0] if isinstance(message, list) else message,
            "differing": list(error.get("details", {}).get("differences", {})),
            "missing": list(error.get("details", {}).get("missing_items", [])),
            "results": self.recorded,
        }

    def decode(self, case):
        try:
            texts = self.handlers[case["mode"]].decode_execute(case["result"], has_tool_call_tag=False)
            return {"ok": True, "texts": texts, "empty": self.runner.is_empty_execute_response(texts)}
        except Exception:
            return {"ok": False, "texts": [], "empty": False}

    def message(self, case):
        verdict = self.runner._evaluate_single_agentic_entry(
            self.handlers[case["mode"]], "x_0", case["result"], case["answers"], {"question": []}, "m", "web_search"
        )
        error = verdict.get("error", {})
        message = error.get("error_message")
        return {
            "valid": verdict["valid"],
            "error_type": error.get("error_type"),
            "error_message": message[0] if isinstance(message, list) else message,
            "judged": ascii(verdict["last_non_fc_message"]) if "last_non_fc_message" in verdict else None,
        }

    def session(self, case):
        name = case["environment"]
        configuration = {name: environments.configure(name, case["configuration"])}
        try:
            self.execute([], configuration, [name], "m", "x_0", case["long_context"], True)
        except Exception as error:
            return {"refused": f"{type(error).__name__}: {error}"}
        results, instances = self.execute(
            case["calls"], configuration, [name], "m", "x_0", case["long_context"], True
        )
        try:
            state = environments.state_of(name, instances[name])
        except RecursionError:
            state = None
        return {"results": results, "state": state}


def main():
    # What the texts of cases print is not to come among the answers.
    answers = sys.stdout
    sys.stdout = sys.stderr
    official = Official()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    signal.signal(signal.SIGALRM, on_alarm)
    for line in sys.stdin:
        case = json.loads(line)
        signal.alarm(SECONDS_PER_CASE)
        try:
            with redirect_stdout(environments.Nowhere()):
                answer = official.answer(case)
        except Timeout:
            answer = {"timeout": True}
        except Exception as error:
            answer = {"abort": f"{type(error).__name__}: {error}"[:300]}
        finally:
            signal.alarm(0)
        text = json.dumps(answer)
        if len(text) > MOST_CHARACTERS:
            text = json.dumps({"oversized": len(text)})
        answers.write(text + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
