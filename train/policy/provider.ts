import { basename, dirname, join, resolve } from 'node:path';
import type { ModelProvider } from '../../bench/index.ts';

/** Checkpoints of the reference policy as models, called after their folder and file: `round-1-sft`. */
export const policyProvider: ModelProvider = {
  prefix: 'policy',
  description: 'file of a checkpoint',
  isOurs: true,
  open: async (where, workingDirectory) => {
    const { loadCheckpoint } = await import('./checkpoint.ts');
    const { policyModel } = await import('./policy-model.ts');
    const file = resolve(workingDirectory, where);
    const name = join(basename(dirname(file)), basename(file).replace(/(?:\.checkpoint)?\.json$/, ''));
    return policyModel(name, await loadCheckpoint(file), { beam: 4 });
  },
};
