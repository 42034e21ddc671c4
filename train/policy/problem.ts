import type { Task } from '../../datasets/index.ts';
import { verbClassOf } from '../../synth/index.ts';
import { candidatesFor, type Candidate } from './candidates.ts';
import { featureNumber, type Features } from './feature-table.ts';
import type { Leaf } from './parameters.ts';
import { planFeatures } from './plan-features.ts';
import { ownership, plansOf, type Plan } from './plans.ts';
import { questionOf, type Question } from './question.ts';
import { Rivals } from './rivals.ts';
import { SpanNotes } from './span-notes.ts';
import { ToolChoice, toolViewOf, type ToolView } from './tool-view.ts';
import { isStopWord } from './tokens.ts';
import { valueFeatures } from './value-features.ts';
import { valueMentionsIn, type ValueMention } from './value-mentions.ts';

/** One decision: what speaks for each way, worked out when it is asked for. */
export type Decision = { readonly features: readonly Features[] };

function lazily(make: () => readonly Features[]): Decision {
  let made: readonly Features[] | undefined;
  return {
    get features() {
      return (made ??= make());
    },
  };
}

export type LeafDecision = Decision & {
  readonly candidates: readonly Candidate[];
  /** Places of all candidates but the last, which leaves the leaf out. */
  readonly told: readonly number[];
};

/** A task as the policy sees it. What weights have no part in is worked out once, and kept. */
export class Problem {
  readonly question: Question;
  readonly mentions: readonly ValueMention[];
  readonly views: readonly ToolView[];
  readonly plans: readonly Plan[];
  readonly planDecision: Decision;
  /** Of each tool: how many required values the question does not seem to hold. */
  readonly #missing: readonly number[];
  readonly #choice: ToolChoice;
  readonly #leaves = new Map<number, readonly LeafDecision[]>();
  readonly #unexplained = new Map<number, readonly boolean[]>();
  readonly #tools = new Map<string, readonly Features[]>();

