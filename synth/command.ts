import { defineCommand, ScenarioKindSchema } from '../datasets/index.ts';
import { makeShard, makeWhole, mergeShards } from './make.ts';
import { OptionsSchema } from './options.ts';

export const synthCommand = defineCommand({
  name: 'synth',
  summary:
    'Makes verified trajectories out of API specs: plans scenarios over the tool tree, has user, assistant and server play them, keeps what verification finds no fault with, and writes trajectories, suites and the yield.',
  options: [
    { flags: '--specs <paths...>', description: 'OpenAPI documents, or folders of them' },
    {
      flags: '--mcp <commands...>',
      description:
        'MCP servers, each command in quotes. Without --specs and --mcp: the documents of this project',
    },
    { flags: '--out <folder>', description: 'must be empty or not there yet (runs/synth)' },
    { flags: '--count <n>', description: 'scenarios over the domains for training (600)' },
    {
      flags: '--held-out <n>',
      description: 'scenarios over the domains that are held out, in phrasings of their own (0)',
    },
    { flags: '--kinds <kinds...>', description: `among ${ScenarioKindSchema.options.join(', ')} (all)` },
    { flags: '--seed <n>', description: 'of everything that is drawn (1)' },
    { flags: '--show <n>', description: 'prints so many of the kept trajectories (0)' },
    { flags: '--user <model>', description: 'has a model play the user; without it the procedure does' },
    { flags: '--assistant <model>', description: 'has a model play the assistant' },
    { flags: '--server <model>', description: 'has a model play the server' },
    {
      flags: '--base-url <url>',
      description: 'of the models: any OpenAI-compatible endpoint (OPENAI_BASE_URL; key in OPENAI_API_KEY)',
    },
    {
      flags: '--shard <i/n>',
      description: 'plays one of n parts; what was played there before stays. --merge makes the whole',
    },
    {
      flags: '--merge <folders...>',
      description: 'judges what all shards have played: --out is then as if one process had played it',
    },
    { flags: '--concurrency <n>', description: 'conversations at a time (4)' },
    {
      flags: '--data-dir <folder>',
      description: 'where the BFCL data lies, to keep trajectories away from it',
    },
  ],
  examples: [
    'synth --count 60 --show 3',
    'synth --specs my-apis/ --count 2000 --held-out 500 --out runs/mine',
    'synth --count 60 --shard 1/1 --out runs/shard-1',
    'synth --merge runs/shard-1 --out runs/merged',
  ],
  schema: OptionsSchema,
  run: (options, io) => {
    if (options.merge !== undefined) return mergeShards(options, options.merge, io);
    return options.shard === undefined ? makeWhole(options, io) : makeShard(options, options.shard, io);
  },
});
