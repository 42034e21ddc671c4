import { resolve } from 'node:path';
import * as z from 'zod';
import { defineCommand, ownSpecsFolder, readSpecs } from '../../datasets/index.ts';
import { buildToolTree, defaultTreeOptions } from './build-tree.ts';
import { treeText } from './show.ts';

const share = () => z.coerce.number().min(0).max(1);

const OptionsSchema = z.object({
  arguments: z.tuple([z.literal('show', 'expected "show"')]),
  specs: z.array(z.string()).default([]),
  mcp: z.array(z.string()).default([]),
  seed: z.coerce.number().int().default(defaultTreeOptions.seed),
  clusterThreshold: share().default(defaultTreeOptions.clusterThreshold),
  mergeThreshold: share().default(defaultTreeOptions.mergeThreshold),
  heldOutShare: share().default(defaultTreeOptions.heldOutShare),
  json: z.boolean().default(false),
});

export const treeCommand = defineCommand({
  name: 'tree',
  summary:
    'Brings tools out of OpenAPI documents and MCP servers into a tree: clusters tools of like words, merges those of one domain that do the same, and holds a share of the domains out of training. A document belongs to the domain that its folder is named after.',
  arguments: [{ flags: '<action>', description: 'show' }],
  options: [
    { flags: '--specs <paths...>', description: 'documents, or folders of them' },
    {
      flags: '--mcp <commands...>',
      description:
        'MCP servers, each command in quotes. Without --specs and --mcp: the documents of this project',
    },
    { flags: '--seed <n>', description: `of the choice of domains (${defaultTreeOptions.seed})` },
    {
      flags: '--cluster-threshold <cosine>',
      description: `average from which clusters are joined (${defaultTreeOptions.clusterThreshold})`,
    },
    {
      flags: '--merge-threshold <cosine>',
      description: `from which two tools may be one (${defaultTreeOptions.mergeThreshold})`,
    },
    { flags: '--held-out-share <share>', description: `of the domains (${defaultTreeOptions.heldOutShare})` },
    { flags: '--json', description: 'the whole record as one JSON document' },
  ],
  examples: [
    'tree show',
    'tree show --specs my-apis/ --seed 7 --json',
    'tree show --mcp "npx -y @modelcontextprotocol/server-everything"',
  ],
  schema: OptionsSchema,
  async run({ specs, mcp, json, ...options }, io) {
    const named = specs.map((path) => resolve(io.workingDirectory, path));
    const paths = named.length + mcp.length === 0 ? [ownSpecsFolder()] : named;
    const tree = buildToolTree(await readSpecs(paths, mcp), options);
    await io.stdout.write(json ? `${JSON.stringify(tree, null, 2)}\n` : treeText(tree, io));
    return 0;
  },
});
