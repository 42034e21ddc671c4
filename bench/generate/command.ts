import { defineCommand, type Command } from '../../datasets/index.ts';
import type { ModelProvider } from '../models/provider.ts';
import { generate } from './generate.ts';
import { OptionsSchema, optionsWith } from './options.ts';

/** @param providers of models that are no endpoints */
export function generateCommand(providers: readonly ModelProvider[]): Command<typeof OptionsSchema> {
  return defineCommand({
    name: 'generate',
    summary:
      'Has models do the tasks of a suite and writes what they do as `inftool evaluate` and `bfcl evaluate` read it, one folder per model. A task that is done has its row at once: a run that was cut, by Ctrl-C too, goes on where it was. Tasks without an answer, for reasons that say nothing about the model, go to failures.jsonl and are asked again next time.',
    options: optionsWith(providers),
    examples: [
      'generate --model my-model --base-url http://localhost:8000/v1 --test-category simple_python',
      'generate --model my-model --mode prompt --test-category all_scoring --num-threads 64 --cache',
      'generate --config models.yaml --sample 50 --repeats 3 --price 0.15,0.6',
      'generate --model recorded:result/my-model --result-dir replayed',
      'generate --model policy:runs/start/round-1/sft.checkpoint.json --suite runs/start/held-out/held-out.jsonl',
    ],
    schema: OptionsSchema,
    run: (options, io) => generate(options, providers, io),
  });
}
