import { verbClassOf } from '../../synth/index.ts';
import { FeatureRow, type Features } from './feature-table.ts';
import { addFit } from './fit-features.ts';
import type { Leaf } from './parameters.ts';
import { countWords, cueNames, says, saysOne } from './cues.ts';
import { ownership, type Plan } from './plans.ts';
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
  addFit(row, view, plan);
  if (plan.calls > 1) addShares(row, view, plan);
  return row.features;
}

function likeliestLeaves({ choice, order }: View): readonly Leaf[] {
  return choice.views[order[0] ?? 0]?.leaves ?? [];
}

/** What the question says of how many calls there are, whatever they are. */
function addCues(row: FeatureRow, view: View, { calls }: Plan): void {
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

/** How the plan's calls compare with one another, and with the tools. */
function addShares(row: FeatureRow, view: View, plan: Plan): void {
  const { calls } = plan;
  const portions = Array.from({ length: calls }, (_, call) => portionOf(view, plan, call));
  const shapes = new Set(portions.map(({ mentions }) => mentions.map(({ sort }) => sort).join()));
  const isAlike = shapes.size === 1 && !shapes.has('');
  const scores = portions.map(({ score }) => score);
  const tools = new Set(portions.map(({ tool }) => tool)).size;
  row
    .when('plan.sameShape', isAlike)
    .when(
      'plan.emptyCall',
      portions.some(({ mentions }) => mentions.length === 0),
    )
    .add('plan.weakestMatch', Math.min(...scores))
    .add('plan.meanMatch', scores.reduce((sum, score) => sum + score, 0) / calls)
    .when('plan.sameTool', tools === 1)
    .when('plan.toolForEach', tools === calls);
  addOpenings(row, portions);
  if (plan.kind === 'items' || plan.kind === 'aligned') addLists(row, view, plan, isAlike);
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
function addOpenings(row: FeatureRow, portions: readonly Portion[]): void {
  const later = portions.slice(1);
  const share = (opening: Portion['opening']) =>
    later.filter((portion) => portion.opening === opening).length / later.length;
  const inside = portions.reduce((sum, portion) => sum + portion.inside, 0);
  row
    .add('plan.connected', share('connector'))
    .add('plan.details', share('detail'))
    .add('plan.requests', portions.filter(({ opening }) => opening === 'request').length / portions.length)
    .add('plan.inside', Math.min(2, inside) / 2);
}

function hasList(leaves: readonly Leaf[]): boolean {
  return leaves.some(({ type }) => type === 'list');
}
