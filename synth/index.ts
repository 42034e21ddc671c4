export { synthCommands } from './commands.ts';
export { buildToolTree, defaultTreeOptions } from './tree/build-tree.ts';
export type { TreeOptions } from './tree/build-tree.ts';
export { conceptOf, verbClassOf } from './lexicon/lexicon.ts';
