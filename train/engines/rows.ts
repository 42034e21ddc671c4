import { open } from 'node:fs/promises';
import { parseOwnTask, readJson, type Task } from '../../datasets/index.ts';
import { gradeEntry } from '../../graders/index.ts';
import { decisionsOf, keptTrajectories } from '../../synth/index.ts';
import { answerText, promptDigest, type PromptWriter } from './prompt-writer.ts';
import type { TrainingRow } from './trainer-engine.ts';

export type RowCounts = {
  readonly tasks: number;
  /** Of them, with an answer that the grader passes as text: what SFT learns from. */
  readonly answered: number;
};

/**
 * Writes the tasks of what was played into a folder as rows for trainers. An answer that its own task's grader fails, written
 * out as text, is left out of its row.
 * @param file replaced
 */
export async function writeRows(folder: string, file: string, writer: PromptWriter): Promise<RowCounts> {
  let [tasks, answered] = [0, 0];
  const handle = await open(file, 'w');
  try {
    for await (const trajectory of keptTrajectories(folder)) {
      for (const { id, task: line, answer } of decisionsOf(trajectory)) {
        const task = parseOwnTask(readJson(JSON.stringify(line)), id);
        const row = rowOf(task, answerText(answer), writer);
        tasks += 1;
        if (row.completion !== undefined) answered += 1;
        await handle.appendFile(`${JSON.stringify(row)}\n`);
      }
    }
  } finally {
    await handle.close();
  }
  return { tasks, answered };
}

function rowOf(task: Task, answer: string, writer: PromptWriter): TrainingRow {
  const messages = writer.messagesOf(task);
  const prompt = writer.promptOf(messages);
  const { valid } = gradeEntry(task, { result: answer, mode: 'prompt', underscoreToDot: false });
  return {
    task_id: task.id,
    messages,
    prompt,
    prompt_sha256: promptDigest(prompt),
    ...(valid && { completion: writer.completionOf(messages, answer) }),
  };
}

/** Tasks as rows to be asked with, their answers unknown. */
export function askedRows(tasks: readonly Task[], writer: PromptWriter): TrainingRow[] {
  return tasks.map((task) => {
    const messages = writer.messagesOf(task);
    const prompt = writer.promptOf(messages);
    return { task_id: task.id, messages, prompt, prompt_sha256: promptDigest(prompt) };
  });
}
