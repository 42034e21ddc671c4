import {
  chanceAt,
  type CheckpointScore,
  type Flip,
  type LoopRecord,
  type LoopRound,
  type Rate,
  type TrainingMetric,
} from '../../datasets/index.ts';

/** Made up for tests: no loop has been run for these numbers. */
export type FixtureOptions = {
  readonly rounds: number;
  readonly categories: number;
  readonly hasBfcl: boolean;
  /** Strings as only an adversary writes them, wherever a string may stand. */
  readonly isHostile: boolean;
};

const kinds = ['single', 'multiple', 'parallel', 'parallel_multiple', 'irrelevance', 'missing_parameter'];
const components = ['reward', 'pass', 'tool', 'arguments', 'values', 'missing', 'extra', 'kl', 'entropy'];
const classes = ['wrong_tool', 'missing_argument', 'wrong_value', 'wrong_count', 'called_needlessly'];

const hostile = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(2)>',
  '</style></svg><svg onload=alert(3)>',
  '\ud800 lone \udc00',
  '\u001b[31mred\u001b]0;title\u0007',
  'שלום עולם مرحبا \u202eevil\u202c',
  '| a | b |\n# `head` ```\n* _x_',
  'x'.repeat(5000),
  'url(https://example.invalid/a.png) var(--ink) fill="#0072b2"',
  '__proto__',
];

export function fixtureRecord(options: FixtureOptions): LoopRecord {
  const name = namer(options);
  const checkpoints = [
    name('untrained'),
    ...numbers(options.rounds).flatMap((round) => [name(`round-${round}/sft`), name(`round-${round}/grpo`)]),
  ];
  const suites = [name('held_out'), ...(options.hasBfcl ? [name('bfcl')] : [])];
  return {
    record: 'inftool-loop/1',
    inftool: '0.1.0-fixture',
    grader: 'f1x7u2e0f1x7u2e0',
    arm: 'gaps',
    seed: 7,
    node: 'v20.20.2',
    config: { rounds: options.rounds, sft: { samples: 2000 }, note: name('fixture') },
    suites: Object.fromEntries(
      suites.map((suite) => [suite, { version: '1', digest: 'ab'.repeat(32), tasks: 4000 }]),
    ),
    minimumDetectableEffect: 0.018,
    scores: checkpoints.flatMap((checkpoint, step) =>
      suites.map((suite) => score(checkpoint, suite, step, options)),
    ),
    metrics: numbers(options.rounds).flatMap((round) => metricsOf(round, options)),
    rounds: numbers(options.rounds).map((round) => roundOf(round, options)),
    champion: checkpoints[options.rounds === 0 ? 0 : 2] ?? '',
    gained: numbers(options.rounds * 20).map((index) => flip(index, null, name)),
    lost: numbers(options.rounds * 3).map((index) => flip(index, 'value_error:string', name)),
    notes: options.hasBfcl
      ? [name('Fixture: these numbers are made up.')]
      : ['BFCL was not scored: its data is not there. `inftool data pull` gets it.'],
    stopped: name(options.rounds === 0 ? 'no round yet' : 'patience: 2 rounds without promotion'),
  };
}

/** 1 to `count`. */
function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}

/** Names as they are, or each followed by one of the hostile strings in turn. */
function namer({ isHostile }: FixtureOptions): (name: string) => string {
  let next = 0;
  return (name) => (isHostile ? `${name} ${hostile[next++ % hostile.length] ?? ''}` : name);
}

function share(...coordinates: (string | number)[]): number {
  return chanceAt('fixture', ...coordinates).below(1000) / 1000;
}

function rateOf(rate: number, n: number): Rate {
  const half = 2 * Math.sqrt((rate * (1 - rate)) / n) + 0.005;
  return {
    rate,
    low: Math.max(0, rate - half),
    high: Math.min(1, rate + half),
    n,
    clusters: Math.ceil(n / 12),
  };
}

