import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { FailureRowSchema, InputError, readLines, type FailureRow } from '../../datasets/index.ts';

/**
 * Tasks that got no answer, by id, as the runner has left them beside a model's results; none where it has left no file.
 * @param folder of the model, in the result directory
 * @throws {InputError} for a line of another shape
 */
export async function readFailures(folder: string): Promise<ReadonlyMap<string, FailureRow>> {
  const path = join(folder, 'failures.jsonl');
  const failures = new Map<string, FailureRow>();
  let number = 0;
  try {
    for await (const line of readLines(createReadStream(path))) {
      number++;
      if (line.trim() === '') continue;
      const row = rowIn(line, `${path}:${number}`);
      failures.set(row.id, row);
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return failures;
    throw error;
  }
  return failures;
}

function rowIn(line: string, where: string): FailureRow {
  let cause: unknown;
  try {
    const parsed = FailureRowSchema.safeParse(JSON.parse(line));
    if (parsed.success) return parsed.data;
    cause = parsed.error;
  } catch (error) {
    cause = error;
  }
  throw new InputError(
    `${where}: expected a failure as {"id", "class", "message", "attempts"}, found ${line.slice(0, 100)}. Remove the line, or the file.`,
    { cause },
  );
}
