import * as z from 'zod';
import { defineCommand, readLineBatches } from '../../datasets/index.ts';
import { dataDirOption, openSuite, suiteFields } from '../options.ts';
import { LineGrader } from './grade-line.ts';

const OptionsSchema = z.object({
  mode: z.enum(['prompt', 'fc', 'auto']).optional(),
  ...suiteFields,
});

export const gradeCommand = defineCommand({
  name: 'grade',
  summary:
    'Grades single-turn outputs: JSONL on stdin, one answered line each on stdout, in order. A line is {"id", "result", "mode": "prompt"|"fc", "underscore_to_dot": false}; "task" inline takes the place of "id". Other fields pass through. Added: valid, error_type, error, decoded, decoded_repr. A line that cannot be graded is answered {"line", "fault"} and the exit code is 2.',
  options: [
    {
      flags: '--mode <mode>',
      description: 'for lines without "mode": prompt, fc, or auto (fc where the result is a list)',
    },
    { flags: '--suite <file>', description: 'tasks of your own (JSONL) instead of BFCL' },
    dataDirOption,
  ],
  examples: [
    `grade <<< '{"id": "simple_python_0", "mode": "prompt", "result": "[calculate_triangle_area(base=10, height=5)]"}'`,
    'grade --mode auto < outputs.jsonl > verdicts.jsonl',
  ],
  schema: OptionsSchema,
  async run({ mode, ...where }, io) {
    const grader = new LineGrader(() => openSuite(where, io), { mode });
    let [number, faults] = [0, 0];
    for await (const batch of readLineBatches(io.stdin)) {
      const answers: string[] = [];
      for (const line of batch) {
        number += 1;
        if (line.trim() === '') continue;
        const answer = await grader.grade(line, number);
        if (answer.fault) faults += 1;
        answers.push(`${answer.text}\n`);
      }
      await io.stdout.write(answers.join(''));
    }
    if (faults > 0) await io.stderr.write(`inftool: ${faults} of ${number} lines could not be graded\n`);
    return faults > 0 ? 2 : 0;
  },
});
