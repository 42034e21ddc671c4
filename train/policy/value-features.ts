import { conceptOf } from '../../synth/index.ts';
import type { Value } from '../../datasets/index.ts';
import type { Candidate } from './candidates.ts';
import {
  concepts,
  FeatureRow,
  namedIn,
  nearFeatures,
  rivalFeatures,
  toldKinds,
  type Features,
} from './feature-table.ts';
import type { Span } from './mentions.ts';
import type { Leaf } from './parameters.ts';
import { addPlace, type Context, type Rank } from './place-features.ts';
import { addRivals, mostFor, type Rivals } from './rivals.ts';
import type { Question } from './question.ts';
import { hasDigit, lengthOf, remembered, shapeOf, startsHigh, wordsOfName } from './tokens.ts';
import type { SpanNotes } from './span-notes.ts';
import { isFitting } from './typed-fit.ts';
import type { ToolView } from './tool-view.ts';

/** What a leaf that is left out has against it, where a candidate of it has it. */
const strongFeatures = [...nearFeatures, ...rivalFeatures.slice(0, 2)];
const strongIn = remembered((block) => namedIn(block, strongFeatures));
const knownConcepts = new Set<string>(concepts);
function conceptOfLeaf(leaf: Leaf): string {
  const concept = conceptOf(leaf.nameWords) ?? conceptOf(wordsOfName(leaf.description).slice(0, 6));
  return concept !== undefined && knownConcepts.has(concept) ? concept : 'other';
}

/** What speaks for each candidate of a leaf, whatever the plan. */
export function valueFeatures(
  question: Question,
  view: ToolView,
  leaf: Leaf,
  candidates: readonly Candidate[],
  rank: Rank,
  rivals: Rivals,
  notes: SpanNotes,
): Features[] {
  const concept = conceptOfLeaf(leaf);
  const placed = candidates.filter(({ spans }) => spans.length > 0);
  const starts = [...new Set(placed.map(({ spans }) => spans[0]?.from ?? 0))].sort((a, b) => a - b);
  const context: Context = { question, notes, view, leaf, concept, candidates, starts, rank };
  const spans = placed.flatMap((one) => one.spans.slice(0, 1));
  const best = mostFor(rivals, view, leaf, spans);
  // What speaks for the others is known when the last one, which leaves the leaf out, is looked at.
  const strongest = new Map<string, number>();
  return candidates.map((candidate) => {
    const row = new FeatureRow(`${leaf.type}:`)
      .add(`kind.${candidate.kind}`)
      .add(`kind.${candidate.kind}.${concept}`);
    if (candidate.value === undefined) {
      addLeftOut(row, context);
      for (const [name, value] of strongest) row.add(`${leaf.isRequired ? 'ask' : 'left'}.${name}`, value);
    } else if (leaf.type === 'flag') addFlag(row, context, candidate.value);
    else {
      const [span] = candidate.spans;
      if (leaf.type === 'choice') addChoice(row, context, candidate);
      if (span !== undefined) {
        addPlace(row, context, span, candidate);
        addRivals(row, rivals, view, leaf, span, best);
      }
      if (leaf.type === 'number') addNumber(row, context, candidate);
      if (leaf.type === 'list') addList(row, context, candidate);
      if (typeof candidate.value === 'string') addExample(row, context, candidate.value);
      if (candidate.kind === 'date')
        row
          .when('date.asked', leaf.format.startsWith('date'))
          .when('date.spoken', candidate.isSpoken === true);
    }
    if (candidate.spans.length > 0) noteStrongest(strongest, leaf, candidate, row.features);
    return row.features;
  });
}

function noteStrongest(
  strongest: Map<string, number>,
  { type }: Leaf,
  { kind }: Candidate,
  { ids, values }: Features,
): void {
  const names = strongIn(`${type}:`);
  for (const [at, id] of ids.entries()) {
    const [name, value = 0] = [names.get(id), values[at]];
    if (value <= 0 || name === undefined) continue;
    strongest.set(name, Math.max(value, strongest.get(name) ?? 0));
    if (value >= 0.5) strongest.set(`near.${kind}`, 1);
  }
}

function addLeftOut(row: FeatureRow, { question, leaf, candidates }: Context): void {
  const mentioned = candidates.filter(({ spans, kind }) => spans.length > 0 && kind !== 'omit').length;
  const stems = new Set(question.tokens.map(({ stem }) => stem));
  const named = leaf.nameStems.filter((stem) => stems.has(stem)).length / Math.max(1, leaf.nameStems.length);
  const block = leaf.isRequired ? 'ask' : 'left';
  row
    .when(`${block}.hasFallback`, leaf.fallback !== undefined)
    .add(`${block}.named`, named)
    .when(
      `${block}.inText`,
      [...leaf.textStems].some((stem) => stems.has(stem)),
    )
    .when(`${block}.typed`, isFitting(question, leaf))
    .when(`${block}.noCandidate`, mentioned === 0)
    .when(`${block}.oneCandidate`, mentioned === 1)
    .when(`${block}.answer`, question.isAnswer);
  const here = new Set(candidates.flatMap(({ spans, kind }) => (spans.length > 0 ? [kind] : [])));
  for (const kind of toldKinds) row.when(`${block}.has.${kind}`, here.has(kind));
}

