import { FeatureRow, type Features } from './feature-table.ts';
import { ownership, type Plan } from './plans.ts';
import type { Question } from './question.ts';
import type { ToolChoice } from './tool-view.ts';
import type { Leaf } from './parameters.ts';
import { isStopWord } from './tokens.ts';
import { mentionSorts, sortOfLeaf, valueMentionsIn, type ValueMention } from './value-mentions.ts';

const countWords: Readonly<Record<number, readonly string[]>> = {
  2: ['two', 'both', '2', 'twice'],
  3: ['three', '3', 'thrice'],
  4: ['four', '4'],
  5: ['five', '5'],
};
/** Words that tell that something is wanted several times. */
const cues: Readonly<Record<string, ReadonlySet<string>>> = {
  respectively: new Set(['respectively']),
  each: new Set(['each', 'every', 'everywhere', 'separately', 'individually', 'apiece', 'both', 'all']),
  also: new Set([
    'also',
    'additionally',
    'another',
    'then',
    'besides',
    'plus',
    'too',
    'furthermore',
    'moreover',
    'afterwards',
    'next',
    'finally',
  ]),
  again: new Set([
    'again',
    'same',
    'likewise',
    'ditto',
    'once',
    'twice',
    'times',
    'other',
    'second',
    'third',
  ]),
};
const cueNames = Object.keys(cues);

const opinionWords = new Set(
  'think opinion feel favourite favorite joke story poem explain why meaning love best advice recommend should'.split(
    ' ',
  ),
);

/** What speaks for each plan of a question. @param missing of each tool, how many required values the question does not seem to hold */
export function planFeatures(
  question: Question,
  choice: ToolChoice,
  plans: readonly Plan[],
  missing: readonly number[],
): Features[] {
  const whole = choice.views.map((view) => choice.match(view, () => true));
  const order = whole
    .map((_, index) => index)
    .sort((a, b) => (whole[b]?.score ?? 0) - (whole[a]?.score ?? 0));
  const view: View = { question, choice, missing, whole, order, mentions: valueMentionsIn(question) };
  return plans.map((plan) => (plan.kind === 'none' ? noneFeatures(view) : callFeatures(view, plan)));
}

type View = {
  readonly question: Question;
  readonly choice: ToolChoice;
  readonly missing: readonly number[];
  readonly whole: readonly ReturnType<ToolChoice['match']>[];
  /** Tools, the best match first. */
  readonly order: readonly number[];
  readonly mentions: readonly ValueMention[];
};

function noneFeatures({ question, choice, missing, whole, order }: View): Features {
  const [first = 0, second] = order;
  const best = whole[first];
  const content = question.tokens.filter(({ kind, lower }) => kind === 'word' && !isStopWord(lower));
  const lacking = missing[first] ?? 0;
  const required = choice.views[first]?.leaves.filter(({ isRequired }) => isRequired).length ?? 0;
  const values =
    question.numbers.length +
    question.quotes.length +
    question.dates.length +
    question.names.filter(({ form }) => form === 'run').length;
  return new FeatureRow()
    .add('plan.none')
    .add('none.bestName', best?.name ?? 0)
    .add('none.bestText', best?.text ?? 0)
    .add('none.best', best?.score ?? 0)
    .add('none.bestCovered', best?.nameCovered ?? 0)
    .add('none.margin', second === undefined ? 0 : (best?.score ?? 0) - (whole[second]?.score ?? 0))
    .add('none.unmatched', 1 - (best?.name ?? 0) - (best?.text ?? 0))
    .when('none.nothingMatched', (best?.name ?? 0) === 0)
    .when('none.objectMissing', best?.lastName !== true)
    .when('none.verbDiffers', best?.verb === 'other')
    .add('none.missing', required === 0 ? 0 : lacking / required)
    .when('none.missingAll', required > 0 && lacking === required)
    .add('none.required', Math.min(required, 5) / 5)
    .when('none.oneTool', whole.length === 1)
    .when('none.manyTools', whole.length > 3)
    .when(
      'none.opinion',
      content.some(({ lower }) => opinionWords.has(lower)),
    )
    .when('none.answer', question.isAnswer)
    .add('none.values', Math.min(values, 4) / 4).features;
}

