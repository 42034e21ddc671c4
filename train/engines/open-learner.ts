import { existsSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { ensureBfcl, InputError, type DataOptions, type Io, type Prompts } from '../../datasets/index.ts';
import type { LoopContext } from '../loop/context.ts';
import type { Checkpoint, Learner } from '../loop/learner.ts';
import { ReferenceLearner } from '../loop/reference-learner.ts';
import type { TrlSettings } from './engine-config.ts';
import { LanguageModelLearner } from './language-model-learner.ts';
import { TokenizerSchema, type Tokenizer } from './prompt-writer.ts';
import { trlOutput, trlPython, trlVariables } from './trl/python.ts';
import { promptTokensIn, trlEngine } from './trl/trl-engine.ts';

/** Does something with what learns in a loop. */
export type LearnerUse<Result> = <State extends Checkpoint>(learner: Learner<State>) => Promise<Result>;

/** @throws {InputError} for a model, or an engine's environment, that is not there */
export async function withLearner<Result>(
  context: LoopContext,
  data: DataOptions,
  io: Io,
  use: LearnerUse<Result>,
): Promise<Result> {
  const { engine } = context.config;
  if (engine === undefined) return use(new ReferenceLearner(context));
  return use(await trlLearner(context, engine, data, io));
}

async function trlLearner(context: LoopContext, settings: TrlSettings, data: DataOptions, io: Io) {
  const python = await trlPython(settings.python, io);
  const model = modelOf(settings.model, io);
  const parts = {
    engine: trlEngine(python, io),
    settings,
    model,
    tokenizer: await tokenizerOf(model, python, io),
    tokenize: async (rows: string, out: string) => {
      await trlOutput(python, ['tokenize', model, rows, out], io);
      return promptTokensIn(out);
    },
    serving: { python, device: settings.device, environment: trlVariables(settings.threads) },
    rewards: { host: '127.0.0.1', port: 0 },
  };
  return LanguageModelLearner.open(context, parts, await promptsOf(data, io), io);
}

/** A folder where there is one, else a hub's name. @throws {InputError} for a path without a folder */
function modelOf(named: string, { workingDirectory }: Io): string {
  const folder = path.resolve(workingDirectory, named);
  if (existsSync(path.join(folder, 'config.json'))) return folder;
  if (/^[\w.-]+(\/[\w.-]+)?$/.test(named) && !existsSync(folder)) return named;
  throw new InputError(
    `engine.model: expected a model's folder with its config.json, or the name that a hub has it by; there is none in ${folder}.`,
  );
}

async function tokenizerOf(model: string, python: string, io: Io): Promise<Tokenizer> {
  const said: unknown = JSON.parse(await trlOutput(python, ['inspect', model], io));
  const parsed = TokenizerSchema.safeParse(said);
  if (parsed.success) return parsed.data;
  throw new InputError(
    `${model}: expected a tokenizer with a chat template and a token that ends texts (${z.prettifyError(parsed.error)}).`,
  );
}

/** Models are prompted in BFCL's words, in training as in evaluation; nothing else of BFCL is looked at. */
async function promptsOf(data: DataOptions, io: Io): Promise<Prompts> {
  const prompts = await (await ensureBfcl(data, io)).prompts?.();
  if (prompts === undefined) throw new InputError('There are no prompts: expected the data of BFCL.');
  return prompts;
}
