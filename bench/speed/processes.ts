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
  /** The official without the SDKs that evaluation does not need. */
  readonly official: readonly number[];
  /** The official as it is installed; empty where no such Python was named. */
  readonly installed: readonly number[];
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
    readonly installedPython: string | undefined;
    readonly resultDir: string;
    readonly dataDir: string;
    readonly categories: readonly string[];
  },
  runs: number,
): Promise<ProcessTimes> {
  const work = await mkdtemp(path.join(tmpdir(), 'inftool-speed-'));
  const ours: number[] = [];
  const official: number[] = [];
  const installed: number[] = [];
  try {
    for (let run = 0; run < runs; run++) {
      const folder = (name: string) => path.join(work, `${name}-${run}`);
      const { python, installedPython, resultDir, dataDir, categories } = tree;
      ours.push(
        seconds(() => {
          evaluateTree(resultDir, folder('ours'), categories, dataDir);
        }),
      );
      official.push(
        seconds(() => {
          runOfficialScores(python, resultDir, folder('official'), categories);
        }),
      );
      if (installedPython === undefined) continue;
      installed.push(
        seconds(() => {
          runOfficialScores(installedPython, resultDir, folder('installed'), categories, 'as installed');
        }),
      );
    }
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return { ours, official, installed };
}
