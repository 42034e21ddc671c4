import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { InputError } from '../../datasets/index.ts';
import { layoutOf } from '../evaluate/layout.ts';
import { generateCommand } from '../generate/command.ts';
import { readGeneration } from '../run/generation.ts';
import type { Options } from '../generate/options.ts';
import { mergedExitCode, mergedText, mergeDirectories } from '../merge/merge-directories.ts';
import type { ModelProvider } from '../models/provider.ts';
import { dayText, openSuite } from '../options.ts';
import { LineCount } from './line-count.ts';
import { readCommandLine, type Progress, type ShardedCommand } from './sharded-command.ts';

/** `generate` in parts. */
export function shardedGenerate(providers: readonly ModelProvider[]): ShardedCommand {
  return {
    name: 'generate',
    async open(commandLine, io) {
      const reserved = ['resultDir', 'shard', 'allowOverwrite'];
      const { options, given } = readCommandLine(generateCommand(providers), commandLine, reserved);
      refuseSecrets(options);
      const suite = await openSuite(options, io);
      const layout = layoutOf(suite);
      const files = suite.categories.flatMap((category) => [
        layout.prerequisitePath(category),
        layout.resultPath(category),
      ]);
      const lines = new LineCount();
      return {
        folderFlag: '--result-dir',
        usualFolder: 'result',
        fixed: given.has('today') ? [] : ['--today', dayText(io.host.today())],
        progress: (folder) => progressIn(folder, files, lines),
        async merge(folders, { folder, isOverwriting }) {
          const merged = await mergeDirectories(suite, folders, {
            resultDir: folder,
            isPartial: false,
            isOverwriting,
          });
          return { text: mergedText(merged), record: merged, exitCode: mergedExitCode(merged) };
        },
      };
    },
  };
}

/** The cluster shows everybody what its jobs are told. */
function refuseSecrets({ header = [], baseUrl }: Options): void {
  const open = header.find(([, value]) => !/\$\{\w+\}/.test(value));
  if (open !== undefined)
    throw new InputError(
      `--header ${open[0]}: a Ray cluster shows everybody the command lines of its jobs. Put the value into an environment variable of the nodes and write '${open[0]}: \${NAME}'.`,
    );
  if (baseUrl === undefined || !URL.canParse(baseUrl)) return;
  const { username, password } = new URL(baseUrl);
  if (username + password !== '')
    throw new InputError(
      '--base-url holds a name or a password, and a Ray cluster shows everybody the command lines of its jobs. Set OPENAI_BASE_URL in the environment of the nodes instead.',
    );
}

/** Conversations of all models of a part. */
async function progressIn(
  folder: string,
  files: readonly string[],
  lines: LineCount,
): Promise<Progress | undefined> {
  let [done, total] = [0, 0];
  for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
    if (!entry.isDirectory()) continue;
    const model = path.join(folder, entry.name);
    const generation = await readGeneration(model);
    if (generation?.asked === undefined) continue;
    total += generation.asked;
    for (const file of files) done += await lines.of(path.join(model, file));
  }
  return total === 0 ? undefined : { done, total };
}
