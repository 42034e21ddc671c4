import type { Suite } from '../../datasets/index.ts';
import { bfclFamilies, bfclOverall, bfclSheets } from './bfcl-sheets.ts';
import type { Cell, Formula, Sheet } from './leaderboard.ts';

/** What a suite's scores are shown as. */
export type Presentation = {
  readonly sheets: readonly Sheet[];
  readonly overall: Formula;
  readonly families: readonly { readonly title: string; readonly formula: Formula }[];
  /** BFCL's files have no quotes, whatever stands in them. */
  readonly isQuoted: boolean;
};

export function presentationOf(suite: Suite): Presentation {
  if (suite.id === 'bfcl') {
    return { sheets: bfclSheets, overall: bfclOverall, families: bfclFamilies, isQuoted: false };
  }
  const overall: Formula = {
    kind: 'by-share',
    parts: suite.categories.map(({ name }) => ({ kind: 'category', name })),
    shares: suite.categories.map(({ weight }) => weight),
  };
  return { sheets: [plainSheet(suite, overall)], overall, families: families(suite), isQuoted: true };
}

function families({ categories }: Suite): Presentation['families'] {
  const names = [...new Set(categories.map(({ family }) => family))];
  return names.map((title) => {
    const members = categories.filter(({ family }) => family === title);
    const parts = members.map(({ name }) => ({ kind: 'category' as const, name }));
    return { title, formula: { kind: 'by-count', parts } };
  });
}

function plainSheet(suite: Suite, overall: Formula): Sheet {
  const column = (title: string, cell: Cell) => ({ title, cell });
  return {
    file: 'data_overall.csv',
    sortBy: 1,
    columns: [
      column('Rank', { kind: 'rank' }),
      column('Overall Acc', { kind: 'score', formula: overall, always: true }),
      column('Model', { kind: 'model' }),
      ...suite.categories.map(({ name }) =>
        column(name, { kind: 'score', formula: { kind: 'category', name }, always: false }),
      ),
    ],
  };
}
