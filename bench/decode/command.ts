import * as z from 'zod';
import { defineCommand } from '../../datasets/index.ts';
import { answerLines } from '../answer-lines.ts';
import { decodeLine } from './decode-line.ts';

const OptionsSchema = z.object({
  for: z.enum(['ast', 'execute']),
  mode: z.enum(['prompt', 'fc', 'auto']).optional(),
});

export const decodeCommand = defineCommand({
  name: 'decode',
  summary:
    'Decodes raw outputs: JSONL on stdin, one answered line each on stdout, in order. A line is {"result", "mode": "prompt"|"fc"}; for ast also "format" (python, java, javascript, json, verbose_xml, concise_xml) and "tool_call_tag". Other fields pass through. Added: decode_ok, decoded (ast: calls as values, and decoded_repr; execute: call texts), empty (no call). A line without a result is answered {"line", "fault"} and the exit code is 2.',
  options: [
    { flags: '--for <purpose>', description: 'ast, or execute: one step of a multi-turn or agentic result' },
    {
      flags: '--mode <mode>',
      description: 'for lines without "mode": prompt, fc, or auto (fc where the result is a list)',
    },
  ],
  examples: [
    `decode --for execute <<< '{"mode": "prompt", "result": "[cd(folder=\\"docs\\"), ls()]"}'`,
    'decode --for ast --mode auto < outputs.jsonl > calls.jsonl',
  ],
  schema: OptionsSchema,
  run: (options, io) =>
    answerLines(
      io,
      (line, number) => decodeLine(line, number, { purpose: options.for, mode: options.mode }),
      'decoded',
    ),
});
