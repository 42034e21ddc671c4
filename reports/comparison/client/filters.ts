import { countsOf } from '../browsing/filter.ts';
import { initialState, outcomePatterns, type OutcomePattern, type State } from '../browsing/state.ts';
import type { Heads } from '../browsing/wire.ts';
import { button, make } from './dom.ts';

type Choice = readonly [value: string, told: string];

const outcomes: Readonly<Record<OutcomePattern, string>> = {
  any: 'any',
  lost: 'base passes, run fails',
  gained: 'base fails, run passes',
  pass: 'run passes',
  fail: 'run fails',
  none: 'run has no verdict',
};

/** Milliseconds without a key after which a search starts. */
const pause = 150;

export type Filters = {
  readonly element: HTMLElement;
  readonly search: HTMLInputElement;
  show(state: State): void;
};

/** @param change is told what is asked for anew; while somebody types, `isTyping` */
export function filters(heads: Heads, change: (asked: Partial<State>, isTyping?: boolean) => void): Filters {
  const { element: search, show: showSearch } = searchField(change);
  const selects = selectsOf(heads, change);
  const reset = button('Reset', () => {
    change({ ...initialState });
  });
  const element = make(
    'div',
    { class: 'filters', role: 'search', 'aria-label': 'Search of tasks' },
    make('label', { class: 'search' }, 'Search in ids, prompts and answers', search),
    ...selects.map(({ label }) => label),
    reset,
  );
  return {
    element,
    search,
    show(state) {
      showSearch(state.search);
      for (const { show } of selects) show(state);
    },
  };
}

function searchField(change: (asked: Partial<State>, isTyping?: boolean) => void) {
  const element = make('input', { type: 'search', placeholder: 'words, or "a phrase"', spellcheck: 'false' });
  let timer: ReturnType<typeof setTimeout> | undefined;
  element.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      change({ search: element.value, page: 0 }, true);
    }, pause);
  });
  const show = (search: string) => {
    if (document.activeElement !== element || element.value.trim() === '' || search === '')
      element.value = search;
  };
  return { element, show };
}

function selectsOf({ runs, entries }: Heads, change: (asked: Partial<State>) => void) {
  const categories = new Map<string, number>();
  for (const { category } of entries) categories.set(category, (categories.get(category) ?? 0) + 1);
  const counted = (counts: Iterable<[string, number]>): Choice[] =>
    Array.from(counts, ([name, count]) => [name, `${name} (${count})`]);
  const names = runs.map((name, place): Choice => [String(place), place === 0 ? `${name} (base)` : name]);
  return [
    select(
      'Category',
      [['', 'all'], ...counted(categories)],
      ({ category }) => category,
      (category) => {
        change({ category, page: 0 });
      },
    ),
    select(
      'Run',
      [['', 'any'], ...names],
      ({ run }) => (run === null ? '' : String(run)),
      (run) => {
        change({ run: run === '' ? null : Number(run), page: 0 });
      },
    ),
    select(
      'Outcome',
      outcomePatterns.map((one): Choice => [one, outcomes[one]]),
      ({ outcome }) => outcome,
      (one) => {
        change({ outcome: outcomePatterns.find((pattern) => pattern === one) ?? 'any', page: 0 });
      },
    ),
    select(
      'Error type',
      [['', 'any'], ...counted(countsOf(entries, (answer) => answer.error_type))],
      ({ error }) => error,
      (error) => {
        change({ error, page: 0 });
      },
    ),
    select(
      'Cause',
      [['', 'any'], ...counted(countsOf(entries, (answer) => answer.cause))],
      ({ cause }) => cause,
      (cause) => {
        change({ cause, page: 0 });
      },
    ),
  ];
}

function select(
  name: string,
  choices: readonly Choice[],
  valueOf: (state: State) => string,
  choose: (value: string) => void,
) {
  const options = choices.map(([value, told]) => make('option', { value }, told));
  const element = make('select', { 'aria-label': name }, ...options);
  element.addEventListener('change', () => {
    choose(element.value);
  });
  return {
    label: make('label', {}, name, element),
    show: (state: State) => {
      const value = valueOf(state);
      // An address may ask for what the page does not have.
      if (!choices.some(([known]) => known === value) && element.value !== value)
        element.append(make('option', { value }, `${value} (0)`));
      element.value = value;
    },
  };
}