/** How many more values are told than the likeliest tool has places for, if it is called so many times. */
function addSurplus(
  row: FeatureRow,
  block: string,
  leaves: readonly Leaf[],
  mentions: readonly ValueMention[],
  calls: number,
): void {
  const places = leaves.map(sortOfLeaf);
  const lists = places.filter((sort) => sort === 'list').length;
  let over = 0;
  for (const sort of mentionSorts) {
    const told = mentions.filter((mention) => mention.sort === sort).length;
    const room = calls * places.filter((place) => place === sort).length;
    if (told > room) {
      row.add(`${block}.over.${sort}`, Math.min(3, told - room) / 3);
      over += told - room;
    }
  }
  row.when(`${block}.over`, over > 0 && lists === 0).when(`${block}.overDespiteList`, over > 2 && lists > 0);
}

function callFeatures({ question, choice, order, mentions }: View, plan: Plan): Features {
  const row = new FeatureRow().add(`plan.${plan.kind}`);
  const { tokens } = question;
  const lowers = new Set(tokens.map(({ lower }) => lower));
  const block = plan.calls === 1 ? 'one' : 'many';
  for (const name of cueNames)
    row.when(
      `${block}.${name}`,
      [...(cues[name] ?? [])].some((word) => lowers.has(word)),
    );
  addSurplus(row, block, choice.views[order[0] ?? 0]?.leaves ?? [], mentions, plan.calls);
  row
    .when(
      `${block}.list`,
      question.coordinations.some(({ isOr }) => !isOr),
    )
    .when(`${block}.severalTools`, choice.views.length > 1);
  if (plan.calls < 2) return row.features;
  row.add(`plan.${['two', 'three', 'four'][plan.calls - 2] ?? 'more'}`);
  row.when('plan.shared', plan.shared > 0).when(
    'plan.countTold',
    (countWords[plan.calls] ?? []).some((word) => lowers.has(word)),
  );
  const shapes = new Set<string>();
  const bests: number[] = [];
  const scores: number[] = [];
  const told: number[] = [];
  const kinds = { numbers: 0, names: 0, long: 0, values: 0 };
  for (let call = 0; call < plan.calls; call++) {
    const isOwn = (token: number) => ownership(plan.owners[token] ?? -1, call) === 'own';
    const own = tokens.filter((_, at) => isOwn(at));
    const matches = choice.views.map((view) => choice.match(view, isOwn).score);
    const score = Math.max(...matches);
    scores.push(score);
    bests.push(score > 0 ? matches.indexOf(score) : (order[0] ?? 0));
    if (own.some(({ kind, text }) => kind === 'number' || /^\d/.test(text))) kinds.numbers += 1;
    if (own.some(({ isCapital, isProper }) => isProper || isCapital)) kinds.names += 1;
    if (own.length > 4) kinds.long += 1;
    const held = mentions.filter(({ from }) => isOwn(from)).map(({ sort }) => sort);
    shapes.add(held.join());
    told.push(held.length);
    if (own.some(({ isProper, text }) => isProper || /\d|["'“]/.test(text))) kinds.values += 1;
  }
  const leaves = choice.views[order[0] ?? 0]?.leaves ?? [];
  return row
    .when('plan.sameShape', shapes.size === 1 && !shapes.has(''))
    .when('plan.emptyCall', Math.min(...told) === 0)
    .add('plan.evenness', Math.min(...told) / Math.max(1, ...told))
    .add('plan.covered', told.reduce((sum, one) => sum + one, 0) / Math.max(1, mentions.length))
    .add('plan.numbers', kinds.numbers / plan.calls)
    .add('plan.names', kinds.names / plan.calls)
    .add('plan.longItems', kinds.long / plan.calls)
    .add('plan.weakestValues', kinds.values / plan.calls)
    .add('plan.weakestMatch', Math.min(...scores))
    .add('plan.meanMatch', scores.reduce((sum, score) => sum + score, 0) / plan.calls)
    .when('plan.sameTool', new Set(bests).size === 1)
    .when('plan.toolForEach', new Set(bests).size === plan.calls)
    .when('plan.differentTools', new Set(bests).size > 1)
    .when(
      'plan.listParameter',
      leaves.some(({ type }) => type === 'list'),
    )
    .add('plan.numberParameters', leaves.filter(({ type }) => type === 'number').length >= plan.calls ? 1 : 0)
    .add('plan.segmentLength', Math.min(1, tokens.length / plan.calls / 20))
    .when('plan.listCovers', plan.apart > 1).features;
}
