import { isDict, type Dict, type Mode, type Prompts, type Task, type Value } from '../../datasets/index.ts';
import type { Model } from '../models/model.ts';
import { conversationOf, type Asked } from '../prompts/conversation.ts';
import { memoryTextOf } from '../prompts/memory-text.ts';
import { Dialogue } from './dialogue.ts';
import { playTurns } from './play-turns.ts';
import { Stage, type StageSetting } from './stage.ts';

export type RolloutTask = Asked & {
  /** Played turn by turn in environments, or one answer. */
  readonly isPlayed: boolean;
  /** The task of a suite that it is, where it is one: models of ours look at it. */
  readonly suiteTask?: Task | undefined;
  /** Of its environments, where the entry does not hold it. */
  readonly configuration?: Dict | undefined;
};

export type RolloutSetting = StageSetting & {
  readonly mode: Mode;
  readonly prompts: Prompts;
  readonly seed: number;
  /** Whether rows tell what was sent. */
  readonly logsInput: boolean;
  /** Whether rows of played tasks tell states. */
  readonly logsState: boolean;
};

export type Rollout = {
  /** As a result file holds it. */
  readonly row: Dict;
  /** What is remembered at the end, of a conversation that has a memory. */
  readonly snapshot?: Dict;
  /** In tokens, of all steps; undefined where the server does not count. */
  readonly usage?: { readonly input: number; readonly output: number };
  readonly requests: number;
  /** Of them, those that a cache answered. */
  readonly cached: number;
};

/**
 * A model's answer to a task, or all that it does in it.
 * @param remembered what a memory has of the conversations before
 * @throws {ModelFault} where a request got no answer; {InputError} for a task of another shape
 * @see bfcl-eval `inference` of `base_handler.py`
 */
export async function rollOut(
  task: RolloutTask,
  model: Model,
  setting: RolloutSetting,
  signal: AbortSignal,
  remembered?: Dict,
): Promise<Rollout> {
  const { mode, prompts } = setting;
  const dialogue = new Dialogue(model, task, setting, signal);
  if (!task.isPlayed) {
    const [turn] = conversationOf(task, mode, prompts);
    const step = await dialogue.ask(turn?.messages ?? [], turn?.tools ?? []);
    const row = new Map<Value, Value>([
      ['id', task.id],
      ['result', step.result],
    ]);
    if (setting.logsInput) row.set('inference_log', [step.inputLog()]);
    if (step.usage !== undefined) {
      row.set('input_token_count', BigInt(step.usage.input));
      row.set('output_token_count', BigInt(step.usage.output));
    }
    row.set('latency', step.latency);
    if (step.reasoning !== '') row.set('reasoning_content', step.reasoning);
    return { row, ...dialogue.totals };
  }
  const stage = await Stage.open(task, setting, remembered, signal);
  const [memory] = stage.environments.flatMap((environment) => memoryTextOf(environment) ?? []);
  const turns = conversationOf(task, mode, prompts, memory);
  const row = await playTurns(task.id, turns, { dialogue, stage, setting, signal });
  const snapshot = stage.environments
    .find((environment) => environment.memory !== undefined)
    ?.memory?.snapshot();
  return { row, ...dialogue.totals, ...(isDict(snapshot) && { snapshot }) };
}
