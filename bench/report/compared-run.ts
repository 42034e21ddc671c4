import { type ComparedRun, type FailureCause, type Score, type VerdictRow } from '../../datasets/index.ts';
import type { ScoredRun } from '../compare/scored-run.ts';
import { membersOfFamilies, type CommonCategory, type Endpoint } from '../compare/weights.ts';
import type { BootstrapOptions } from '../statistics/cluster-bootstrap.ts';
import { passHat } from '../statistics/pass-hat.ts';
import { quantile } from '../statistics/quantile.ts';
import { weightedRate, type WeightedTask } from '../statistics/weighted-rate.ts';
import { wilson } from '../statistics/wilson.ts';

type GradedRow = Extract<VerdictRow, { status: 'pass' | 'fail' }>;

/** A task with what its repeats came to. */
type Outcome = WeightedTask & { readonly passes: number; readonly repeats: number };

/** One model's side of a report. @param overall of all runs in common */
export function comparedRun(
  run: ScoredRun,
  overall: Endpoint,
  categories: readonly CommonCategory[],
  options: BootstrapOptions,
): ComparedRun {
  const rows = [...run.rows.values()].flat();
  const graded = rows.filter((row): row is GradedRow => row.status === 'pass' || row.status === 'fail');
  const outcomes = outcomesOf(run);
  const of = (names: ReadonlySet<string>) => outcomes.filter(({ stratum }) => names.has(stratum));
  const { manifest } = run;
  return {
    name: run.name,
    folder: run.folder,
    inftool: manifest.inftool,
    mode: manifest.decision.mode,
    repeats: run.manifests.length,
    overall: scoreOf('overall', of(new Set(overall.weights.keys())), overall.weights, options),
    official_overall: manifest.overall.missing_as_zero,
    families: membersOfFamilies(categories).map(([name, members]) => {
      const weights = new Map(members.map((one) => [one.name, one.weight]));
      return scoreOf(name, of(new Set(weights.keys())), weights, options);
    }),
    categories: categories.map(({ name, weight }) =>
      scoreOf(name, of(new Set([name])), new Map([[name, weight]]), options),
    ),
    not_run: rows.filter(({ status }) => status === 'not_run').length,
    infrastructure: rows.filter(({ status }) => status === 'infrastructure').length,
    infrastructure_suspects: graded.filter((row) => row.infrastructure_suspect).length,
    ...failuresIn(graded),
    latency: spreadOf(graded.map(({ latency }) => latency)),
    input_tokens: spreadOf(graded.map(({ input_tokens: tokens }) => tokens)),
    output_tokens: spreadOf(graded.map(({ output_tokens: tokens }) => tokens)),
    cost: costOf(run, graded),
    pass_hat: passHatOf(of(new Set(overall.weights.keys())), run.manifests.length),
  };
}

function outcomesOf(run: ScoredRun): Outcome[] {
  const outcomes: Outcome[] = [];
  for (const rows of run.rows.values()) {
    const graded = rows.filter(({ status }) => status === 'pass' || status === 'fail');
    const [first] = graded;
    if (first === undefined) continue;
    const passes = graded.filter(({ status }) => status === 'pass').length;
    const { category: stratum, cluster } = first;
    outcomes.push({ stratum, cluster, value: passes / graded.length, passes, repeats: graded.length });
  }
  return outcomes;
}

/** Wilson's interval for one category whose tasks are independent and were run once, else the bootstrap's. */
function scoreOf(
  name: string,
  tasks: readonly Outcome[],
  weights: ReadonlyMap<string, number>,
  options: BootstrapOptions,
): Score {
  const isSimple =
    new Set(tasks.map(({ stratum }) => stratum)).size === 1 &&
    new Set(tasks.map(({ cluster }) => cluster)).size === tasks.length &&
    tasks.every(({ repeats }) => repeats === 1);
  if (!isSimple) return { name, ...weightedRate(tasks, weights, options) };
  const passed = tasks.filter(({ passes }) => passes === 1).length;
  const n = tasks.length;
  return { name, rate: passed / n, ...wilson(passed, n, options.level), n, clusters: n };
}

function failuresIn(graded: readonly GradedRow[]): Pick<ComparedRun, 'causes' | 'errors'> {
  const causes: Partial<Record<FailureCause, number>> = {};
  const errors: Record<string, number> = {};
  for (const row of graded) {
    if (row.status !== 'fail') continue;
    causes[row.cause] = (causes[row.cause] ?? 0) + 1;
    errors[row.error_type] = (errors[row.error_type] ?? 0) + 1;
  }
  return { causes, errors };
}

function spreadOf(values: readonly (number | undefined)[]): ComparedRun['latency'] {
  const known = Float64Array.from(values.filter((value) => value !== undefined)).sort();
  if (known.length === 0) return null;
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  return { mean, median: quantile(known, 0.5), p95: quantile(known, 0.95), n: known.length };
}

/** Null where there is no price, and where tokens are not told of all that was graded. */
function costOf({ manifest }: ScoredRun, graded: readonly GradedRow[]): number | null {
  const { price } = manifest;
  if (price === undefined) return null;
  let cost = 0;
  for (const { input_tokens: input, output_tokens: output } of graded) {
    if (input === undefined || output === undefined) return null;
    cost += (input * price.input + output * price.output) / 1_000_000;
  }
  return cost;
}

/** Over tasks that have all repeats. */
function passHatOf(outcomes: readonly Outcome[], repeats: number): number[] {
  const whole = outcomes.filter((outcome) => outcome.repeats === repeats);
  if (whole.length === 0) return [];
  return Array.from({ length: repeats }, (_, place) => passHat(whole, place + 1));
}
