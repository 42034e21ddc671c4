import { readLineBatches, type Io } from '../datasets/index.ts';

/** What a line became; `fault`: it could not be dealt with, and its text says why. */
export type AnsweredLine = { readonly text: string; readonly fault: boolean };

/**
 * Answers every line of standard input that is not blank with one on standard output, in order.
 * @param number of the line, from 1
 * @param what could not be done with a faulty line, as a past participle
 * @returns the exit code: 2 where there was a fault
 */
export async function answerLines(
  io: Io,
  answer: (line: string, number: number) => AnsweredLine | Promise<AnsweredLine>,
  what: string,
): Promise<number> {
  let [number, faults] = [0, 0];
  for await (const batch of readLineBatches(io.stdin)) {
    const answers: string[] = [];
    for (const line of batch) {
      number += 1;
      if (line.trim() === '') continue;
      const { text, fault } = await answer(line, number);
      if (fault) faults += 1;
      answers.push(`${text}\n`);
    }
    await io.stdout.write(answers.join(''));
  }
  if (faults > 0) await io.stderr.write(`inftool: ${faults} of ${number} lines could not be ${what}\n`);
  return faults > 0 ? 2 : 0;
}