function score(checkpoint: string, suite: string, step: number, options: FixtureOptions): CheckpointScore {
  const name = namer(options);
  const level = (1 - 0.6 ** (step + 0.05)) * (suite.startsWith('bfcl') ? 0.55 : 0.8);
  const categories = numbers(options.categories).map((index): [string, Rate] => {
    const kind = kinds[(index - 1) % kinds.length] ?? 'single';
    const label = index > kinds.length ? `${kind}_${index}` : kind;
    return [name(label), rateOf(Math.min(1, level * (0.6 + share(suite, index) * 0.6)), 40 * index)];
  });
  const failures = classes.map((one, index): [string, number] => [
    name(one),
    Math.round((1 - level) * 900 * share('class', index)),
  ]);
  return {
    checkpoint,
    digest: 'cd'.repeat(32),
    suite,
    overall: rateOf(level, 4000),
    categories: Object.fromEntries(categories),
    failures: Object.fromEntries(failures),
    skipped: suite.startsWith('bfcl') ? { no_result: 211 } : {},
  };
}

function metricsOf(round: number, options: FixtureOptions): TrainingMetric[] {
  const sft = numbers(30).map((step): TrainingMetric => {
    const loss = 2.4 / round / (1 + step / 6) + share('loss', round, step) * 0.1;
    return { round, stage: 'sft', step, samples: step * 64, values: { loss } };
  });
  const grpo = numbers(300).map((step): TrainingMetric => {
    const name = namer(options);
    const values = components.map((component, index): [string, number] => {
      const grown = (0.3 + 0.15 * round) * (1 - Math.exp(-step / (60 + 10 * index)));
      return [
        name(component),
        component === 'kl' ? grown / 50 : grown + share(component, round, step) * 0.12,
      ];
    });
    return { round, stage: 'grpo', step, samples: step * 128, values: Object.fromEntries(values) };
  });
  return [...sft, ...grpo];
}

function roundOf(round: number, options: FixtureOptions): LoopRound {
  const name = namer(options);
  const shares = kinds.map((kind) => 0.2 + share('plan', round, kind));
  const total = shares.reduce((sum, one) => sum + one, 0);
  const difference = [0.31, -0.035, 0.008, 0.015][(round - 1) % 4] ?? 0;
  const [low, high] = [difference - 0.014, difference + 0.013];
  const decision = difference > 0.1 ? 'PROMOTE' : difference < 0 ? 'REJECT' : 'HOLD';
  return {
    round,
    plan: Object.fromEntries(kinds.map((kind, index) => [name(kind), (shares[index] ?? 0) / total])),
    yield: kinds.map((kind) => ({
      kind: name(kind),
      played: 500,
      kept: 420,
      rejected: { near_duplicate: 41, leak: 20, [name('verdict')]: 12, unspoken: 7 },
    })),
    decisions: [
      {
        decision,
        base: round === 1 ? 'untrained' : 'round-1/grpo',
        candidate: `round-${round}/grpo`,
        difference,
        low,
        high,
        mcnemar: difference > 0.1 ? 1.2e-80 : 0.0123,
        n: 4000,
        clusters: 334,
        level: 0.9875,
        margins: { superiority: 0.005, nonInferiority: 0.02 },
      },
    ],
    flatGroups: { dropped: 120 * round, of: 1200 },
    seconds: { synthesise: 4.21, sft: 8.5, grpo: 61.07, evaluate: 5.5 },
  };
}

function flip(index: number, errorAfter: string | null, name: (name: string) => string): Flip {
  const kind = kinds[index % kinds.length] ?? 'single';
  return {
    taskId: `held_out/${kind}/${index}`,
    category: kind,
    asked: name('Please book a table for four at eight tomorrow.'),
    expected: name('[{"reserve_table":{"people":[4],"time":["20:00"]}}]'),
    before: name('[reserve_table(people=2)]'),
    after: name('[reserve_table(people=4, time="20:00")]'),
    errorBefore: errorAfter === null ? name('simple_function_checker:wrong_count') : null,
    errorAfter,
  };
}
