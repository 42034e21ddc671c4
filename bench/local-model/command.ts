import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import {
  cacheDirectory,
  defineCommand,
  ensureBfcl,
  packageVersion,
  type Io,
  type Mode,
  type Suite,
} from '../../datasets/index.ts';
import { evaluateCommand } from '../evaluate/command.ts';
import { generateCommand } from '../generate/command.ts';
import { dataDirField, dataDirOption } from '../options.ts';
import { drawIds, type DrawnIds } from './draw.ts';
import { LlamaServer, modesOf } from './llama-server.ts';
import { outcomesOf, outcomeTable, type Outcome } from './outcome.ts';
import { installedFile, modelFile, serverFile } from './wheel.ts';

const OptionsSchema = z.object({
  runDir: z.string().default('runs/local-model'),
  seed: z.coerce.number().int().default(1),
  single: z.coerce.number().int().positive().default(100),
  multiTurn: z.coerce.number().int().positive().default(5),
  maxTokens: z.coerce.number().int().positive().default(256),
  server: z.string().optional(),
  ...dataDirField,
});
type Options = z.output<typeof OptionsSchema>;

const modelName = 'SmolLM2-135M-Instruct';

/** Tokens: what the model was trained for. */
const context = 8192;

export const localModelCommand = defineCommand({
  name: 'local-model',
  summary: `Has ${modelName} do seeded tasks of BFCL on this machine, without GPU or key: installs model and server, asks with \`inftool generate\`, grades with \`inftool evaluate\`, tells accuracies. A run that was cut goes on where it was.`,
  options: [
    { flags: '--run-dir <folder>', description: 'for ids, results, scores and logs (runs/local-model)' },
    { flags: '--seed <n>', description: 'of the tasks drawn and of the requests (1)' },
    { flags: '--single <n>', description: 'tasks of each of simple_python, multiple, irrelevance (100)' },
    { flags: '--multi-turn <n>', description: 'tasks of multi_turn_base (5)' },
    { flags: '--max-tokens <n>', description: 'of one answer (256)' },
    {
      flags: '--server <file>',
      description: "a llama-server of one's own, where it is not Linux on x86-64 with AVX-512",
    },
    dataDirOption,
  ],
  examples: ['local-model', 'local-model --run-dir runs/brief --single 5 --multi-turn 1'],
  schema: OptionsSchema,
  run: runCommand,
});

/** One run, with what it needs at every turn. */
type Run = {
  readonly options: Options;
  readonly folder: string;
  readonly suite: Suite;
  readonly ids: DrawnIds;
  readonly io: Io;
  readonly signal: AbortSignal;
};

async function runCommand(options: Options, io: Io): Promise<number> {
  const suite = await ensureBfcl(options, io);
  const { single, multiTurn, seed } = options;
  const counts = { simple_python: single, multiple: single, irrelevance: single, multi_turn_base: multiTurn };
  const ids = await drawIds(suite, counts, seed);
  const folder = path.resolve(io.workingDirectory, options.runDir);
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'ids.json'), `${JSON.stringify(ids, null, 2)}\n`);
  const run: Run = { options, folder, suite, ids, io, signal: io.interruption() };
  try {
    return await withServer(run);
  } catch (error) {
    if (run.signal.aborted) return 130;
    throw error;
  }
}

async function withServer(run: Run): Promise<number> {
  const { options, folder, io, signal } = run;
  const cache = path.join(cacheDirectory(io), 'local-model');
  const say = (text: string) => io.stderr.write(text);
  const model = await installedFile(modelFile, cache, say);
  const binary = options.server ?? (await installedFile(serverFile, cache, say));
  const log = path.join(folder, 'server.log');
  const server = await LlamaServer.start({ binary, model, alias: modelName, context, log }, io, signal);
  try {
    const props = await server.props(signal);
    const modes = modesOf(props);
    await io.stdout.write(
      `${modelName} (${path.basename(model)}), llama-server ${props.build_info}, InfTool ${packageVersion()}, BFCL ${run.suite.version}, seed ${options.seed}, at most ${options.maxTokens} tokens an answer\n`,
    );
    if (!modes.includes('fc')) {
      await io.stdout.write(
        'FC mode is left out: the chat template in the model file puts no tools into the prompt (llama-server: supports_tools false).\n',
      );
    }
    const outcomes: Outcome[] = [];
    for (const mode of modes) {
      const code = await ask(run, mode, server.baseUrl);
      if (code > 1) return code;
      outcomes.push(...(await graded(run, mode)));
    }
    await io.stdout.write(outcomeTable(outcomes, io));
    return outcomes.some(({ faults }) => faults.size > 0) ? 1 : 0;
  } finally {
    await server.stop();
  }
}

/** @returns the exit code of `inftool generate` */
async function ask({ options, folder, io }: Run, mode: Mode, baseUrl: string): Promise<number> {
  const begin = io.host.now();
  const command = generateCommand([]);
  const code = await command.run(
    command.schema.parse({
      model: modelName,
      baseUrl,
      mode,
      runIds: path.join(folder, 'ids.json'),
      resultDir: path.join(folder, mode, 'result'),
      seed: options.seed,
      maxTokens: options.maxTokens,
      numThreads: 1,
      dataDir: options.dataDir,
    }),
    notes(io),
  );
  const seconds = ((io.host.now() - begin) / 1000).toFixed(0);
  await io.stdout.write(`${mode}: ${seconds} s for what was asked in this run\n`);
  return code;
}

/** @throws {InputError} where nothing can be graded */
async function graded({ options, folder, suite, ids, io }: Run, mode: Mode): Promise<Outcome[]> {
  const [resultDir, scoreDir] = [path.join(folder, mode, 'result'), path.join(folder, mode, 'score')];
  const { dataDir, seed } = options;
  const testCategory = Object.keys(ids);
  await evaluateCommand.run(
    evaluateCommand.schema.parse({ testCategory, resultDir, scoreDir, partialEval: true, mode, dataDir }),
    notes(io),
  );
  const folders = { results: path.join(resultDir, modelName), scores: path.join(scoreDir, modelName) };
  return outcomesOf(suite, ids, mode, folders, seed);
}

/** What the commands within tell stands beside the table, not in it. */
function notes(io: Io): Io {
  return { ...io, stdout: io.stderr };
}