  constructor(readonly task: Task) {
    this.question = questionOf(task);
    this.mentions = valueMentionsIn(this.question);
    this.views = task.tools.map(toolViewOf);
    this.#choice = new ToolChoice(this.question, this.views);
    this.plans = plansOf(this.question);
    this.#missing = this.views.map((_, tool) => this.#missingOf(tool));
    this.planDecision = lazily(() => planFeatures(this.question, this.#choice, this.plans, this.#missing));
  }

  /** Decisions on a tool's leaves in the doc's order. */
  leaves(tool: number): readonly LeafDecision[] {
    const known = this.#leaves.get(tool);
    if (known !== undefined) return known;
    const view = this.views[tool];
    if (view === undefined) throw new RangeError(`no tool ${tool}`);
    const { question } = this;
    const rivals = new Rivals(question, view.leaves);
    const notes = new SpanNotes(question, view);
    const made = view.leaves.map((leaf): LeafDecision => {
      const like = inSpokenOrder(view.leaves.filter(({ type }) => type === leaf.type));
      const rank = { leaf: like.indexOf(leaf), leaves: like.length };
      const candidates = candidatesFor(question, leaf);
      const told = candidates.slice(0, -1).map((_, place) => place);
      const decision = lazily(() => valueFeatures(question, view, leaf, candidates, rank, rivals, notes));
      return Object.assign(decision, { candidates, told });
    });
    this.#leaves.set(tool, made);
    return made;
  }

  /** Whether each token is a word that nothing of a tool explains, in a sentence that speaks of it: likely to be a value. */
  unexplained(tool: number): readonly boolean[] {
    const known = this.#unexplained.get(tool);
    if (known !== undefined) return known;
    const view = this.views[tool];
    const { tokens } = this.question;
    const isTools = (stem: string) =>
      view?.nameStems.includes(stem) === true || view?.textStems.has(stem) === true;
    const requests = new Set(tokens.flatMap(({ stem, sentence }) => (isTools(stem) ? [sentence] : [])));
    const made = tokens.map(
      ({ kind, lower, stem, sentence }) =>
        kind === 'word' &&
        requests.has(sentence) &&
        !isStopWord(lower) &&
        verbClassOf([lower]) === undefined &&
        !isTools(stem) &&
        view?.parameterStems.has(stem) === false,
    );
    this.#unexplained.set(tool, made);
    return made;
  }

  /** Decision on the tool of one call of a plan. @param used tools of the plan's calls before it */
  tools(plan: number, call: number, used: readonly number[]): readonly Features[] {
    const key = `${plan}/${call}/${[...new Set(used)].sort((a, b) => a - b).join()}`;
    const known = this.#tools.get(key);
    if (known !== undefined) return known;
    const owners = this.plans[plan]?.owners;
    const of = (token: number) => ownership(owners?.[token] ?? -1, call);
    const isIn = (token: number) => of(token) !== 'other';
    const isOwn = (token: number) => of(token) === 'own';
    const made = this.#choice.features(isIn, isOwn, this.#missing, new Set(used));
    this.#tools.set(key, made);
    return made;
  }

  #missingOf(tool: number): number {
    const { numbers, dates, times, quotes, names } = this.question;
    const values = {
      number: numbers.length,
      text: quotes.length + names.length + dates.length + times.length,
    };
    return (this.views[tool]?.leaves ?? []).filter((leaf) => {
      if (!leaf.isRequired) return false;
      if (leaf.type === 'number') return values.number === 0;
      if (leaf.type === 'choice')
        return candidatesFor(this.question, leaf).every(({ spans }) => spans.length === 0);
      return leaf.type === 'text' && values.text + values.number === 0;
    }).length;
  }
}

const countedNames = ['first', 'second', 'third', 'fourth'];

/** As their names count them (`num1`, `num2`; `a`, `b`; `first`, `second`), else as the tool has them. */
function inSpokenOrder(leaves: readonly Leaf[]): readonly Leaf[] {
  const counted = leaves.map((leaf): [Leaf, number] => [leaf, countIn(leaf)]);
  return counted.every(([, count]) => count >= 0)
    ? counted.toSorted(([, a], [, b]) => a - b).map(([leaf]) => leaf)
    : leaves;
}

function countIn({ path, nameWords }: Leaf): number {
  const digits = /(\d+)$/.exec(path.at(-1) ?? '')?.[1];
  if (digits !== undefined) return Number(digits);
  const counted = countedNames.findIndex((word) => nameWords.includes(word));
  if (counted >= 0) return counted;
  const letter = nameWords.at(-1) ?? '';
  return letter.length === 1 ? letter.charCodeAt(0) : -1;
}

/** The features that depend on what was chosen before. */
export const given = {
  own: 'call.own',
  other: 'call.other',
  used: 'call.used',
  partlyUsed: 'call.partlyUsed',
  repeated: 'call.repeated',
  changed: 'call.changed',
} as const;

const givenNumbers = new Map<string, Readonly<Record<keyof typeof given, number>>>();

/** What is still to be had when a leaf is left out. */
type Supply = 'someLeft' | 'enoughLeft' | 'wordLeft' | 'wordsLeft';

/** Number of such a feature in a leaf's block. */
export function supplyFeature(leaf: Leaf, supply: Supply): number {
  return featureNumber(`${leaf.type}:${leaf.isRequired ? 'ask' : 'left'}.${supply}`);
}

/** Numbers of those features in a leaf's block. */
export function givenFeatures(block: string): Readonly<Record<keyof typeof given, number>> {
  const known = givenNumbers.get(block);
  if (known !== undefined) return known;
  const at = (name: keyof typeof given) => featureNumber(`${block}:${given[name]}`);
  const made = {
    own: at('own'),
    other: at('other'),
    used: at('used'),
    partlyUsed: at('partlyUsed'),
    repeated: at('repeated'),
    changed: at('changed'),
  };
  givenNumbers.set(block, made);
  return made;
}
