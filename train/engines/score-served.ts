import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { InputError, type CheckpointScore, type Io, type Suite, type Task } from '../../datasets/index.ts';
import { openEndpoint, runTasks, type Model, type TasksSummary } from '../../bench/index.ts';
import type { LoopContext } from '../loop/context.ts';
import { scoreAnswers, scoredCategories } from '../loop/score.ts';
import type { PromptWriter } from './prompt-writer.ts';
import { askedRows } from './rows.ts';
import { serveModel, type ServedModel, type ServeOptions } from './serving/served-model.ts';
import type { TrainingRow } from './trainer-engine.ts';

/** Numbers of tokens by task. */
export type TokenCounts = ReadonlyMap<string, { readonly tokens: number }>;

export type ServedCheckpoint = {
  readonly checkpoint: string;
  readonly digest: string;
  /** Of the folders of its answers and scores. */
  readonly model: string;
  readonly served: ServeOptions;
  readonly writer: PromptWriter;
  /** What the trainer's tokenizer makes of rows' prompts. @param rows file @param out file */
  readonly tokenize: (rows: string, out: string) => Promise<TokenCounts>;
};

/** Tasks in a row without an answer, after which a server is given up. */
const GIVE_UP_AFTER = 20;

/** Serves a checkpoint, has it do a suite's tasks, and evaluates its answers with our decoders, as those of any endpoint. */
export async function scoreServed(
  context: LoopContext,
  suite: Suite,
  checkpoint: ServedCheckpoint,
  io: Io,
): Promise<CheckpointScore> {
  const { model, digest, served, writer } = checkpoint;
  const { run, signal } = context;
  const names = scoredCategories(context, suite);
  const tasks: Task[] = [];
  for (const name of names) tasks.push(...(await suite.tasks(name)));
  const rows = askedRows(tasks, writer);
  await mkdir(path.dirname(served.log), { recursive: true });
  const file = run.path('logs', `prompts-${suite.id}-${model}.jsonl`);
  const out = run.path('logs', `tokens-${suite.id}-${model}.jsonl`);
  await writeFile(file, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  const counts = await checkpoint.tokenize(file, out);
  const server = await serveModel(served, io, signal);
  try {
    const summary = await ask(context, suite, names, { server, rows, counts, checkpoint }, io);
    refuseFaults(summary, served.log);
  } finally {
    await server.close();
  }
  return scoreAnswers(context, suite, {
    ...{ checkpoint: checkpoint.checkpoint, digest, model },
    modes: { mode: 'prompt', underscoreToDot: 'off' },
  });
}

type Asked = {
  readonly server: ServedModel;
  readonly rows: readonly TrainingRow[];
  readonly counts: TokenCounts;
  readonly checkpoint: ServedCheckpoint;
};

async function ask(
  { config, run, progress, signal }: LoopContext,
  suite: Suite,
  categories: readonly string[],
  { server, rows, counts, checkpoint }: Asked,
  io: Io,
): Promise<TasksSummary> {
  const { serving } = checkpoint.served;
  const endpoint = await openEndpoint({
    name: checkpoint.model,
    model: server.model,
    baseUrl: server.baseUrl,
    apiKey: 'EMPTY',
    headers: {},
    timeout: serving.timeout * 1000,
    maxRetries: 4,
    api: 'completions',
    sampling: { temperature: serving.temperature, maxTokens: serving.maxTokens },
  });
  let done = 0;
  return runTasks(suite, prompted(endpoint, rows, counts, checkpoint.writer), {
    folder: run.path('result', suite.id, checkpoint.model),
    categories,
    concurrency: serving.concurrency,
    giveUpAfter: GIVE_UP_AFTER,
    setting: {
      mode: 'prompt',
      prompts: checkpoint.writer.prompts,
      seed: config.seed,
      today: io.host.today(),
      longContext: new Map(),
      logsInput: false,
      logsState: false,
    },
    onEvent: (event) => {
      if (event.kind !== 'answered' && event.kind !== 'failed') return;
      done += 1;
      progress.at(done, rows.length);
    },
    signal,
  });
}

/**
 * A model that is asked with the prompts of rows, letter for letter, and token for token as far as its server counts them.
 * @throws {InputError} from `complete`, where the server makes other tokens of a prompt than the trainer
 */
function prompted(
  endpoint: Model,
  rows: readonly TrainingRow[],
  counts: TokenCounts,
  writer: PromptWriter,
): Model {
  const prompts = new Map(rows.map(({ task_id: id, prompt }) => [id, prompt]));
  return {
    name: endpoint.name,
    complete: async (request, signal) => {
      const id = request.place?.id ?? '';
      const prompt = prompts.get(id);
      if (prompt === undefined || prompt !== writer.promptOf(request.messages))
        throw new RangeError(`${id} is asked with another prompt than that of its row`);
      const completion = await endpoint.complete({ ...request, prompt }, signal);
      const [here, there] = [counts.get(id)?.tokens, completion.usage?.input];
      if (here === there || there === undefined) return completion;
      throw new InputError(
        `${id}: the server makes ${there} tokens of its prompt, the trainer's tokenizer ${here ?? 'none'}: the model would not be asked with what it is trained on. Expected the same tokenizer on both sides.`,
      );
    },
  };
}

/** What the server will not take says something of the model's room; what got no answer at all says nothing. */
function refuseFaults({ asked, answered, open, faults }: TasksSummary, log: string): void {
  const refused = faults.refused ?? 0;
  if (asked - answered === refused && open === 0) return;
  throw new InputError(
    `${asked - answered - refused} of ${asked} tasks got no answer (${Object.entries(faults)
      .map(([name, count]) => `${name}: ${count}`)
      .join(', ')}). The same command asks them again. The server's log: ${log}.`,
  );
}
