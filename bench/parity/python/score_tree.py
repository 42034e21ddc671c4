"""score_tree.py [--as-installed] RESULT_DIR SCORE_DIR CATEGORY...: the official runner over a result tree.

Folders and files are visited in byte order of their names, so that equal scores rank reproducibly. Multi-turn entries are
isolated: what the official package keeps from one to the next is put back before each (`Leaks`).
"""

import os
import sys
from pathlib import Path

import environments
from official import Registry, load, mode_of


class Sorted(type(Path())):
    def iterdir(self):
        return iter(sorted(super().iterdir(), key=lambda path: os.fsencode(str(path))))

    def rglob(self, pattern):
        return iter(sorted(super().rglob(pattern), key=lambda path: os.fsencode(str(path))))


def isolate(eval_runner):
    environments.freeze_today()
    leaks, evaluate = environments.Leaks(), eval_runner._evaluate_single_multi_turn_entry

    def evaluate_isolated(*arguments):
        leaks.reset()
        return evaluate(*arguments)

    eval_runner._evaluate_single_multi_turn_entry = evaluate_isolated


def main(result_dir, score_dir, *categories, as_installed=False):
    result_dir, score_dir = Path(result_dir).resolve(), Path(score_dir).resolve()
    score_dir.mkdir(parents=True, exist_ok=True)
    registry = Registry()
    for folder in result_dir.iterdir():
        if folder.is_dir():
            registry.add(folder.name, *mode_of(folder))
    if not as_installed:
        environments.stub_imports()
    _, eval_runner = load(registry, as_installed)
    if not as_installed:
        isolate(eval_runner)
    asked = eval_runner.parse_test_category_argument(list(categories))
    eval_runner.runner(None, asked, Sorted(result_dir), Sorted(score_dir))


if __name__ == "__main__":
    options = [given for given in sys.argv[1:] if given.startswith("--")]
    main(*[given for given in sys.argv[1:] if given not in options], as_installed="--as-installed" in options)
