"""The official environment classes: what is put back between entries, and instances as plain data.

A class with needs of its own (modules to stub, answers to replay) has an entry in `HOOKS`.
"""

import copy
import decimal
import importlib
import io
import sys
from datetime import datetime

from official import Anything

# As `today` of `bench/parity/environments/sessions.ts`.
TODAY = datetime(2026, 11, 29)
SOURCES = "bfcl_eval.eval_checker.multi_turn_eval.func_source_code"


class Nowhere(io.TextIOBase):
    def write(self, text):
        return len(text)


class FrozenDatetime(datetime):
    @classmethod
    def today(cls):
        return TODAY


def stub_imports():
    for name in STUBBED:
        sys.modules.setdefault(name, Anything(name))


def freeze_today():
    importlib.import_module(f"{SOURCES}.travel_booking").datetime = FrozenDatetime


class Leaks:
    """What one entry leaves for the next: instances, default arguments, module constants, number contexts."""

    def __init__(self):
        from bfcl_eval.eval_checker.multi_turn_eval import multi_turn_utils

        self.globals = vars(multi_turn_utils)
        self.known = dict(self.globals)
        self.mpmath = importlib.import_module("mpmath").mp
        self.post_tweet = importlib.import_module(f"{SOURCES}.posting_api").TwitterAPI.post_tweet
        self.long_context = vars(importlib.import_module(f"{SOURCES}.long_context"))
        self.constants = {
            name: copy.deepcopy(value)
            for name, value in self.long_context.items()
            if isinstance(value, (dict, list)) and not name.startswith("__")
        }

    def reset(self):
        for name in [name for name in self.globals if name not in self.known]:
            del self.globals[name]
        self.globals.update(self.known)
        self.mpmath.dps = 15
        decimal.setcontext(decimal.Context())
        self.post_tweet.__defaults__ = copy.deepcopy(tuple([] for _ in self.post_tweet.__defaults__))
        for name, value in self.constants.items():
            kept, fresh = self.long_context[name], copy.deepcopy(value)
            kept.clear()
            kept.update(fresh) if isinstance(kept, dict) else kept.extend(fresh)


def plain(value):
    """An attribute as plain data: files and directories as dicts, sets sorted."""
    kind = type(value).__name__
    if kind == "Directory":
        contents = {name: plain(item) for name, item in value.contents.items()}
        return {"type": "directory", "name": value.name, "contents": contents}
    if kind == "File":
        return {"type": "file", "name": value.name, "content": value.content}
    if isinstance(value, set):
        return dict.fromkeys(sorted(value))
    return value


def prepare(name):
    hook = HOOKS.get(name)
    if hook is not None:
        hook()


def state_of(name, instance):
    """ascii() of every attribute that is compared, by name."""
    return {
        attribute: ascii(plain(value))
        for attribute, value in vars(instance).items()
        if not attribute.startswith("_")
    }


# Modules that the classes import and that are not installed.
STUBBED = ()
# What is done before each session of a class.
HOOKS = {}
