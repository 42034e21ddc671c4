"""The official evaluator, ready to be called: everything unchanged but its registry of models.

The registry's import drags in every vendor SDK; here it answers for any folder name, and outputs are decoded by the official
OpenAICompletionsHandler. Display name = folder name; link, organization and license N/A; no prices.
"""

import json
import os
import sys
import tempfile
import types
from dataclasses import dataclass
from pathlib import Path


class Anything(types.ModuleType):
    """Stands for a module that is imported but not used."""

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return lambda *args, **kwargs: (lambda function: function)


class Handler:
    def __init__(self, is_fc_model=False, **_):
        self.is_fc_model = is_fc_model


@dataclass
class ModelConfig:
    model_name: str
    is_fc_model: bool
    underscore_to_dot: bool
    model_handler: object = Handler
    url: str = "N/A"
    org: str = "N/A"
    license: str = "N/A"
    input_price: object = None
    output_price: object = None

    @property
    def display_name(self):
        return self.model_name


class Registry(dict):
    """Knows every folder of a result tree, under its name with `_` and with `/` in the place of `_`."""

    def add(self, name, is_fc_model, underscore_to_dot):
        config = ModelConfig(name, is_fc_model, underscore_to_dot)
        self[name] = self[name.replace("_", "/")] = config


def mode_of(folder: Path):
    """FC if any single-turn result is a list; dots were replaced if then no call name holds one."""
    names, is_fc_model = [], False
    for file in sorted(folder.rglob("BFCL_v4_*_result.json")):
        if any(part in file.name for part in ("multi_turn", "memory", "web_search")):
            continue
        with open(file) as lines:
            for line in lines:
                result = json.loads(line)["result"]
                if isinstance(result, list):
                    is_fc_model = True
                    names.extend(name for call in result if isinstance(call, dict) for name in call)
    return is_fc_model, is_fc_model and not any("." in name for name in names)


def load(registry, as_installed=False):
    """The official modules `utils` and `eval_runner`.

    With `as_installed` everything is imported as the official command imports it, the registry with its SDKs too, and our models
    are added to that registry: for timing the process that users have.
    """
    os.environ.setdefault("BFCL_PROJECT_ROOT", tempfile.mkdtemp(prefix="inftool-parity-"))
    if as_installed:
        from bfcl_eval.constants.model_config import MODEL_CONFIG_MAPPING

        MODEL_CONFIG_MAPPING.update(registry)
    else:
        stub_imports(registry)
    from bfcl_eval import utils
    from bfcl_eval.eval_checker import eval_runner
    from bfcl_eval.model_handler.api_inference.openai_completion import OpenAICompletionsHandler

    Handler.decode_ast = OpenAICompletionsHandler.decode_ast
    Handler.decode_execute = OpenAICompletionsHandler.decode_execute
    return utils, eval_runner


def stub_imports(registry):
    for name in ("openai", "pandas", "tenacity", "dotenv"):
        sys.modules[name] = Anything(name)
    config = types.ModuleType("bfcl_eval.constants.model_config")
    config.MODEL_CONFIG_MAPPING = registry
    config.ModelConfig = ModelConfig
    sys.modules[config.__name__] = config
