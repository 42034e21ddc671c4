import { verbClassOf } from '../../synth/index.ts';
import { FeatureRow, type Features } from './feature-table.ts';
import { addFit } from './fit-features.ts';
import type { Leaf } from './parameters.ts';
import { countWords, cueNames, says, saysOne } from './cues.ts';
import { clausesOf, ownership, type Plan } from './plans.ts';
import type { Question } from './question.ts';
import type { ToolChoice } from './tool-view.ts';
import type { Token } from './tokens.ts';
import { mentionSorts, sortOfLeaf, type ValueMention } from './value-mentions.ts';

/** A question beside the tools that are offered. */
export type View = {
  readonly question: Question;
  readonly choice: ToolChoice;
  readonly missing: readonly number[];
  readonly whole: readonly ReturnType<ToolChoice['match']>[];
  /** Tools, the best match first. */
  readonly order: readonly number[];
  readonly mentions: readonly ValueMention[];
};

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

/** What speaks for a plan of one call or more. */
export function callFeatures(view: View, plan: Plan): Features {
  const row = new FeatureRow().add(`plan.${plan.kind}`);
  addCues(row, view, plan);
  addSegments(row, view, plan);
  addFit(row, view, plan);
  if (plan.calls > 1) addShares(row, view, plan);
  return row.features;
}

function likeliestLeaves({ choice, order }: View): readonly Leaf[] {
  return choice.views[order[0] ?? 0]?.leaves ?? [];
}

/** What the question says of how many calls there are, whatever they are. */
function addCues(row: FeatureRow, view: View, { calls, shared }: Plan): void {
  const { question, choice, mentions } = view;
  const block = calls === 1 ? 'one' : 'many';
  for (const name of cueNames) row.when(`${block}.${name}`, says(question, name));
  addSurplus(row, block, likeliestLeaves(view), mentions, calls);
  const isListed = question.coordinations.some(({ isOr }) => !isOr);
  row
    .when(`${block}.listOver`, hasListOver(view))
    .when(`${block}.list`, isListed)
    .when(`${block}.severalTools`, choice.views.length > 1);
  if (calls < 2) return;
  row
    .add(`plan.${['two', 'three', 'four'][calls - 2] ?? 'more'}`)
    .when('plan.shared', shared > 0)
    .when('plan.countTold', saysOne(question, countWords[calls] ?? []));
}

/** Whether the question lists more values of a sort than the likeliest tool has to be told, and it takes no list. */
function hasListOver(view: View): boolean {
  const leaves = likeliestLeaves(view);
  if (hasList(leaves)) return false;
  return view.question.coordinations.some(({ items }) => {
    const [first] = items;
    const sort = view.mentions.find(
      ({ from }) => first !== undefined && from >= first.from && from < first.to,
    )?.sort;
    const places = leaves.filter((leaf) => sortOfLeaf(leaf) === (sort ?? 'text'));
    return items.length > Math.max(1, places.filter(({ isRequired }) => isRequired).length);
  });
}

const connectors = new Set(
  'also additionally then next lastly finally secondly thirdly besides furthermore moreover plus another again likewise and after'.split(
    ' ',
  ),
);
/** What a sentence begins with that tells more of a request made before. */
const details = new Set(
  'the my our for use apply it its that this these take set make thanks thank please let in all'.split(' '),
);

/** What one call of a plan has for itself. */
type Portion = {
  /** How it begins: goes on from the one before, adds to it, or asks. */
  readonly opening: 'connector' | 'detail' | 'request' | 'other';
  /** Words inside of it that one call would go on from another with. */
  readonly inside: number;
  readonly tokens: readonly Token[];
  readonly mentions: readonly ValueMention[];
  /** Of the tool that fits it best, 0 if none does. */
  readonly score: number;
  readonly tool: number;
};

function portionOf({ question, choice, order, mentions }: View, plan: Plan, call: number): Portion {
  const isOwn = (token: number) => ownership(plan.owners[token] ?? -1, call) === 'own';
  const scores = choice.views.map((one) => choice.match(one, isOwn).score);
  const score = Math.max(...scores);
  const tokens = question.tokens.filter((_, at) => isOwn(at));
  const words = tokens.filter(({ kind }) => kind !== 'sign').map(({ lower }) => lower);
  return {
    opening: openingOf(words),
    inside: words.slice(2).filter((word) => connectors.has(word) && word !== 'and' && word !== 'after')
      .length,
    tokens,
    mentions: mentions.filter(({ from }) => isOwn(from)),
    score,
    tool: score > 0 ? scores.indexOf(score) : (order[0] ?? 0),
  };
}

function openingOf(words: readonly string[]): Portion['opening'] {
  const [first = ''] = words;
  if (connectors.has(first) || (first === 'one' && words[1] === 'more')) return 'connector';
  if (details.has(first)) return 'detail';
  return verbClassOf(words.slice(0, 4)) === undefined ? 'other' : 'request';
}

/** What becomes of every clause under a plan: it begins a call, goes on with one, or is said for all of them. */
function addSegments(row: FeatureRow, { question, mentions }: View, plan: Plan): void {
  let last: number | undefined;
  const segments = clausesOf(question);
  segments.forEach(({ from, to }, index) => {
    const owner = plan.calls === 1 ? 0 : (plan.owners[from] ?? -1);
    const label = owner < 0 ? 'shared' : owner === last ? 'goesOn' : 'begins';
    if (owner >= 0) last = owner;
    const words = question.tokens
      .slice(from, to)
      .filter(({ kind }) => kind !== 'sign')
      .map(({ lower }) => lower);
    const isTold = mentions.some((mention) => mention.from >= from && mention.to <= to);
    const place = index === 0 ? 'first' : index === segments.length - 1 ? 'last' : 'inner';
    const opening = openingOf(words);
    row
      .add(`segment.${label}.${opening}.${isTold ? 'told' : 'bare'}`)
      .add(`segment.${label}.${place}`)
      .when(`segment.${label}.short`, words.length < 5);
  });
}

