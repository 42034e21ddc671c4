import { quote } from 'shell-quote';
import { oneLine, shortened, visible } from '../escape.ts';
import { amountText, costText, elapsedText } from './amounts.ts';
import { doneOf, type FailureCount, type ModelProgress, type ProgressSnapshot } from './snapshot.ts';
import { styled } from './table.ts';

export type ProgressSummaryOptions = {
  readonly isColored: boolean;
  /** By model: where its results are. */
  readonly folders: ReadonlyMap<string, string>;
  /** The words of the command that scores them, the program's first; `--partial-eval` is added where tasks have no answer. Left out: nothing is said of it. */
  readonly evaluate?: readonly string[] | undefined;
  /** Words of the command just run that must not be there when it is run again, as they remove what is done. */
  readonly without?: readonly string[];
};

const longestMessage = 200;

/** What a run has come to: what each model did, what failed and why, and how to go on. Without control characters but colours. */
export function progressSummary(snapshot: ProgressSnapshot, options: ProgressSummaryOptions): string {
  const { all, models } = snapshot;
  const open = all.total - all.kept - all.answered;
  const { isColored, evaluate, without = [] } = options;
  const isPartial = open > 0 && evaluate?.includes('--partial-eval') === false;
  const command = isPartial ? [...evaluate, '--partial-eval'] : evaluate;
  const hasAny = all.kept + all.answered > 0;
  const except = without.length === 0 ? '' : ` without ${without.join(' ')}`;
  const lines = [
    ...models.flatMap((model) => modelLines(model, options)),
    ...(open === 0
      ? []
      : [`To ask the ${open} without an answer again, and no others: run the same command again${except}.`]),
    ...(hasAny && command !== undefined
      ? [`To score ${open > 0 ? 'what is there' : 'it'}: ${commandText(command, isColored)}`]
      : []),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

function commandText(words: readonly string[], isColored: boolean): string {
  return styled('bold', visible(quote([...words])), isColored);
}

function modelLines(model: ModelProgress, { isColored, folders }: ProgressSummaryOptions): string[] {
  const { total, kept, answered, failed, failures, untold } = model;
  const folder = folders.get(model.model);
  const name = styled('bold', oneLine(model.model), isColored);
  const open = total - doneOf(model);
  return [
    `${name}: ${kept + answered} of ${total} tasks answered${originText(model)}`,
    `  ${usedText(model)}`,
    ...(untold === 0 ? [] : [`  tokens not told for ${untold} of the answered: more were used`]),
    ...(failed === 0 ? [] : [`  ${styled('red', `${failed} failed:`, isColored)}`]),
    ...failures.map(failureLine),
    ...(open === 0 ? [] : [`  ${open} not asked, or not to their end`]),
    ...(folder === undefined ? [] : [`  results: ${oneLine(folder)}`]),
  ];
}

function originText({ kept, cached }: ModelProgress): string {
  const parts = [
    kept === 0 ? [] : [`${kept} kept from before`],
    cached === 0 ? [] : [`${cached} from the cache`],
  ].flat();
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}

function usedText(model: ModelProgress): string {
  const { requests, input, output, elapsed } = model;
  const tokens = input + output === 0 ? [] : [`${amountText(input)} tokens in and ${amountText(output)} out`];
  const cost = costText(model);
  return [`${requests} requests`, ...tokens, ...(cost === '' ? [] : [cost]), elapsedText(elapsed)].join(', ');
}

function failureLine({ class: name, count, example }: FailureCount): string {
  const message = shortened(oneLine(example.message), longestMessage);
  return `    ${count} ${oneLine(name)}, the first ${oneLine(example.id)}${message === '' ? '' : `: ${message}`}`;
}
