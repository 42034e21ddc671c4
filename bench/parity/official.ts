import * as z from 'zod';
import { pythonIn } from '../python-environment.ts';
import { OfficialProcess } from './official-process.ts';

/** What the official checkers import; the package itself is installed without its own list of some forty. */
const requirements = [
  'bfcl-eval==2026.3.23',
  'tree_sitter==0.21.3',
  'tree-sitter-java==0.21.0',
  'tree-sitter-javascript==0.21.4',
  'filelock',
  'numpy==1.26.4',
  'overrides',
  'tqdm',
  'mpmath==1.3.0',
  'rank_bm25==0.2.2',
  'faiss-cpu==1.11.0',
  'packaging',
];

const AnswerSchema = z.union([
  z.strictObject({
    valid: z.boolean(),
    error_type: z.string().nullable(),
    error: z.string(),
    decoded_repr: z.string().nullable(),
    /** Of the fastest repetition, where repetitions were asked for. */
    seconds: z.number().optional(),
  }),
  z.strictObject({ abort: z.string() }),
  z.strictObject({ timeout: z.literal(true) }),
]);
export type OfficialAnswer = z.infer<typeof AnswerSchema>;

/**
 * The Python of a virtual environment with the official evaluator, made on first use.
 * @throws {InputError} as `pythonIn` does
 */
export function officialPython(folder: string, say: (text: string) => Promise<void>): Promise<string> {
  return pythonIn({ folder, purpose: 'the official evaluator', requirements, withDependencies: false }, say);
}

/** The official evaluator of single-turn entries. */
export class OfficialGrader extends OfficialProcess<OfficialAnswer> {
  constructor(python: string) {
    super(python, 'grade_cases.py', AnswerSchema);
  }
}
