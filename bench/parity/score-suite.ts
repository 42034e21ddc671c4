import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { InputError, resolveCategories, type Io, type Suite, type TextSink } from '../../datasets/index.ts';
import { evaluateCommand } from '../evaluate/command.ts';
import { checkoutFile, officialEnvironment } from './official-process.ts';
import { dayText } from '../options.ts';
import { today } from './executed/sessions.ts';
import { compareScoreTrees, type TreeComparison } from './score-trees.ts';
import { writeSeededTree } from './seeded-tree.ts';

const silent: TextSink = { write: () => Promise.resolve(), isTerminal: false, columns: undefined };

export type ScoreSuiteOptions = {
  readonly suite: Suite;
  readonly python: string;
  /** Absolute path; undefined: a seeded tree is made. */
  readonly resultDir: string | undefined;
  readonly seed: number;
  readonly dataDir: string | undefined;
};

/** Runs the official evaluator over a result tree, without the SDKs it does not need there, or as it comes. @throws {InputError} where it fails */
export function runOfficialScores(
  python: string,
  resultDir: string,
  scoreDir: string,
  categories: readonly string[],
  imports: 'stubbed' | 'as installed' = 'stubbed',
): void {
  const options = imports === 'stubbed' ? [] : ['--as-installed'];
  const given = [checkoutFile('score_tree.py'), ...options, resultDir, scoreDir, ...categories];
  const { status, stderr } = spawnSync(python, given, {
    env: officialEnvironment(),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (status !== 0) throw new InputError(`the official evaluator failed:\n${stderr.slice(-2000)}`);
}

/** Whole score trees of both sides, compared. */
export async function runScoreSuite(options: ScoreSuiteOptions, io: Io): Promise<TreeComparison> {
  const work = await mkdtemp(path.join(tmpdir(), 'inftool-parity-'));
  try {
    const names = options.suite.categories.map(({ name }) => name);
    const resultDir = options.resultDir ?? path.join(work, 'result');
    if (options.resultDir === undefined) {
      await writeSeededTree(options.suite, resolveCategories(options.suite, names), options.seed, resultDir);
    }
    const [ours, official] = [path.join(work, 'ours'), path.join(work, 'official')];
    const given = {
      resultDir,
      scoreDir: ours,
      testCategory: names,
      dataDir: options.dataDir,
      today: dayText(today),
    };
    await evaluateCommand.run(evaluateCommand.schema.parse(given), { ...io, stdout: silent, stderr: silent });
    runOfficialScores(options.python, resultDir, official, names);
    return await compareScoreTrees(ours, official);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
