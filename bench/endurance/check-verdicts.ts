import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { VerdictRowSchema } from '../../datasets/index.ts';
import { day } from './known-tree.ts';
import { cliFile, expectExit, start } from './processes.ts';

export type Verdicts = {
  readonly passed: number;
  readonly failed: number;
  readonly infrastructure: number;
  /** Tasks whose verdict is another than what they were answered, one line each. */
  readonly wrong: readonly string[];
};

/**
 * Grades a model's folder with `inftool evaluate`.
 * @param isRight of all tasks that were asked, whether their answer is right
 * @param failed ids of tasks that have no answer
 */
export async function checkVerdicts(
  folder: string,
  isRight: ReadonlyMap<string, boolean>,
  failed: ReadonlySet<string>,
  around: { readonly environment: NodeJS.ProcessEnv; readonly scoreDir: string },
): Promise<Verdicts> {
  const [resultDir, model] = [path.dirname(folder), path.basename(folder)];
  const { environment, scoreDir } = around;
  const where = ['--result-dir', resultDir, '--score-dir', scoreDir, '--model', model];
  const given = ['evaluate', ...where, '--today', day, '--partial-eval', '--mode', 'fc'];
  const ended = await start(process.execPath, [cliFile(), ...given], { environment }).end;
  expectExit(ended, [0]);
  const rows = (await readFile(path.join(scoreDir, model, 'verdicts.jsonl'), 'utf8')).trimEnd().split('\n');
  const verdicts = { passed: 0, failed: 0, infrastructure: 0, wrong: [] as string[] };
  const left = new Set(isRight.keys());
  for (const row of rows) {
    const { id, status } = VerdictRowSchema.parse(JSON.parse(row));
    const wanted = failed.has(id) ? 'infrastructure' : isRight.get(id) === true ? 'pass' : 'fail';
    if (status === 'not_run' && !isRight.has(id)) continue;
    if (!left.delete(id) || status !== wanted)
      verdicts.wrong.push(`${id}: expected ${wanted}, found ${status}`);
    if (status === 'pass') verdicts.passed += 1;
    if (status === 'fail') verdicts.failed += 1;
    if (status === 'infrastructure') verdicts.infrastructure += 1;
  }
  for (const id of left) verdicts.wrong.push(`${id}: there is no verdict`);
  return verdicts;
}
