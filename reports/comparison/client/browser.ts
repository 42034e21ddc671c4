import { placesOf, searchTerms } from '../browsing/filter.ts';
import { hashOf, initialState, parseHash, type State } from '../browsing/state.ts';
import type { EntryData } from './data.ts';
import { Detail, type Step } from './detail.ts';
import { filters, type Filters } from './filters.ts';
import { keyHelp, listenToKeys } from './keys.ts';
import { entryTable, pageSize, type EntryTable } from './table.ts';

/** The state of the page and all that shows it: every change goes through the address and back. */
export class Browser {
  private readonly data: EntryData;
  private readonly filters: Filters;
  private readonly table: EntryTable;
  private readonly detail: Detail;
  private state: State = initialState;
  /** Of the entries asked for. */
  private places: readonly number[] = [];
  /** Counts what was asked for, so that a late answer is known. */
  private asked = 0;

  constructor(data: EntryData, root: HTMLElement) {
    this.data = data;
    this.filters = filters(data.heads, (asked, isTyping = false) => {
      this.change(asked, isTyping);
    });
    this.table = entryTable(
      data.heads,
      (id) => {
        this.change({ entry: id });
      },
      (page) => {
        void this.turnAndFocus(page, 1);
      },
    );
    this.detail = new Detail(
      data,
      () => {
        this.close();
      },
      (step) => {
        this.stepEntry(step);
      },
    );
    root.replaceChildren(this.filters.element, keyHelp(), this.table.element);
    this.listen();
    this.leadTo(root);
  }

  /** Shows what the address asks for. */
  async follow(): Promise<void> {
    const { hash } = location;
    const asked = parseHash(hash);
    // The address of a section leaves the filters as they are.
    this.state = asked ?? (hash.length > 1 ? { ...this.state, entry: null } : initialState);
    await this.show();
  }

  private listen(): void {
    addEventListener('popstate', () => void this.follow());
    const actions = {
      isReading: () => this.state.entry !== null,
      search: () => {
        this.filters.search.focus();
        this.filters.search.select();
      },
      step: (step: Step) => {
        if (this.state.entry === null) this.stepRow(step);
        else this.stepEntry(step);
      },
      close: () => {
        this.close();
      },
    };
    listenToKeys(actions, (target) => this.table.element.contains(target));
  }

  /** Cells of tables in the page ask for what they count. */
  private leadTo(root: HTMLElement): void {
    for (const link of document.querySelectorAll<HTMLAnchorElement>('.shaded a'))
      link.addEventListener('click', (event) => {
        const asked = parseHash(link.hash);
        if (asked === null || event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        this.change(asked);
        root.scrollIntoView();
      });
  }

  /** @param isPassing it does not get a place of its own in the history */
  private change(asked: Partial<State>, isPassing = false): void {
    const isOpening = this.state.entry === null && typeof asked.entry === 'string';
    this.state = { ...this.state, ...asked };
    const hash = hashOf(this.state);
    if (isPassing) history.replaceState(history.state, '', hash);
    else history.pushState({ isOpening }, '', hash);
    void this.show();
  }

  /** Back to where the entry was opened; where its address was followed, the entry is taken out of it. */
  private close(): void {
    const state: unknown = history.state;
    const isOpened = typeof state === 'object' && state !== null && 'isOpening' in state && state.isOpening;
    if (isOpened === true) history.back();
    else this.change({ entry: null }, true);
  }

  private async show(): Promise<void> {
    const asked = ++this.asked;
    const places = await this.found();
    if (asked !== this.asked) return;
    this.places = places;
    const last = Math.max(0, Math.ceil(places.length / pageSize) - 1);
    const at = places.indexOf(this.placeOf(this.state.entry));
    const page = at < 0 ? Math.min(this.state.page, last) : Math.floor(at / pageSize);
    const { entry } = this.state;
    const isMissing = entry !== null && this.placeOf(entry) < 0;
    this.state = { ...this.state, page, ...(isMissing && { entry: null }) };
    this.filters.show(this.state);
    this.table.show(places, this.state, isMissing ? entry : null);
    await this.showEntry(this.state.entry);
  }

  private async found(): Promise<readonly number[]> {
    const places = placesOf(this.data.heads.entries, this.state);
    const terms = searchTerms(this.state.search);
    if (terms.length === 0) return places;
    const haystacks = await this.data.haystacks();
    return places.filter((place) => terms.every((term) => haystacks[place]?.includes(term)));
  }

  /** In the data; -1 where there is no such entry. */
  private placeOf(id: string | null): number {
    return id === null ? -1 : this.data.heads.entries.findIndex((entry) => entry.id === id);
  }

  private async showEntry(id: string | null): Promise<void> {
    const place = this.placeOf(id);
    if (place >= 0) {
      await this.detail.show(place, { at: this.places.indexOf(place), of: this.places.length });
      return;
    }
    const closed = this.detail.hide();
    if (closed !== null) (this.table.linkOf(closed) ?? this.table.links()[0])?.focus();
  }

  /** To another row, over the edge of the page where there is more. */
  private stepRow(step: Step): void {
    const links = this.table.links();
    const row = document.activeElement?.closest('tr');
    const at = links.findIndex((link) => row?.contains(link));
    const next = at < 0 ? (step > 0 ? 0 : links.length - 1) : at + step;
    const page = this.state.page + step;
    const isThere = page >= 0 && page * pageSize < this.places.length;
    if (links[next] !== undefined) links[next].focus();
    else if (isThere) void this.turnAndFocus(page, step);
  }

  private async turnAndFocus(page: number, step: Step): Promise<void> {
    this.state = { ...this.state, page };
    history.replaceState(history.state, '', hashOf(this.state));
    await this.show();
    this.table
      .links()
      .at(step > 0 ? 0 : -1)
      ?.focus();
  }

  private stepEntry(step: Step): void {
    const at = this.places.indexOf(this.placeOf(this.state.entry));
    const place = this.places[at + step];
    const entry = place === undefined ? undefined : this.data.heads.entries[place];
    if (at < 0 || entry === undefined) return;
    this.change({ entry: entry.id }, true);
  }
}
