import { make } from './dom.ts';

export type KeyActions = {
  isReading(): boolean;
  search(): void;
  /** To the next row, or the next entry while one is open. */
  step(step: -1 | 1): void;
  close(): void;
};

const steps: Readonly<Partial<Record<string, -1 | 1>>> = {
  j: 1,
  k: -1,
  n: 1,
  p: -1,
  ArrowDown: 1,
  ArrowUp: -1,
  ArrowRight: 1,
  ArrowLeft: -1,
};

/** Keys of the whole page; none is taken from somebody who types, or scrolls outside of the table. */
export function listenToKeys(actions: KeyActions, isInTable: (target: Element) => boolean): void {
  document.addEventListener('keydown', (event) => {
    const { target, key } = event;
    const isOther = event.ctrlKey || event.metaKey || event.altKey || event.isComposing;
    if (isOther || !(target instanceof Element)) return;
    const isReading = actions.isReading();
    if (key === 'Escape' && isReading) actions.close();
    else if (target.matches('input, select, textarea')) return;
    else if (key === '/' && !isReading) actions.search();
    else {
      const step = steps[key];
      // With shift, arrows select text.
      if (step === undefined || event.shiftKey || !isMeant(key, isReading, isInTable(target))) return;
      actions.step(step);
    }
    event.preventDefault();
  });
}

/** Up and down scroll an open entry; left and right, n and p are for open entries only. */
function isMeant(key: string, isReading: boolean, isInTable: boolean): boolean {
  if (isReading) return key !== 'ArrowDown' && key !== 'ArrowUp';
  if (key === 'j' || key === 'k') return true;
  return isInTable && (key === 'ArrowDown' || key === 'ArrowUp');
}

const help: readonly (readonly [readonly string[], string])[] = [
  [['/'], 'search'],
  [['j', 'k', '↓', '↑'], 'rows'],
  [['Enter'], 'open'],
  [['n', 'p', '→', '←'], 'next and previous when open'],
  [['Esc'], 'close'],
];

export function keyHelp(): HTMLElement {
  const told = help.flatMap(([keys, does]) => [
    ...keys.flatMap((key) => [make('kbd', {}, key), ' ']),
    `${does}\u2003`,
  ]);
  return make('p', { class: 'keys' }, 'Keys: ', ...told);
}
