import type { Category, Suite } from '../../datasets/index.ts';

/** What a file below a model's folder is, going by its name. */
type FileKind =
  | { readonly kind: 'other' }
  /** Results of one category. */
  | { readonly kind: 'category'; readonly category: Category }
  /** Results that tell by their ids which category they belong to. */
  | { readonly kind: 'any-category' }
  /** Results that this suite cannot take. */
  | { readonly kind: 'refused'; readonly reason: string };

/** How results and scores of a suite lie below a model's folder. */
export type Layout = {
  resultFile(fileName: string): FileKind;
  /** Where a runner puts a category's results: path with `/`, relative to the model's folder. */
  resultPath(category: Category): string;
  /** Where it puts the conversations before a category's tasks. */
  prerequisitePath(category: Category): string;
  /** Path with `/`, relative to the model's folder. */
  scoreFile(category: Category): string;
  /** The category whose scores a file holds, undefined for other files. */
  scoredCategory(fileName: string): Category | undefined;
};

/** BFCL's own tree for BFCL, `<name>_result.json` or `.jsonl` and `<category>_score.json` for other suites. */
export function layoutOf(suite: Suite): Layout {
  return suite.id === 'bfcl' ? bfclLayout(suite) : plainLayout(suite);
}

/** Files that official evaluators skip: tasks no longer scored, and conversations that only fill a memory. */
const skipped = /exec|rest|sql|chatable|prereq/;

function bfclLayout(suite: Suite): Layout {
  const named = (name: string | undefined) => suite.categories.find((category) => category.name === name);
  return {
    resultFile(fileName) {
      const version = /^BFCL_(v\d+)_.*_result\.json$/.exec(fileName)?.[1];
      if (version === undefined) return { kind: 'other' };
      if (version !== 'v4')
        return { kind: 'refused', reason: `these are results of BFCL ${version}, not v4` };
      const name = categoryIn(fileName);
      if (name !== undefined && skipped.test(name)) return { kind: 'other' };
      const category = named(name);
      if (category !== undefined) return { kind: 'category', category };
      return { kind: 'refused', reason: `BFCL v4 has no category "${name ?? ''}"` };
    },
    resultPath: ({ folder, name }) => `${folder}/BFCL_v4_${name}_result.json`,
    prerequisitePath: ({ folder, name }) => `${folder}/BFCL_v4_${name}_prereq_result.json`,
    scoreFile: ({ folder, name }) => `${folder}/BFCL_v4_${name}_score.json`,
    scoredCategory: (fileName) =>
      /^BFCL_v4_.*_score\.json$/.test(fileName) ? named(categoryIn(fileName)) : undefined,
  };
}

function categoryIn(fileName: string): string | undefined {
  return /.*BFCL_v4_(\w+?)(?:_score|_result)?\.json/.exec(fileName)?.[1];
}

function plainLayout(suite: Suite): Layout {
  return {
    resultFile: (fileName) => ({ kind: /_result\.jsonl?$/.test(fileName) ? 'any-category' : 'other' }),
    resultPath: ({ folder, name }) => (folder === '' ? '' : `${folder}/`) + `${name}_result.jsonl`,
    // No file of results by its name.
    prerequisitePath: ({ folder, name }) => (folder === '' ? '' : `${folder}/`) + `${name}_prereq.jsonl`,
    scoreFile: ({ folder, name }) => (folder === '' ? '' : `${folder}/`) + `${name}_score.json`,
    scoredCategory: (fileName) => {
      const name = /^(.*)_score\.json$/.exec(fileName)?.[1];
      return suite.categories.find((category) => category.name === name);
    },
  };
}
