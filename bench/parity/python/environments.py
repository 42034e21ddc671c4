"""The official environment classes: what is put back between entries, and instances as plain data.

A class with needs of its own (modules to stub, answers to replay) has an entry in `HOOKS`.
"""

import atexit
import copy
import decimal
import importlib
import io
import json
import shutil
import sys
import tempfile
from datetime import datetime
from pathlib import Path

import numpy as np

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
    """Modules of the world outside, as `bench/parity/executed/outside.ts` has it."""
    for name, contents in STUBS.items():
        module = sys.modules[name] = Anything(name)
        vars(module).update(contents)


def fnv1a(text):
    """Over UTF-16 units: two surrogates and the character that they would make are the same."""
    value = 0x811C9DC5
    data = text.encode("utf-16-le", "surrogatepass")
    for low, high in zip(data[::2], data[1::2]):
        value = ((value ^ (low | high << 8)) * 0x01000193) & 0xFFFFFFFF
    return value


class Encoder:
    def __init__(self, *_, **__):
        pass

    def get_sentence_embedding_dimension(self):
        return 16

    def encode(self, texts, **_):
        # As the library: what is neither a text nor a dict is taken for pairs.
        if texts and not isinstance(texts[0], (str, dict)):
            texts[0][0]
        return np.array([self.vector(text) for text in texts], dtype=np.float32)

    def vector(self, text):
        vector = [0.0] * 16
        for word in text.split(" ")[:8]:
            value = fnv1a(word)
            for index in range(16):
                vector[index] += (((value >> (2 * index)) & 3) - 2) / 4
        return vector


class Search:
    def __init__(self, parameters):
        keywords = parameters["q"]
        self.keywords = "many" if isinstance(keywords, (list, dict)) else str(keywords)

    def get_dict(self):
        value = fnv1a(self.keywords)
        if value % 11 == 0:
            return {"error": "Invalid API key."}
        if value % 13 == 0:
            raise ConnectionError(f"no route for {self.keywords}")
        results = [self.result(value, index) for index in range(value % 12)]
        return {"organic_results": results}

    def result(self, value, index):
        result = {"title": f"{self.keywords} {index}", "link": f"https://a.example/{index}"}
        if not (value % 17 == 0 and index == 2):
            result["snippet"] = f"É {index}\n{self.keywords}"
        return result


class Page:
    def __init__(self, url, **_):
        self.url = url
        self.text = f"<p>{url}</p>"

    def raise_for_status(self):
        if fnv1a(self.url) % 5 == 0:
            raise ConnectionError(f"404 Client Error for url: {self.url}")


class Markdown:
    def handle(self, text):
        return f"MD:{text}"


class Soup:
    def __init__(self, text, _parser):
        self.text = text

    def __call__(self, _names):
        return []

    def get_text(self, **_):
        return f"TR:{self.text}"


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


def plain(value, attribute=None):
    """An attribute as plain data: files and directories as dicts, the ids of messages sorted."""
    kind = type(value).__name__
    if kind == "Directory":
        contents = {name: plain(item) for name, item in value.contents.items()}
        return {"type": "directory", "name": value.name, "contents": contents}
    if kind == "File":
        return {"type": "file", "name": value.name, "content": value.content}
    if attribute == "generated_ids" and isinstance(value, set):
        return dict.fromkeys(sorted(value))
    return value


class Memory:
    """Memories are read from the file of a snapshot, and hold their own paths."""

    def __init__(self, test_id):
        self.test_id = test_id

    def configure(self, configuration):
        configuration = dict(configuration)
        folder = Path(tempfile.mkdtemp(dir=SNAPSHOTS))
        snapshot = configuration.pop("snapshot", None)
        if snapshot is not None and snapshot != {}:
            group = importlib.import_module("bfcl_eval.utils").get_directory_structure_by_id(self.test_id)
            file = folder / group / "memory_snapshot" / "parity_final.json"
            file.parent.mkdir(parents=True)
            file.write_text(json.dumps(snapshot))
        return {**configuration, "model_result_dir": folder, "test_id": self.test_id, "scenario": "parity"}

    def attributes(self, instance):
        if hasattr(instance, "memory"):
            return {"memory": instance.memory}
        parts = ("core_memory", "archival_memory")
        return {part: self.exported(getattr(instance, part)) for part in parts}

    def exported(self, part):
        return part.export() if hasattr(part, "export") else part


def configure(name, configuration):
    hook = HOOKS.get(name)
    return configuration if hook is None else hook.configure(configuration)


def state_of(name, instance):
    """ascii() of every attribute that is compared, by name."""
    hook = HOOKS.get(name)
    attributes = vars(instance) if hook is None else hook.attributes(instance)
    return {
        attribute: ascii(plain(value, attribute))
        for attribute, value in attributes.items()
        if not attribute.startswith("_")
    }


SNAPSHOTS = tempfile.mkdtemp(prefix="inftool-parity-")
atexit.register(shutil.rmtree, SNAPSHOTS, ignore_errors=True)

STUBS = {
    "sentence_transformers": {"SentenceTransformer": Encoder},
    "serpapi": {"GoogleSearch": Search},
    "requests": {"get": Page},
    "html2text": {"HTML2Text": Markdown},
    "bs4": {"BeautifulSoup": Soup},
}
# What classes need of their own: a configuration made of ours, and which attributes are compared.
HOOKS = {
    f"MemoryAPI_{backend}": Memory(f"memory_{backend}_0-parity-0") for backend in ("kv", "vector", "rec_sum")
}