const negations = new Set([
  'no',
  'not',
  'without',
  "don't",
  'never',
  'exclude',
  'excluding',
  'skip',
  'none',
  'disable',
  'off',
  'neither',
  "doesn't",
  "isn't",
]);

function addFlag(row: FeatureRow, { question, leaf }: Context, value: Value): void {
  const words = leaf.nameStems.filter(
    (stem) => !['is', 'ha', 'should', 'includ', 'with', 'onli', 'enabl', 'allow', 'want'].includes(stem),
  );
  const places = question.tokens.flatMap(({ stem }, at) =>
    words.includes(stem) || leaf.textStems.has(stem) ? [at] : [],
  );
  const strong = question.tokens.flatMap(({ stem }, at) => (words.includes(stem) ? [at] : []));
  const isNegated = (strong.length > 0 ? strong : places).some((at) =>
    question.tokens.slice(Math.max(0, at - 4), at).some(({ lower }) => negations.has(lower)),
  );
  const sign = value === true ? 1 : -1;
  if (strong.length > 0) row.add('flag.named', sign * Math.min(1, strong.length / Math.max(1, words.length)));
  else if (places.length > 0) row.add('flag.partly', sign);
  if (isNegated) row.add('flag.negated', sign);
  if (typeof leaf.fallback === 'boolean') row.when('flag.fallback', leaf.fallback === value);
}

function addChoice(
  row: FeatureRow,
  { question, leaf, candidates }: Context,
  { value, spans }: Candidate,
): void {
  const stems = new Set(question.tokens.map(({ stem }) => stem));
  const words = (typeof value === 'string' ? value : Number(value).toString())
    .split(/[^\p{L}\d]+/u)
    .filter((word) => word !== '');
  const shared = words.filter(
    (word) =>
      stems.has(word.toLowerCase()) ||
      [...stems].some((stem) => stem.length > 3 && word.toLowerCase().startsWith(stem)),
  ).length;
  const named = candidates.filter((one) => one.spans.length > 0).length;
  const [span] = spans;
  const isPart = candidates.some(({ spans: [other] }) => isWithin(span, other));
  row
    .when('choice.part', isPart)
    .when('choice.exact', spans.length > 0)
    .add('choice.stems', shared / Math.max(1, words.length))
    .when('choice.fallback', leaf.fallback === value)
    .when('choice.alone', spans.length > 0 && named === 1)
    .when('choice.first', leaf.choices[0] === value)
    .when('choice.none', named === 0);
}

/** Whether a span is a part of another one that is longer. */
function isWithin(span: Span | undefined, other: Span | undefined): boolean {
  if (span === undefined || other === undefined) return false;
  const isInside = span.from >= other.from && span.to <= other.to;
  return isInside && other.to - other.from > span.to - span.from;
}

function addNumber(row: FeatureRow, { question, leaf }: Context, { value, spans }: Candidate): void {
  const number = Number(value);
  const [span] = spans;
  const mention = question.numbers.find(({ from }) => from === span?.from);
  const inside = (parts: readonly Span[]) =>
    span !== undefined && parts.some(({ from, to }) => span.from >= from && span.to <= to);
  const isOut =
    (leaf.minimum !== undefined && number < leaf.minimum) ||
    (leaf.maximum !== undefined && number > leaf.maximum);
  row
    .when('number.outOfRange', isOut)
    .when('number.inRange', !isOut && (leaf.minimum !== undefined || leaf.maximum !== undefined))
    .when('number.fraction', leaf.isInteger && !Number.isInteger(number))
    .when(
      'number.year',
      number >= 1900 &&
        number < 2100 &&
        leaf.nameStems.includes('year') !== (Number.isInteger(number) && mention?.sign === 'none'),
    )
    .when('number.ordinal', mention?.sign === 'ordinal')
    .when('number.percent', mention?.sign === 'percent')
    .when('number.money', mention?.sign === 'money')
    .when('number.word', mention?.sign === 'word')
    .when('number.inDate', inside(question.dates) || inside(question.times))
    .when('number.inName', inside(question.names));
}

function addList(row: FeatureRow, { candidates }: Context, { spans, value }: Candidate): void {
  const count = Array.isArray(value) ? value.length : 0;
  const most = Math.max(...candidates.map((one) => one.spans.length));
  row
    .add(`list.${['none', 'one', 'two', 'three'][count] ?? 'more'}`.replace('list.none', 'list.one'))
    .when('list.all', spans.length === most && most > 1);
}

function addExample(row: FeatureRow, { leaf }: Context, text: string): void {
  if (leaf.examples.length === 0) return;
  const { shapes, lengths, lowers, capitals, digits } = leaf.exampleLook;
  row
    .when('example.shown', lowers.has(text.toLowerCase()))
    .when('example.shape', shapes.has(shapeOf(text)))
    .when('example.length', lengths.has(lengthOf(text)))
    .when('example.capital', capitals.has(startsHigh(text)))
    .when('example.digits', digits.has(hasDigit(text)));
}
