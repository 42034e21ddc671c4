import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { InputError, packageRoot } from '../../datasets/index.ts';
import { runOfficialScores } from '../parity/score-suite.ts';

export type ProcessTimes = {
  /** Seconds from start to end of each run, in order. */
  readonly ours: readonly number[];
  readonly official: readonly number[];
};

function seconds(work: () => void): number {
  const start = performance.now();
  work();
  return (performance.now() - start) / 1000;
}

function evaluateTree(
  resultDir: string,
  scoreDir: string,
  categories: readonly string[],
  dataDir: string,
): void {
  const cli = path.join(packageRoot(import.meta.url), 'dist', 'cli.js');
  const given = [
    'evaluate',
    '--result-dir',
    resultDir,
    '--score-dir',
    scoreDir,
    '--data-dir',
    dataDir,
    '--test-category',
    ...categories,
  ];
  const { status, stderr } = spawnSync(process.execPath, [cli, ...given], { encoding: 'utf8' });
  if (status !== 0) throw new InputError(`inftool ${given.join(' ')} failed:\n${stderr.slice(-2000)}`);
}

/** Whole evaluations of one result tree, each a process of its own, both sides in turn. */
export async function timeProcesses(
  tree: {
    readonly python: string;
    readonly resultDir: string;
    readonly dataDir: string;
    readonly categories: readonly string[];
  },
  runs: number,
): Promise<ProcessTimes> {
  const work = await mkdtemp(path.join(tmpdir(), 'inftool-speed-'));
  const ours: number[] = [];
  const official: number[] = [];
  try {
    for (let run = 0; run < runs; run++) {
      const [left, right] = [path.join(work, `ours-${run}`), path.join(work, `official-${run}`)];
      ours.push(
        seconds(() => {
          evaluateTree(tree.resultDir, left, tree.categories, tree.dataDir);
        }),
      );
      official.push(
        seconds(() => {
          runOfficialScores(tree.python, tree.resultDir, right, tree.categories);
        }),
      );
    }
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return { ours, official };
}
