import path from 'node:path';
import type { ServingSettings } from '../engine-config.ts';
import type { ModelFiles } from '../trainer-engine.ts';

/** How a server of models is started with one model, and how it is then asked. */
type Launch = {
  readonly command: readonly string[];
  /** As requests name the model. */
  readonly model: string;
  /** Answers with 200 when it can be asked. */
  readonly health: string;
};

export type RecipeOptions = {
  readonly files: ModelFiles;
  readonly port: number;
  readonly serving: ServingSettings;
  /** Interpreter of the trainer's environment. */
  readonly python: string | undefined;
  readonly device: string;
};

type Recipe = (options: RecipeOptions) => Launch;

/** What adapters and models are called, so that requests are the same wherever the files lie. */
const [BASE, ADAPTER] = ['base', 'policy'];

const host = ['--host', '127.0.0.1', '--port'];

const transformers: Recipe = ({ files, port, serving, python, device }) => {
  // Reads a folder with an adapter together with the model that the adapter is for.
  const folder = files.adapter ?? files.model;
  const program = python === undefined ? 'transformers' : path.join(path.dirname(python), 'transformers');
  const own = ['--device', device, '--model-timeout', '-1'];
  return {
    command: [
      ...(serving.command ?? [program]),
      'serve',
      ...own,
      ...host,
      String(port),
      ...serving.arguments,
      folder,
    ],
    model: folder,
    health: '/health',
  };
};

const vllm: Recipe = ({ files: { model, adapter }, port, serving }) => {
  const lora = adapter === undefined ? [] : ['--enable-lora', '--lora-modules', `${ADAPTER}=${adapter}`];
  const own = ['--served-model-name', BASE, ...lora];
  return {
    command: [
      ...(serving.command ?? ['vllm']),
      'serve',
      model,
      ...host,
      String(port),
      ...own,
      ...serving.arguments,
    ],
    model: adapter === undefined ? BASE : ADAPTER,
    health: '/health',
  };
};

const sglang: Recipe = ({ files: { model, adapter }, port, serving }) => {
  const lora = adapter === undefined ? [] : ['--enable-lora', '--lora-paths', `${ADAPTER}=${adapter}`];
  const own = ['--model-path', model, '--served-model-name', BASE, ...lora];
  const program = serving.command ?? ['python3', '-m', 'sglang.launch_server'];
  return {
    command: [...program, ...host, String(port), ...own, ...serving.arguments],
    model: adapter === undefined ? BASE : `${BASE}:${ADAPTER}`,
    health: '/health',
  };
};

/** By name. Each serves raw completions: their tool parsers are not asked for. */
export const recipes: Readonly<Record<Exclude<ServingSettings['recipe'], 'running'>, Recipe>> = {
  transformers,
  vllm,
  sglang,
};
