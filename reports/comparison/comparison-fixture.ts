import {
  chanceAt,
  type Chance,
  type ComparedEntry,
  type ComparedRun,
  type ComparisonRecord,
  type Difference,
  type EntryAnswer,
  type Estimate,
  type Score,
} from '../../datasets/index.ts';

/** Made up for tests: no model has been run for these numbers. */
export type FixtureOptions = {
  readonly runs: number;
  readonly entries: number;
  readonly repeats?: number;
  readonly isSequence?: boolean;
  /** Latency, tokens and cost are known. */
  readonly isMeasured?: boolean;
  /** Strings as only an adversary writes them, wherever a string may stand. */
  readonly isHostile?: boolean;
};

const families: Readonly<Record<string, readonly string[]>> = {
  errands: ['errands_single', 'errands_parallel', 'errands_several'],
  travel: ['travel_single', 'travel_turns'],
  abstain: ['abstain'],
};
const categories = Object.values(families).flat();

const errorTypes = [
  'value_error:string',
  'type_error:simple',
  'simple_function_checker:wrong_count',
  'simple_function_checker:missing_required',
  'parallel_function_checker_no_order:cannot_find_match',
  'ast_decoder:decoder_failed',
  'irrelevance_error:decoder_success',
  'value_error:list/tuple',
  'value_error:dict_key',
  'multi_turn:instance_state_mismatch',
  'multi_turn:empty_turn_model_response',
  'type_error:nested',
  'value_error:others',
  'simple_function_checker:wrong_func_name',
];
const causes = ['model', 'parser', 'endpoint', 'harness', 'suspect_truth'] as const;

const hostile = [
  '<script>alert(1)</script>',
  '</script><img src=x onerror=alert(2)>',
  '"><svg onload=alert(3)>',
  '\ud800 lone \udc00',
  '\u001b[31mred\u001b]0;title\u0007',
  'שלום مرحبا \u202eevil\u202c',
  'x'.repeat(3000),
  '<!-- comment',
  '__proto__',
];

/** Entries share a tool set of about 2,000 characters with up to so many others. */
const sharing = 38;

