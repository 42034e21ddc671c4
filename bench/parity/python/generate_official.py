"""generate_official.py MODEL THREADS RESULT_DIR CATEGORY...: the official runner, with function calling, on the endpoint that
OPENAI_BASE_URL names.

Unchanged but for what it imports and does not use here: SDKs of other vendors, and its registry, which knows our model alone. In
memories of vectors a stand-in encodes texts.
"""

import os
import sys
import types
from pathlib import Path

import environments
from official import ModelConfig


def stub_imports(registry):
    environments.stub_imports()
    config = types.ModuleType("bfcl_eval.constants.model_config")
    config.MODEL_CONFIG_MAPPING = registry
    local = types.ModuleType("bfcl_eval.model_handler.local_inference.base_oss_handler")
    local.OSSHandler = type("OSSHandler", (), {})
    for module in (config, local):
        sys.modules[module.__name__] = module


def main(model, threads, result_dir, *categories):
    os.environ["BFCL_PROJECT_ROOT"] = str(Path(result_dir).resolve().parent)
    registry = {}
    stub_imports(registry)
    from bfcl_eval import _llm_response_generation as runner
    from bfcl_eval.model_handler.api_inference.openai_completion import OpenAICompletionsHandler

    registry[model] = ModelConfig(model, True, True, model_handler=OpenAICompletionsHandler)
    given = ["--model", model, "--num-threads", threads, "--result-dir", Path(result_dir).name]
    sys.argv = ["bfcl", *given, "--test-category", *categories]
    arguments = runner.get_args()
    runner.main(arguments)


if __name__ == "__main__":
    main(*sys.argv[1:])
