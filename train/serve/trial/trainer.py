"""What a trainer does with rewards, as a process of its own: asks for those of each batch, one after the other.

argv: folder of `inftool_rewards.py`. stdin: {"client": arguments of RewardClient, "batches": lists of items}. stdout: a line for each
batch, {"rewards", "seconds"} or {"raised", "status", "message", "seconds"}, the last one of those that are raised.
"""

import json
import sys
import time

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])

from inftool_rewards import RewardClient, RewardError  # noqa: E402


def main():
    asked = json.load(sys.stdin)
    client = RewardClient(**asked["client"])
    for batch in asked["batches"]:
        start = time.monotonic()
        try:
            told = {"rewards": [item["reward"] for item in client.score(batch)]}
        except RewardError as error:
            status = getattr(error, "status", None)
            told = {"raised": type(error).__name__, "status": status, "message": str(error)}
        told["seconds"] = time.monotonic() - start
        print(json.dumps(told), flush=True)
        if "raised" in told:
            return


main()
