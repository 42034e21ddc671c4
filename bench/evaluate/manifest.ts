import type { Category, CategoryRecord, Generation, Manifest, Suite } from '../../datasets/index.ts';
import { evaluateFormula, type Formula, type ModelScores, type TaskCounts } from './leaderboard.ts';
import type { Decision } from './mode.ts';

export type ManifestParts = {
  /** InfTool's. */
  readonly version: string;
  readonly suite: Suite;
  readonly grader: { readonly version: string };
  readonly options: Manifest['options'];
  readonly decision: Decision;
  /** Of this run: every category asked for. */
  readonly records: ReadonlyMap<string, CategoryRecord>;
  readonly earlier: Manifest | undefined;
  readonly scores: ModelScores;
  readonly overall: Formula;
  /** How the results came about, where that is told. */
  readonly generation: Generation | undefined;
};

/** What a model's scores are made of. A category graded earlier stays unless it is graded anew. */
export function buildManifest(parts: ManifestParts): Manifest {
  const { suite, scores, generation } = parts;
  return {
    record: 'inftool-evaluation/1',
    inftool: parts.version,
    model: scores.model,
    ...(generation?.repeat !== undefined && generation.repeat > 1 && { repeat: generation.repeat }),
    ...(generation?.price !== undefined && { price: generation.price }),
    fidelity: 'official',
    suite: { id: suite.id, version: suite.version, digest: suite.digest },
    grader: parts.grader.version,
    seed: null,
    decision: parts.decision,
    options: parts.options,
    categories: mergeRecords(suite, parts.records, parts.earlier),
    overall: {
      missing_as_zero: evaluateFormula(parts.overall, scores, taskCounts(suite)).accuracy,
      ...meanOfRun(suite, scores),
    },
  };
}

export function taskCounts(suite: Suite): TaskCounts {
  return new Map(suite.categories.map(({ name, count }) => [name, count]));
}

/** Whether the record of this run replaces the earlier one: what was graded is never forgotten. */
export function replaces(record: CategoryRecord, earlier: CategoryRecord | undefined): boolean {
  return record.status === 'run' || earlier?.status !== 'run';
}

function mergeRecords(
  suite: Suite,
  records: ReadonlyMap<string, CategoryRecord>,
  earlier: Manifest | undefined,
): Manifest['categories'] {
  const merged: Manifest['categories'] = {};
  for (const { name } of suite.categories) {
    const record = records.get(name);
    const before = earlier?.categories[name];
    const chosen = record !== undefined && replaces(record, before) ? record : before;
    if (chosen !== undefined) merged[name] = chosen;
  }
  return merged;
}

/** The mean accuracy of the categories that have a score, by their shares of the whole. */
function meanOfRun(suite: Suite, { headers }: ModelScores) {
  const scored = suite.categories.flatMap((category) => accuracyAndWeight(category, headers));
  const share = scored.reduce((sum, { weight }) => sum + weight, 0);
  const total = scored.reduce((sum, { weight, accuracy }) => sum + weight * accuracy, 0);
  return { mean_of_run: share > 0 ? total / share : null, share_of_run: Math.min(share, 1) };
}

function accuracyAndWeight({ name, weight }: Category, headers: ModelScores['headers']) {
  const accuracy = headers.get(name)?.get('accuracy');
  return typeof accuracy === 'number' ? [{ weight, accuracy }] : [];
}
