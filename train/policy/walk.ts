import { equals, type Value } from '../../datasets/index.ts';
import type { Candidate } from './candidates.ts';
import type { Features } from './feature-table.ts';
import { forkOf, type Fork } from './fork.ts';
import type { Leaf } from './parameters.ts';
import { ownership } from './plans.ts';
import { givenFeatures, supplyFeature, type LeafDecision, type Problem } from './problem.ts';
import { sortOfLeaf } from './value-mentions.ts';

/** What an answer holds of one call: a value for each leaf that is not left out. */
export type ChosenCall = { readonly tool: number; readonly values: ReadonlyMap<Leaf, Value> };

export type Answer =
  | { readonly kind: 'calls'; readonly calls: readonly ChosenCall[] }
  /** Nothing is called; `asked` is what the user has to tell first. */
  | { readonly kind: 'none'; readonly asked: { readonly tool: number; readonly leaf: Leaf } | undefined };

/** What is right at the decisions of a problem, for each expected call in turn. */
export type RightChoices = {
  /** Places in the problem's list of plans. */
  readonly plans: readonly number[];
  readonly calls: readonly {
    readonly tool: number;
    /** Of each leaf, places in its list of candidates. */
    readonly leaves: ReadonlyMap<Leaf, ReadonlySet<number>>;
  }[];
};

/** Stands among the places of a leaf's candidates for all of them but the last. */
const anyTold = -1;
const nothingSaid: Features = { ids: [], values: [] };

const nothingGiven: readonly (readonly number[])[] = [];

/** Leaves are filled in this order: those that leave least room first. */
const fillOrder = ['choice', 'flag', 'day', 'number', 'list', 'any', 'text'];

function fillRank({ type, format }: Leaf): number {
  return fillOrder.indexOf(type === 'text' && format.startsWith('date') ? 'day' : type);
}

type State = {
  readonly plan: number;
  readonly calls: readonly ChosenCall[];
  readonly tool: number;
  readonly filled: number;
  /** Whether it was decided that the leaf's value is told, so that what is left is which one. */
  readonly isTold: boolean;
  readonly values: ReadonlyMap<Leaf, Value>;
  /** Tokens that this call's values stand in. */
  readonly used: readonly boolean[];
  readonly answer: Answer | undefined;
};

const start: State = {
  plan: -1,
  calls: [],
  tool: -1,
  filled: 0,
  isTold: false,
  values: new Map(),
  used: [],
  answer: undefined,
};

/** A way through a problem's decisions: plan, then for each call its tool and its leaves. Never changed, only gone on with. */
export class Walk {
  #order: readonly number[] | undefined;

  private constructor(
    readonly problem: Problem,
    private readonly state: State,
  ) {}

  static start(problem: Problem): Walk {
    return new Walk(problem, start);
  }

  get answer(): Answer | undefined {
    return this.state.answer;
  }

  /** @returns undefined at the end */
  fork(): Fork | undefined {
    const { problem, state } = this;
    if (state.answer !== undefined) return undefined;
    if (state.plan < 0)
      return forkOf(
        problem.plans.length,
        () => problem.planDecision.features,
        () => nothingGiven,
      );
    if (state.tool < 0) {
      const used = state.calls.map(({ tool }) => tool);
      return forkOf(
        problem.views.length,
        () => problem.tools(state.plan, state.calls.length, used),
        () => nothingGiven,
      );
    }
    const { leaf, decision } = this.#leaf();
    const places = this.#places(decision);
    return forkOf(
      places.length,
      () => {
        const { features } = decision;
        return places.map((place) => (place === anyTold ? nothingSaid : (features[place] ?? nothingSaid)));
      },
      () =>
        places.map((place) => {
          const candidate = decision.candidates[place];
          return candidate === undefined ? [] : this.#given(candidate, leaf);
        }),
    );
  }

