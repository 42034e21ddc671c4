import type { LoopRecord } from '../../../datasets/index.ts';
import { comparedSuites, type Compared } from '../compared.ts';
import {
  plotted,
  tableBlock,
  textBlock,
  type Block,
  type ExamplesBlock,
  type Section,
} from '../../page/document.ts';
import { keysOf, own, percent } from '../../page/wording.ts';

/** Failed tasks by class, of the first checkpoint and of the champion. */
export function failureClasses(record: LoopRecord): Section {
  const blocks = comparedSuites(record).flatMap(classBlocks);
  return {
    id: 'failures',
    title: 'Failure classes before and after',
    blocks: blocks.length === 0 ? [textBlock('No checkpoint has been scored yet.')] : blocks,
  };
}

function classBlocks({ suite, before, after }: Compared): Block[] {
  const classes = keysOf([before.failures, after.failures]);
  if (classes.length === 0) return [textBlock(`${suite}: nothing failed.`)];
  const shown = plotted(classes);
  const scores = before === after ? [before] : [before, after];
  const caption = `${suite}: failed tasks by class, ${scores.map(({ checkpoint }) => checkpoint).join(' and ')}`;
  return [
    {
      kind: 'plot',
      caption,
      description: 'Failed tasks by class; the table below has the numbers.',
      plot: {
        kind: 'bars',
        unit: 'tasks',
        rows: shown,
        isStacked: false,
        series: scores.map(({ checkpoint, failures }) => ({
          name: checkpoint,
          values: shown.map((one) => own(failures, one) ?? 0),
        })),
      },
    },
    tableBlock(
      `${caption}, and their share of all tasks (n = ${before.overall.n})`,
      ['Class', ...scores.flatMap(({ checkpoint }) => [checkpoint, 'Share'])],
      classes.map((one) => [
        one,
        ...scores.flatMap(({ failures, overall: { n } }) => {
          const failed = own(failures, one) ?? 0;
          return [failed, n === 0 ? '–' : percent(failed / n)];
        }),
      ]),
    ),
  ];
}

/** Examples that one list is shown with. */
const mostExamples = 12;

/** Tasks that were failed first and passed then, and the other way round. */
export function flips({ gained, lost }: LoopRecord): Section {
  return {
    id: 'flips',
    title: 'Gained and lost',
    blocks: [
      examples('Gained: failed by the untrained checkpoint, passed by the champion', gained),
      examples('Lost: passed by the untrained checkpoint, failed by the champion', lost),
    ],
  };
}

function examples(caption: string, all: LoopRecord['gained']): ExamplesBlock {
  const shown = inTurn(all).slice(0, mostExamples);
  const told =
    shown.length < all.length ? `${shown.length} of ${all.length}, categories in turn` : `${all.length}`;
  return { kind: 'examples', caption: `${caption} (${told})`, examples: shown };
}

/** The first of each category, then the second of each, … */
function inTurn(all: LoopRecord['gained']): LoopRecord['gained'] {
  const seen = new Map<string, number>();
  const ranked = all.map((flip) => {
    const rank = seen.get(flip.category) ?? 0;
    seen.set(flip.category, rank + 1);
    return { flip, rank };
  });
  return ranked.sort((a, b) => a.rank - b.rank).map(({ flip }) => flip);
}
