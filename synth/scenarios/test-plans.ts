import { ownSpecsFolder, readSpecs, type Split, type ToolTree } from '../../datasets/index.ts';
import { buildToolTree, defaultTreeOptions } from '../tree/build-tree.ts';
import type { ScenarioPlan } from './scenarios.ts';

/** For tests: the tree of the specs of this project. */
export async function treeOfOwnSpecs(): Promise<ToolTree> {
  return buildToolTree(await readSpecs([ownSpecsFolder()]), defaultTreeOptions);
}

/** For tests: every kind as often as the others. */
export function planOf(split: Split, phrasing: Split): ScenarioPlan {
  const mix = {
    single: 1,
    multiple: 1,
    parallel: 1,
    parallel_multiple: 1,
    irrelevance: 1,
    missing_parameter: 1,
  };
  return { split, phrasing, seed: 3, count: 300, mix };
}
