import * as z from 'zod';
import { defineCommand } from '../../datasets/index.ts';
import { answerLines } from '../answer-lines.ts';
import { dataDirOption, openSuite, suiteFields, todayField, todayOption } from '../options.ts';
import { LineGrader } from './grade-line.ts';

const OptionsSchema = z.object({
  mode: z.enum(['prompt', 'fc', 'auto']).optional(),
  trace: z.boolean().default(false),
  ...suiteFields,
  ...todayField,
});

export const gradeCommand = defineCommand({
  name: 'grade',
  summary:
    'Grades outputs: JSONL on stdin, one answered line each on stdout, in order. A line is {"id", "result", "mode": "prompt"|"fc", "underscore_to_dot": false}; "task" inline takes the place of "id". Of multi-turn tasks "decoded" (turns of steps of call texts) wins over "result", and "model_name" names the instances; of agentic ones {"possible_answers", "response" or "result"} will do. Other fields pass through. Added: valid, error_type, error, decoded; decoded_repr (single-turn), differing_attributes (multi-turn). A line that cannot be graded is answered {"line", "fault"} and the exit code is 2.',
  options: [
    {
      flags: '--mode <mode>',
      description:
        'for lines without "mode": prompt, fc, or auto (fc where the result, or a step of it, is a list)',
    },
    { flags: '--suite <file>', description: 'tasks of your own (JSONL) instead of BFCL' },
    { flags: '--trace', description: 'multi-turn: add execution_results, nested as decoded' },
    todayOption,
    dataDirOption,
  ],
  examples: [
    `grade <<< '{"id": "simple_python_0", "mode": "prompt", "result": "[calculate_triangle_area(base=10, height=5)]"}'`,
    `grade <<< '{"possible_answers": ["42"], "response": "It is 42, I think."}'`,
    'grade --mode auto < outputs.jsonl > verdicts.jsonl',
  ],
  schema: OptionsSchema,
  async run({ mode, trace, today, ...where }, io) {
    const options = { mode, isTraced: trace, today: today ?? io.host.today() };
    const grader = new LineGrader(() => openSuite(where, io), options);
    return answerLines(io, (line, number) => grader.grade(line, number), 'graded');
  },
});