  /**
   * What the ways at a leaf are: first whether it is told or left (the last candidate), then which of the others it is. Where
   * there are no others it is left.
   */
  #places({ candidates, told }: LeafDecision): readonly number[] {
    const last = candidates.length - 1;
    if (this.state.isTold) return told;
    return last === 0 ? [last] : [anyTold, last];
  }

  /** The way at this fork that ends the walk without a call, -1 where none does. */
  get givingUp(): number {
    const { problem, state } = this;
    if (state.plan < 0) return problem.plans.findIndex(({ calls }) => calls === 0);
    if (state.tool < 0) return -1;
    const { decision } = this.#leaf();
    const last = decision.candidates.length - 1;
    return decision.candidates[last]?.kind === 'ask' ? this.#places(decision).indexOf(last) : -1;
  }

  /** The ways at this fork that lead to a right answer, given that all choices before were right. */
  rightWays({ plans, calls }: RightChoices): ReadonlySet<number> {
    const { state } = this;
    if (state.plan < 0) return new Set(plans);
    const call = calls[state.calls.length];
    if (call === undefined) return new Set();
    if (state.tool < 0) return new Set([call.tool]);
    const { leaf, decision } = this.#leaf();
    const right = call.leaves.get(leaf) ?? new Set<number>();
    const last = decision.candidates.length - 1;
    const isRight = (place: number) =>
      place === anyTold ? [...right].some((one) => one !== last) : right.has(place);
    return new Set(
      [...this.#places(decision).entries()].flatMap(([way, place]) => (isRight(place) ? [way] : [])),
    );
  }

  take(index: number): Walk {
    const { problem, state } = this;
    if (state.plan < 0) {
      const plan = problem.plans[index];
      const answer: Answer | undefined = plan?.calls === 0 ? { kind: 'none', asked: undefined } : undefined;
      return new Walk(problem, { ...state, plan: index, answer });
    }
    if (state.tool < 0)
      return new Walk(problem, { ...state, tool: index, filled: 0, values: new Map(), used: [] }).#settle();
    const { leaf, decision } = this.#leaf();
    const place = this.#places(decision)[index] ?? anyTold;
    if (place === anyTold) return new Walk(problem, { ...state, isTold: true });
    const candidate = decision.candidates[place];
    if (candidate?.kind === 'ask') {
      return new Walk(problem, { ...state, answer: { kind: 'none', asked: { tool: state.tool, leaf } } });
    }
    return this.#with(leaf, candidate).#settle();
  }

  #with(leaf: Leaf, candidate: Candidate | undefined): Walk {
    const { problem, state } = this;
    const filled = state.filled + 1;
    if (candidate?.value === undefined) return new Walk(problem, { ...state, filled, isTold: false });
    const values = new Map(state.values).set(leaf, candidate.value);
    const used = state.used.slice();
    for (const { from, to } of candidate.spans) for (let at = from; at < to; at++) used[at] = true;
    return new Walk(problem, { ...state, filled, isTold: false, values, used });
  }

  /** Closes the call where nothing is left to fill, and the answer after the last call. */
  #settle(): Walk {
    const { problem, state } = this;
    if (state.filled < problem.leaves(state.tool).length) return this;
    const calls = [...state.calls, { tool: state.tool, values: state.values }];
    const isDone = calls.length === (problem.plans[state.plan]?.calls ?? 0);
    return new Walk(problem, {
      ...state,
      calls,
      tool: -1,
      answer: isDone ? { kind: 'calls', calls } : undefined,
    });
  }

  #leaf(): { leaf: Leaf; decision: LeafDecision } {
    const { problem, state } = this;
    const leaves = problem.views[state.tool]?.leaves ?? [];
    const index = this.#fillOrder()[state.filled] ?? 0;
    const [leaf, decision] = [leaves[index], problem.leaves(state.tool)[index]];
    if (leaf === undefined || decision === undefined) throw new RangeError('no leaf is left');
    return { leaf, decision };
  }

  /**
   * Values of the leaf's sort that no leaf before took, against the required leaves of that sort that are still to be filled:
   * none, too few, enough for all.
   */
  #supply(leaf: Leaf): 'none' | 'some' | 'enough' {
    const { problem, state } = this;
    const sort = sortOfLeaf(leaf);
    const owners = problem.plans[state.plan]?.owners;
    const left = problem.mentions.filter(
      (mention) =>
        mention.sort === sort &&
        state.used[mention.from] !== true &&
        ownership(owners?.[mention.from] ?? -1, state.calls.length) !== 'other',
    ).length;
    if (left === 0) return 'none';
    const leaves = problem.views[state.tool]?.leaves ?? [];
    const open = this.#fillOrder()
      .slice(state.filled)
      .filter((index) => {
        const other = leaves[index];
        return other !== undefined && (other === leaf || (other.isRequired && sortOfLeaf(other) === sort));
      }).length;
    return left >= open ? 'enough' : 'some';
  }

  /** Words that the tool does not explain and no value of the call took. */
  #wordsLeft(): number {
    const { problem, state } = this;
    const owners = problem.plans[state.plan]?.owners;
    return problem
      .unexplained(state.tool)
      .filter(
        (is, at) =>
          is && state.used[at] !== true && ownership(owners?.[at] ?? -1, state.calls.length) !== 'other',
      ).length;
  }

  #fillOrder(): readonly number[] {
    const leaves = this.problem.views[this.state.tool]?.leaves ?? [];
    this.#order ??= leaves
      .map((_, index) => index)
      .sort((a, b) => rankAt(leaves, a) - rankAt(leaves, b) || a - b);
    return this.#order;
  }

  #given({ spans, value }: Candidate, leaf: Leaf): readonly number[] {
    const { problem, state } = this;
    const numbers = givenFeatures(leaf.type);
    const given: number[] = [];
    if (value === undefined) {
      const supply = this.#supply(leaf);
      if (supply === 'enough') given.push(supplyFeature(leaf, 'enoughLeft'));
      if (supply !== 'none') given.push(supplyFeature(leaf, 'someLeft'));
      const words = sortOfLeaf(leaf) === 'text' || leaf.type === 'list' ? this.#wordsLeft() : 0;
      if (words > 0) given.push(supplyFeature(leaf, 'wordLeft'));
      if (words > 1) given.push(supplyFeature(leaf, 'wordsLeft'));
    }
    const plan = problem.plans[state.plan];
    if (spans.length > 0) {
      let [own, other, used, all] = [0, 0, 0, 0];
      for (const { from, to } of spans) {
        for (let at = from; at < to; at++) {
          const owner = ownership(plan?.owners[at] ?? -1, state.calls.length);
          if (owner === 'own') own += 1;
          else if (owner === 'other') other += 1;
          if (state.used[at] === true) used += 1;
          all += 1;
        }
      }
      if (other > 0) given.push(numbers.other);
      else if (own > 0 && (plan?.calls ?? 1) > 1) given.push(numbers.own);
      if (used === all) given.push(numbers.used);
      else if (used > 0) given.push(numbers.partlyUsed);
    }
    const before = state.calls.at(-1);
    if (before?.tool === state.tool && value !== undefined) {
      const last = before.values.get(leaf);
      if (last !== undefined) given.push(equals(last, value) ? numbers.repeated : numbers.changed);
    }
    return given;
  }
}

function rankAt(leaves: readonly Leaf[], index: number): number {
  const leaf = leaves[index];
  return leaf === undefined ? 0 : fillRank(leaf);
}