/** How the plan's calls compare with one another, and with the tools. */
function addShares(row: FeatureRow, view: View, plan: Plan): void {
  const { calls } = plan;
  const portions = Array.from({ length: calls }, (_, call) => portionOf(view, plan, call));
  const share = (holds: (portion: Portion) => boolean) => portions.filter(holds).length / calls;
  const told = portions.map(({ mentions }) => mentions.length);
  const shapes = new Set(portions.map(({ mentions }) => mentions.map(({ sort }) => sort).join()));
  const scores = portions.map(({ score }) => score);
  const tools = new Set(portions.map(({ tool }) => tool)).size;
  const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
  row
    .when('plan.sameShape', shapes.size === 1 && !shapes.has(''))
    .when('plan.emptyCall', Math.min(...told) === 0)
    .add('plan.evenness', Math.min(...told) / Math.max(1, ...told))
    .add('plan.covered', sum(told) / Math.max(1, view.mentions.length))
    .add(
      'plan.numbers',
      share(({ tokens }) => tokens.some(({ text }) => /^\d/.test(text))),
    )
    .add(
      'plan.names',
      share(({ tokens }) => tokens.some(({ isCapital }) => isCapital)),
    )
    .add(
      'plan.longItems',
      share(({ tokens }) => tokens.length > 4),
    )
    .add(
      'plan.weakestValues',
      share(({ tokens }) => tokens.some(({ isProper, text }) => isProper || /\d|["'“]/.test(text))),
    )
    .add('plan.weakestMatch', Math.min(...scores))
    .add('plan.meanMatch', sum(scores) / calls)
    .when('plan.sameTool', tools === 1)
    .when('plan.toolForEach', tools === calls)
    .when('plan.differentTools', tools > 1)
    .when('plan.listCovers', plan.apart > 1);
  addOpenings(row, portions);
  addByKind(row, view, plan, { portions, isAlike: shapes.size === 1 && !shapes.has('') });
  addLeaves(row, likeliestLeaves(view), view, calls);
}

type Compared = { readonly portions: readonly Portion[]; readonly isAlike: boolean };

/** What means one thing for parts of a text and another for items of a list. */
function addByKind(row: FeatureRow, view: View, plan: Plan, { portions, isAlike }: Compared): void {
  const { kind, calls } = plan;
  const told = portions.map(({ mentions }) => mentions.length);
  row
    .when('led.again', kind === 'led' && says(view.question, 'again'))
    .when('crossed.told', kind === 'crossed' && says(view.question, 'crossed'));
  if (kind === 'sentences' || kind === 'clauses' || kind === 'led') {
    row
      .add('parts.weakestMatch', Math.min(...portions.map(({ score }) => score)))
      .add('parts.evenness', Math.min(...told) / Math.max(1, ...told))
      .when('parts.sameShape', isAlike)
      .when('parts.toolForEach', new Set(portions.map(({ tool }) => tool)).size === calls);
    addOpenings(row, portions, 'parts');
  } else addLists(row, view, plan, isAlike);
}

/** What speaks for taking a list apart, and which of them. */
function addLists(row: FeatureRow, view: View, { kind, calls, owners, isOr }: Plan, isAlike: boolean): void {
  const { question } = view;
  const whole = question.coordinations.filter(({ items }) =>
    items.every(({ from }) => (owners[from] ?? -1) < 0),
  );
  row
    .when('items.sameShape', isAlike)
    .when('items.listParameter', hasList(likeliestLeaves(view)))
    .when('items.or', isOr === true)
    .when('items.orCompared', isOr === true && says(view.question, 'compared'))
    .when('items.compared', says(view.question, 'compared'))
    .when('items.otherWhole', whole.length > 0)
    .when(
      'items.equalWhole',
      whole.some(({ items }) => items.length === calls),
    )
    .when('aligned.respectively', kind === 'aligned' && says(view.question, 'respectively'))
    .when('items.respectively', kind === 'items' && says(view.question, 'respectively'));
}

/** How the calls begin that come after the first. */
function addOpenings(row: FeatureRow, portions: readonly Portion[], block: 'plan' | 'parts' = 'plan'): void {
  const later = portions.slice(1);
  const share = (opening: Portion['opening']) =>
    later.filter((portion) => portion.opening === opening).length / later.length;
  row.add(`${block}.connected`, share('connector')).add(`${block}.details`, share('detail'));
  if (block === 'parts') return;
  const inside = portions.reduce((sum, portion) => sum + portion.inside, 0);
  row
    .add('plan.requests', portions.filter(({ opening }) => opening === 'request').length / portions.length)
    .add('plan.inside', Math.min(2, inside) / 2);
}

function hasList(leaves: readonly Leaf[]): boolean {
  return leaves.some(({ type }) => type === 'list');
}

function addLeaves(row: FeatureRow, leaves: readonly Leaf[], { question }: View, calls: number): void {
  const numbers = leaves.filter(({ type }) => type === 'number').length;
  row
    .when('plan.listParameter', hasList(leaves))
    .when('plan.numberParameters', numbers >= calls)
    .add('plan.segmentLength', Math.min(1, question.tokens.length / calls / 20));
}
