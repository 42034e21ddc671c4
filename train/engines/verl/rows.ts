import { open, readFile } from 'node:fs/promises';
import * as z from 'zod';
import { InputError } from '../../../datasets/index.ts';
import type { TrainingJob, TrainingRow } from '../trainer-engine.ts';
import type { VerlSettings } from './settings.ts';

const RowSchema = z.object({
  task_id: z.string().min(1),
  messages: z.array(z.strictObject({ role: z.string(), content: z.string() })).min(1),
  prompt: z.string().min(1),
  prompt_sha256: z.string().regex(/^[0-9a-f]{64}$/),
  completion: z.string().min(1).exactOptional(),
}) satisfies z.ZodType<TrainingRow>;

/** @throws {InputError} for a line that is no row */
export function rowsIn(text: string, file: string): TrainingRow[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.map((line, place) => {
    let found: unknown;
    try {
      found = JSON.parse(line);
    } catch {
      found = undefined;
    }
    const parsed = RowSchema.safeParse(found);
    if (parsed.success) return parsed.data;
    throw new InputError(
      `${file}:${place + 1}: expected a row to train on (${z.prettifyError(parsed.error).replaceAll('\n', ' ')}). Have the rows written anew.`,
    );
  });
}

/** The columns that verl's dataset for reinforcement learning reads. No answer is among them: the reward server knows the task. */
function rewardRow({ task_id, messages, prompt_sha256 }: TrainingRow, index: number) {
  return {
    data_source: 'inftool',
    prompt: messages,
    ability: 'tool-calling',
    reward_model: { style: 'rule', ground_truth: JSON.stringify({ task_id }) },
    extra_info: { index, task_id, prompt_sha256, split: 'train' },
  };
}

/** Those that verl's dataset for SFT reads; the answer's message is added where the tokenizer is known. */
function answerRow({ task_id, messages }: TrainingRow) {
  return { task_id, messages };
}

/** Writes rows as `inftool_verl_rows.py` reads them. @param to replaced @throws {InputError} where SFT lacks an answer */
export async function writeVerlRows({ stage, rows }: TrainingJob<VerlSettings>, to: string): Promise<void> {
  const handle = await open(to, 'w');
  try {
    for (const [index, row] of rowsIn(await readFile(rows, 'utf8'), rows).entries()) {
      const { task_id, prompt, prompt_sha256, completion } = row;
      if (stage === 'sft' && completion === undefined)
        throw new InputError(`${rows}:${index + 1}: expected a completion, which SFT learns from.`);
      const columns = stage === 'grpo' ? rewardRow(row, index) : answerRow(row);
      const answer = stage === 'sft' ? { completion } : {};
      await handle.appendFile(
        `${JSON.stringify({ task_id, prompt, prompt_sha256, ...answer, row: columns })}\n`,
      );
    }
  } finally {
    await handle.close();
  }
}