export function comparisonFixture(options: FixtureOptions): ComparisonRecord {
  const name = namer(options);
  const runs = range(options.runs).map((place) => runOf(place, name, options));
  const sets = Math.ceil(options.entries / sharing);
  return {
    record: 'inftool-comparison/1',
    inftool: '0.1.0-fixture',
    suite: name('errands-and-travel 1'),
    grader: 'f1x7u2e0f1x7u2e0',
    fidelity: 'official',
    overall_label: name("the suite's own weights over 6 categories"),
    level: 0.95,
    resamples: 9999,
    seed: 1,
    runs,
    differences: runs.slice(1).map((run, index) => differenceOf(runs[0] ?? run, run, index + 1)),
    is_sequence: options.isSequence ?? false,
    tool_sets: range(sets).map((set) => toolSet(set, name)),
    entries: range(options.entries).map((place) => entryOf(place, name, options)),
    entries_left_out: options.isHostile === true ? { [name('too long')]: 4 } : {},
    skipped: options.isHostile === true ? [name('empty')] : [],
  };
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

/** Names as they are, or each followed by one of the hostile strings in turn. */
function namer({ isHostile = false }: FixtureOptions): (name: string) => string {
  let next = 0;
  return (name) => (isHostile ? `${name} ${hostile[next++ % hostile.length] ?? ''}` : name);
}

function score(name: string, rate: number, n: number): Score {
  return { name, rate, low: Math.max(0, rate - 0.02), high: Math.min(1, rate + 0.02), n, clusters: n };
}

function runOf(place: number, name: (name: string) => string, options: FixtureOptions): ComparedRun {
  const { repeats = 1, isMeasured = false } = options;
  const rate = 0.6 + ((place * 7) % 5) * 0.06;
  const spread = (mean: number) =>
    isMeasured ? { mean, median: mean * 0.8, p95: mean * 2.5, n: 4000 } : null;
  return {
    name: name(`model-${String.fromCharCode(97 + place)}`),
    folder: name(`score/model-${place}`),
    inftool: '0.1.0-fixture',
    mode: place % 2 === 0 ? 'prompt' : 'fc',
    repeats,
    overall: score('overall', rate, 4000),
    official_overall: rate * 0.9,
    families: Object.keys(families).map((family, at) => score(family, rate + 0.02 * at, 1300)),
    categories: categories.map((category, at) => score(category, rate + 0.01 * at, 600)),
    not_run: place,
    infrastructure: place * 2,
    infrastructure_suspects: place * 3,
    causes: { model: 400 + place * 50, parser: 90, endpoint: 20, harness: 8, suspect_truth: 12 },
    errors: Object.fromEntries(
      errorTypes.map((type, at) => [at === 0 ? name(type) : type, Math.ceil(300 / (at + place + 1))]),
    ),
    latency: spread(1.2 + place),
    input_tokens: spread(900),
    output_tokens: spread(120 + place * 40),
    cost: isMeasured ? 1.5 + place * 2 : null,
    pass_hat: range(repeats).map((k) => rate - 0.05 * k),
  };
}

function differenceOf(base: ComparedRun, run: ComparedRun, candidate: number): Difference {
  const pairs = (ours: readonly Score[], theirs: readonly Score[]) =>
    theirs.map((one, at) => estimateOf(ours[at] ?? one, one));
  const outcomes = ['pass', ...errorTypes];
  return {
    base: 0,
    candidate,
    overall: estimateOf(base.overall, run.overall),
    families: pairs(base.families, run.families),
    categories: pairs(base.categories, run.categories),
    flips: run.repeats === 1 ? { only_base: 120, only_candidate: 80, mcnemar_p: 0.0057 } : null,
    confusion: {
      outcomes,
      counts: outcomes.map((_, row) =>
        outcomes.map((_, column) => (row === column ? 200 : (row * 5 + column * candidate) % 11)),
      ),
    },
  };
}

function estimateOf(base: Score, one: Score): Estimate {
  const difference = one.rate - base.rate;
  return {
    name: one.name,
    base: base.rate,
    candidate: one.rate,
    difference,
    low: difference - 0.03,
    high: difference + 0.03,
    level: 0.95,
    p: 0.02,
    p_holm: one.name === 'overall' ? null : 0.06,
    standard_error: 0.015,
    minimum_detectable: 0.043,
    tasks: one.n,
    clusters: one.clusters,
    discordant: 200,
  };
}

const syllables = ['ba', 'den', 'ki', 'lo', 'mar', 'ne', 'os', 'pra', 'ru', 'sel', 'ti', 'ul', 'ven', 'wi'];

/** Words as uneven as those of a language: the first of some 2,700 come often. */
function word(chance: Chance): string {
  const rank = chance.below(1 + chance.below(1 + chance.below(2744)));
  return [rank % 14, Math.floor(rank / 14) % 14, Math.floor(rank / 196)]
    .slice(0, rank < 14 ? 1 : rank < 196 ? 2 : 3)
    .map((at) => syllables[at] ?? '')
    .join('');
}

/** @param length in characters, about */
function words(chance: Chance, length: number): string {
  let text = word(chance);
  while (text.length < length) text += ` ${word(chance)}`;
  return text;
}

function toolSet(set: number, name: (name: string) => string): string {
  const chance = chanceAt('comparison-fixture', 'tools', set);
  const doc = (at: number) => ({
    name: `${word(chance)}_${set}_${at}`,
    description: name(words(chance, 220)),
    parameters: {
      type: 'dict',
      properties: Object.fromEntries(
        range(3).map((place) => [
          `${word(chance)}_${place}`,
          { type: 'string', description: words(chance, 90) },
        ]),
      ),
      required: [],
    },
  });
  return range(3)
    .map((at) => JSON.stringify(doc(at)))
    .join('\n');
}

/** Pass and fail by a pattern of the places alone; the first run and another one always differ. */
function statusAt(place: number, run: number): EntryAnswer['status'] {
  if (run > 1 && (place + run) % 97 === 0) return 'infrastructure';
  const isPassed = run === 0 ? place % 3 === 0 : run === 1 ? place % 3 !== 0 : (place * (run + 3)) % 7 < 4;
  return isPassed ? 'pass' : 'fail';
}

function entryOf(place: number, name: (name: string) => string, options: FixtureOptions): ComparedEntry {
  const chance = chanceAt('comparison-fixture', 'entry', place);
  const category = categories[place % categories.length] ?? '';
  return {
    id: name(`${category}_${place}`),
    category,
    prompt: name(`user: ${words(chance, 290)}`),
    tools: Math.floor(place / sharing),
    expected: `[{'${word(chance)}': {'${word(chance)}': ['${words(chance, 60)}', '']}}]`,
    answers: range(options.runs).map((run) => answerOf(place, run, name, options)),
  };
}

/** An answer of 200 to 2,000 characters, calls among them; models say in part the same. */
function answerOf(
  place: number,
  run: number,
  name: (name: string) => string,
  { isMeasured = false }: FixtureOptions,
): EntryAnswer {
  const status = statusAt(place, run);
  if (status === 'infrastructure') return { status };
  const shared = chanceAt('comparison-fixture', 'shared', place);
  const chance = chanceAt('comparison-fixture', 'answer', place, run);
  const length = 200 + chance.below(1800);
  const call = `${word(shared)}(${word(shared)}='${words(shared, 60)}', ${word(shared)}=${chance.below(1000)})`;
  const told = {
    output: name(`[${call}] ${words(shared, length * 0.3)} ${words(chance, length * 0.7 - 2 * call.length)}`),
    decoded: `[{'${call}'}]`,
    ...(isMeasured && { latency: chance.below(500) / 100, output_tokens: Math.ceil(length / 4) }),
  };
  if (status === 'pass') return { status, ...told };
  return {
    status,
    error_type: errorTypes[(place + run * 5) % errorTypes.length] ?? '',
    cause: causes[(place * (run + 1)) % 7] ?? 'model',
    rule: 'the checker refuses what was decoded',
    error: name(`Invalid value for parameter '${word(chance)}': ${chance.below(99)}.`),
    ...told,
  };
}
