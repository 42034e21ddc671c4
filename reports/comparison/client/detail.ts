import { indented } from '../browsing/indented.ts';
import {
  detailId,
  type AnswerTexts,
  type EntryHead,
  type EntryTexts,
  type Outcome,
} from '../browsing/wire.ts';
import type { EntryData } from './data.ts';
import { button, elementOf, make } from './dom.ts';
import { outcome } from './table.ts';

export type Step = -1 | 1;

/** Where an entry stands among those asked for; from 0, below 0 where it is not among them. */
export type Position = { readonly at: number; readonly of: number };

/** One entry over the page; the rest of the page rests meanwhile. */
export class Detail {
  private readonly root = elementOf(detailId);
  private shown: string | null = null;
  private readonly data: EntryData;
  private readonly close: () => void;
  private readonly step: (step: Step) => void;

  constructor(data: EntryData, close: () => void, step: (step: Step) => void) {
    this.data = data;
    this.close = close;
    this.step = step;
    this.root.addEventListener('click', (event) => {
      if (event.target === this.root) close();
    });
  }

  /** @param place of the entry in the data */
  async show(place: number, position: Position): Promise<void> {
    const head = this.data.heads.entries[place];
    if (head === undefined || this.shown === head.id) return;
    this.shown = head.id;
    const [texts, tools] = await Promise.all([this.data.texts(place), this.data.tools(head.tools)]);
    if (texts === undefined || !this.isStill(head.id)) return;
    this.rest(true);
    const entry = make(
      'div',
      {
        class: 'entry',
        role: 'dialog',
        'aria-modal': 'true',
        'aria-labelledby': 'entry-title',
        tabindex: '-1',
      },
      this.bar(head, position),
      ...partsOf(head, texts, tools, this.data.heads.runs),
    );
    this.root.replaceChildren(entry);
    entry.focus();
  }

  /** @returns the id of the entry that was open */
  hide(): string | null {
    const { shown } = this;
    if (shown === null) return null;
    this.shown = null;
    this.rest(false);
    this.root.replaceChildren();
    return shown;
  }

  /** Another entry may have been asked for while this one was unpacked. */
  private isStill(id: string): boolean {
    return this.shown === id;
  }

  private rest(isResting: boolean): void {
    this.root.hidden = !isResting;
    document.body.classList.toggle('reading', isResting);
    for (const part of document.querySelectorAll<HTMLElement>('body > header, body > main'))
      part.inert = isResting;
  }

  private bar({ id, category }: EntryHead, { at, of }: Position): HTMLElement {
    const previous = button('‹ Previous', () => {
      this.step(-1);
    });
    const next = button('Next ›', () => {
      this.step(1);
    });
    previous.disabled = at <= 0;
    next.disabled = at < 0 || at + 1 >= of;
    const told = at < 0 ? category : `${category}, ${at + 1} of ${of}`;
    return make(
      'div',
      { class: 'bar' },
      make('h2', { id: 'entry-title' }, id, ' ', make('small', {}, told)),
      previous,
      next,
      button('Close ✕', this.close),
    );
  }
}

function partsOf(
  { answers }: EntryHead,
  texts: EntryTexts,
  tools: string,
  runs: readonly string[],
): HTMLElement[] {
  const docs = tools === '' ? [] : tools.split('\n');
  const asked = make(
    'div',
    { class: 'asked' },
    make('div', {}, ...textPart('h3', 'Prompt', texts.prompt === '' ? 'not known' : texts.prompt)),
    make('div', {}, ...textPart('h3', 'Expected', texts.expected === '' ? 'not known' : texts.expected)),
  );
  const offered = make(
    'details',
    {},
    make('summary', {}, `Tools offered (${docs.length})`),
    ...docs.map((doc) => make('pre', { dir: 'auto' }, indented(doc))),
  );
  const cards = runs.map((run, place) =>
    card(run, answers[place] ?? { status: 'not_run' }, texts.answers[place] ?? {}),
  );
  return [asked, ...(docs.length === 0 ? [] : [offered]), make('div', { class: 'answers' }, ...cards)];
}

function card(run: string, answer: Outcome, texts: AnswerTexts): HTMLElement {
  const { rule, error, decoded, output } = texts;
  const because = [answer.cause, rule].filter((one) => one !== undefined).join(': ');
  const end = answer.status === 'pass' ? ' passed' : answer.status === 'fail' ? ' failed' : '';
  return make(
    'section',
    { class: `answer${end}`, 'aria-label': run },
    make('h3', {}, run),
    make('p', {}, outcome(answer)),
    ...(because === '' ? [] : [make('p', { class: 'soft' }, because)]),
    ...textPart('h4', 'Error', error),
    ...textPart('h4', 'Decoded calls', decoded),
    ...textPart('h4', 'Output', output),
    ...measures(texts),
  );
}

function textPart(level: 'h3' | 'h4', name: string, text: string | undefined): HTMLElement[] {
  if (text === undefined) return [];
  return [make(level, {}, name), make('pre', { dir: 'auto' }, text === '' ? '(empty)' : text)];
}

function measures({ latency, output_tokens: tokens }: AnswerTexts): HTMLElement[] {
  const told = [
    ...(latency === undefined ? [] : [`${latency.toFixed(2)} s`]),
    ...(tokens === undefined ? [] : [`${tokens} tokens out`]),
  ];
  return told.length === 0 ? [] : [make('p', { class: 'soft' }, told.join(', '))];
}
