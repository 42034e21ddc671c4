import { mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { InputError, packageRoot, resolveCategories } from '../../datasets/index.ts';
import { filesBelow } from '../evaluate/result-tree.ts';
import { served, type Ground } from './ground.ts';
import { machineSeconds } from './machine.ts';
import { expectExit, start, type Usage } from './processes.ts';

export type OfficialRun = {
  readonly requests: number;
  readonly usage: Usage;
  /** Seconds of the machine's processor time that others took. */
  readonly others: number;
};

/**
 * Has `bfcl generate` ask the same tasks in the same way.
 * @param python has bfcl-eval and what its handler of chat completions imports
 * @throws {InputError} where it fails, or leaves a task out
 */
export async function officialRun(
  ground: Ground,
  options: { readonly latency: number; readonly threads: number; readonly python: string },
  environment: NodeJS.ProcessEnv,
): Promise<OfficialRun> {
  const { latency, threads, python } = options;
  const resultDir = path.join(ground.work, 'official', 'result');
  await rm(resultDir, { recursive: true, force: true });
  await mkdir(resultDir, { recursive: true });
  const file = path.join(packageRoot(import.meta.url), 'bench/parity/python/generate_official.py');
  const { suite, categories } = ground.scope;
  const names = resolveCategories(suite, categories).map(({ name }) => name);
  const model = ground.trees[0]?.model.name ?? '';
  return served(ground, { latency }, async (server) => {
    const before = await machineSeconds();
    const around = { environment: { ...environment, OPENAI_BASE_URL: server.url, OPENAI_API_KEY: 'none' } };
    const ended = await start(python, [file, model, String(threads), resultDir, ...names], around).end;
    expectExit(ended, [0]);
    const errors = await errorsIn(resultDir);
    if (errors > 0) throw new InputError(`bfcl generate has ${errors} errors in ${resultDir}`);
    const { requests } = await server.counts();
    const others = (await machineSeconds()) - before - ended.usage.cpuSeconds - (await server.cpuSeconds());
    return { requests, usage: ended.usage, others };
  });
}

async function errorsIn(folder: string): Promise<number> {
  let errors = 0;
  for (const name of await filesBelow(folder)) {
    const text = await readFile(path.join(folder, name), 'utf8');
    errors += text.split('"Error during inference').length - 1;
  }
  return errors;
}
