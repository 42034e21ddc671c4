/** What the reader has asked for: all of it stands in the address. */
export type State = {
  readonly category: string;
  /** Place of the run that outcome, error type and cause are about; null for any. */
  readonly run: number | null;
  readonly outcome: OutcomePattern;
  readonly error: string;
  readonly cause: string;
  readonly search: string;
  /** From 0. */
  readonly page: number;
  /** Id of the open entry. */
  readonly entry: string | null;
};

/** `lost`: the first run passes and the other fails; `gained`: the other way round. `none`: without a verdict. */
export const outcomePatterns = ['any', 'lost', 'gained', 'pass', 'fail', 'none'] as const;
export type OutcomePattern = (typeof outcomePatterns)[number];

/** Empty strings ask for nothing. */
export const initialState: State = {
  category: '',
  run: null,
  outcome: 'any',
  error: '',
  cause: '',
  search: '',
  page: 0,
  entry: null,
};

/** @param hash as `location.hash` has it. @returns null for the address of a section or of nothing */
export function parseHash(hash: string): State | null {
  const fields = new URLSearchParams(hash.replace(/^#/, ''));
  if (!hash.includes('=')) return null;
  const text = (name: string) => fields.get(name) ?? '';
  return {
    category: text('category'),
    run: whole(fields.get('run')),
    outcome: outcomePatterns.find((pattern) => pattern === fields.get('outcome')) ?? 'any',
    error: text('error'),
    cause: text('cause'),
    search: text('q'),
    page: Math.max(0, (whole(fields.get('page')) ?? 1) - 1),
    entry: fields.get('entry'),
  };
}

/** The address of a state; what is as at first is left out. @returns with `#`; alone where nothing is asked for */
export function hashOf(state: State): string {
  const fields = new URLSearchParams();
  if (state.entry !== null) fields.set('entry', state.entry);
  for (const name of ['category', 'error', 'cause'] as const)
    if (state[name] !== '') fields.set(name, state[name]);
  if (state.run !== null) fields.set('run', String(state.run));
  if (state.outcome !== 'any') fields.set('outcome', state.outcome);
  if (state.search !== '') fields.set('q', state.search);
  if (state.page > 0) fields.set('page', String(state.page + 1));
  return `#${fields.toString()}`;
}

function whole(text: string | null): number | null {
  return text !== null && /^\d{1,9}$/.test(text) ? Number(text) : null;
}
