import { hashOf, type State } from '../browsing/state.ts';
import type { EntryHead, Heads, Outcome } from '../browsing/wire.ts';
import { abridged, visible } from '../../escape.ts';
import { breakable, button, make } from './dom.ts';

/** Rows of one page: few enough to be there at once, however many there are in all. */
export const pageSize = 50;

/** Characters of a name or an id in a row: an open entry has all of it. */
const longestName = 80;
/** Characters of an id that stay on one line where there is room. */
const longestUnbroken = 40;

export type EntryTable = {
  readonly element: HTMLElement;
  /** @param places of all entries asked for. @param missing the id that an address names and the page does not have */
  show(places: readonly number[], state: State, missing: string | null): void;
  /** The links of the rows on show. */
  links(): HTMLAnchorElement[];
  linkOf(id: string): HTMLAnchorElement | undefined;
};

/** @param open is called with an entry's id; @param turn with the page to go to */
export function entryTable(
  heads: Heads,
  open: (id: string) => void,
  turn: (page: number) => void,
): EntryTable {
  const body = make('tbody');
  const status = make('p', { class: 'shown', role: 'status' });
  const table = make(
    'table',
    { class: 'entries', 'aria-label': 'Tasks and their outcomes' },
    headOf(heads.runs),
    body,
  );
  const pager = pagerOf(turn);
  body.addEventListener('click', (event) => {
    const row = event.target instanceof Element ? event.target.closest('tr') : null;
    const hasOther = event.ctrlKey || event.metaKey || event.shiftKey;
    const id = row?.dataset['id'];
    if (id === undefined || hasOther || String(getSelection()) !== '') return;
    event.preventDefault();
    open(id);
  });
  const scrolling = make(
    'div',
    { class: 'scroll', role: 'region', 'aria-label': 'Tasks', tabindex: '0' },
    table,
  );
  const links = () => [...body.querySelectorAll('a')];
  return {
    element: make('div', {}, status, scrolling, pager.element),
    links,
    linkOf: (id) => links().find((link) => link.closest('tr')?.dataset['id'] === id),
    show(places, state, missing) {
      const start = state.page * pageSize;
      const shown = places.slice(start, start + pageSize);
      const lost =
        missing === null ? '' : `There is no task ${visible(abridged(missing, longestName))} here. `;
      status.textContent = lost + told(places.length, start, shown.length, heads.entries.length);
      body.replaceChildren(
        ...shown.flatMap((place) => {
          const entry = heads.entries[place];
          return entry === undefined ? [] : [rowOf(entry, state)];
        }),
      );
      pager.show(state.page, Math.ceil(places.length / pageSize));
    },
  };
}

function headOf(runs: readonly string[]): HTMLElement {
  const names = ['Task', 'Category', ...runs];
  const cells = names.map((name) => make('th', { scope: 'col' }, abridged(name, longestName)));
  return make('thead', {}, make('tr', {}, ...cells));
}

function told(found: number, start: number, shown: number, all: number): string {
  if (found === 0) return `None of ${all} tasks is like that.`;
  return `${found} of ${all} tasks${shown < found ? `, ${start + 1} to ${start + shown} shown` : ''}`;
}

function rowOf({ id, category, answers }: EntryHead, state: State): HTMLTableRowElement {
  const link = make('a', { href: hashOf({ ...state, entry: id }) }, ...breakable(abridged(id, longestName)));
  const row = make(
    'tr',
    {},
    make('th', { scope: 'row', ...(id.length <= longestUnbroken && { class: 'short' }) }, link),
    make('td', {}, ...breakable(category)),
    ...answers.map((answer) => make('td', {}, outcome(answer))),
  );
  row.dataset['id'] = id;
  return row;
}

const words: Readonly<Record<Outcome['status'], readonly [mark: string, word: string]>> = {
  pass: ['✓', 'pass'],
  fail: ['✗', 'fail'],
  infrastructure: ['–', 'infrastructure'],
  not_run: ['–', 'not run'],
};

/** A sign, and a word beside it: colour only underlines them. */
export function outcome({ status, error_type: type }: Outcome): HTMLElement {
  const [mark, word] = words[status];
  const name = status === 'pass' || status === 'fail' ? status : 'none';
  return make('span', { class: name }, make('span', { class: 'mark' }, mark), ...breakable(type ?? word));
}

function pagerOf(turn: (page: number) => void) {
  let page = 0;
  const [previous, next] = [
    button('‹ Previous', () => {
      turn(page - 1);
    }),
    button('Next ›', () => {
      turn(page + 1);
    }),
  ];
  const place = make('span', { class: 'shown' });
  const element = make('div', { class: 'bar pager' }, previous, place, next);
  const show = (at: number, pages: number) => {
    page = at;
    element.hidden = pages < 2;
    place.textContent = `Page ${at + 1} of ${pages}`;
    previous.disabled = at === 0;
    next.disabled = at + 1 >= pages;
  };
  return { element, show };
}
