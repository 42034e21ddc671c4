import { createReadStream } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { InputError, readLines, type Mode } from '../../datasets/index.ts';
import { readGeneration } from '../run/generation.ts';
import { filesBelow } from '../evaluate/result-tree.ts';
import { ModelFault, type Completion, type CompletionRequest, type Model } from './model.ts';
import type { ModelProvider } from './provider.ts';

/** Names and arguments of one answer's calls: arguments as the model wrote them, or as a value that they came to. */
const CallsSchema = z.array(z.record(z.string(), z.json()));
const AnswerSchema = z.union([z.string(), z.null(), CallsSchema]);
type Answer = z.output<typeof AnswerSchema>;

const count = z.union([z.number(), z.null()]);
const each = <Item extends z.ZodType>(item: Item) => z.union([z.array(z.array(item)), item]).optional();

const RowSchema = z.looseObject({
  id: z.string(),
  result: z.union([AnswerSchema, z.array(z.array(AnswerSchema))]),
  latency: each(z.number()),
  input_token_count: each(count),
  output_token_count: each(count),
  reasoning_content: each(z.string()),
});
type Row = z.output<typeof RowSchema>;

/** A model that answers as a result tree tells that one did: each request of a task by the answer in its place. */
export class RecordedModel implements Model {
  private constructor(
    readonly name: string,
    readonly mode: Mode,
    private readonly answers: ReadonlyMap<string, readonly Completion[]>,
  ) {}

  /**
   * @param folder one model's, in a result directory
   * @throws {InputError} for a folder without results, a line that is none, and a second result of a task
   */
  static async open(folder: string): Promise<RecordedModel> {
    const answers = new Map<string, readonly Completion[]>();
    for (const name of await filesBelow(folder)) {
      if (!/_(result|prereq)\.jsonl?$/.test(name)) continue;
      const file = path.join(folder, name);
      let number = 0;
      for await (const line of readLines(createReadStream(file))) {
        number++;
        if (line.trim() === '') continue;
        const row = rowIn(line, `${file}:${number}`);
        if (answers.has(row.id))
          throw new InputError(`${file}:${number}: there is a second result of ${row.id}. Remove one.`);
        answers.set(row.id, completionsOf(row));
      }
    }
    if (answers.size === 0)
      throw new InputError(`${folder} holds no results: expected the folder of one model's result tree.`);
    const isCalling = [...answers.values()].some((all) => all.some(({ calls }) => calls.length > 0));
    const mode = (await readGeneration(folder))?.mode ?? (isCalling ? 'fc' : 'prompt');
    return new RecordedModel(path.basename(folder), mode, answers);
  }

  complete({ place }: CompletionRequest, signal: AbortSignal): Promise<Completion> {
    return new Promise((resolve) => {
      signal.throwIfAborted();
      if (place === undefined) throw new RangeError('a recorded model answers tasks of suites');
      const answers = this.answers.get(place.id);
      const answer = answers?.[place.step];
      if (answer === undefined) {
        const what =
          answers === undefined ? 'no answer' : `${answers.length} answers, and one more was asked for`;
        throw new ModelFault('refused', `recorded are of ${place.id}: ${what}`);
      }
      resolve(answer);
    });
  }
}

export const recordedProvider: ModelProvider = {
  prefix: 'recorded',
  description: "folder of a model's results",
  isOurs: false,
  open: (where, workingDirectory) => RecordedModel.open(path.resolve(workingDirectory, where)),
};

function rowIn(line: string, where: string): Row {
  try {
    return RowSchema.parse(JSON.parse(line));
  } catch (cause) {
    throw new InputError(`${where}: expected a result, found ${line.slice(0, 100)}.`, { cause });
  }
}

function completionsOf(row: Row): Completion[] {
  const { latency, input_token_count, output_token_count, reasoning_content } = row;
  const turns = isPlayed(row.result) ? row.result : [[row.result]];
  return turns.flatMap((steps, turn) =>
    steps.map((answer, step) => {
      const input = at(input_token_count, turn, step);
      const output = at(output_token_count, turn, step);
      const seconds = at(latency, turn, step);
      const reasoning = at(reasoning_content, turn, step);
      return {
        content: Array.isArray(answer) ? null : answer,
        calls: Array.isArray(answer) ? callsOf(answer) : [],
        ...(Array.isArray(answer) && answer.length === 0 && { isEmptyList: true }),
        ...(typeof input === 'number' && typeof output === 'number' && { usage: { input, output } }),
        ...(seconds !== undefined && { latency: seconds }),
        ...(reasoning !== undefined && reasoning !== '' && { reasoning }),
      };
    }),
  );
}

/** Turns of steps, or one answer: a list of calls is none of turns. */
function isPlayed(result: Row['result']): result is Answer[][] {
  return Array.isArray(result) && result.length > 0 && result.every(Array.isArray);
}

function at<Item>(field: Item | Item[][] | undefined, turn: number, step: number): Item | undefined {
  return Array.isArray(field) ? field[turn]?.[step] : turn + step === 0 ? field : undefined;
}

function callsOf(answer: z.output<typeof CallsSchema>) {
  return answer
    .flatMap((call) => Object.entries(call))
    .map(([name, given], index) => ({
      id: `call_${index}`,
      name,
      arguments: typeof given === 'string' ? given : JSON.stringify(given),
    }));
}
