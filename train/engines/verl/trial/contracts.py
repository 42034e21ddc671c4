"""What the engine takes for granted of verl, held against the installed package.

    python contracts.py CONTRACTS.JSON

Prints a JSON object a line: name, state (held, broken, not run), detail.
"""

import importlib
import json
import sys
import traceback

KINDS = ("contracts_rows", "contracts_config", "contracts_model", "contracts_rewards", "contracts_ray")


class NotRun(Exception):
    """Something is missing here that the contract needs."""


def tell(name, state, detail=""):
    print(json.dumps({"name": name, "state": state, "detail": detail}), flush=True)


def try_one(name, work, given):
    try:
        tell(name, "held", work(given) or "")
    except (ImportError, NotRun) as error:
        tell(name, "not run", f"{type(error).__name__}: {error}")
    except Exception as error:
        traceback.print_exc()
        tell(name, "broken", f"{type(error).__name__}: {error}"[:600])


def main(file):
    with open(file, encoding="utf-8") as text:
        given = json.load(text)
    for kind in KINDS:
        try:
            contracts = importlib.import_module(kind).CONTRACTS
        except ImportError as error:
            tell(f"{kind}: all", "not run", f"{type(error).__name__}: {error}")
            continue
        for name, work in contracts.items():
            try_one(name, work, given)


if __name__ == "__main__":
    main(sys.argv[1])
