import type { State } from './state.ts';
import type { EntryHead, EntryTexts, Outcome } from './wire.ts';

/** Places of the entries that a state asks for, in their order; its search is not looked at. */
export function placesOf(entries: readonly EntryHead[], state: State): number[] {
  const places: number[] = [];
  entries.forEach((entry, place) => {
    if (isAskedFor(entry, state)) places.push(place);
  });
  return places;
}

function isAskedFor({ category, answers }: EntryHead, state: State): boolean {
  if (state.category !== '' && category !== state.category) return false;
  const [base] = answers;
  const candidates = answers.slice(1);
  const isPattern = state.outcome === 'lost' || state.outcome === 'gained';
  // A difference of the first run from itself is never meant: then it is one from any other run.
  const asked =
    state.run === null || (isPattern && state.run === 0)
      ? isPattern
        ? candidates
        : answers
      : answers.slice(state.run, state.run + 1);
  return asked.some((answer) => isPatternOf(base, answer, state) && isFailureOf(base, answer, state));
}

function isPatternOf(base: Outcome | undefined, answer: Outcome, { outcome }: State): boolean {
  switch (outcome) {
    case 'any':
      return true;
    case 'lost':
      return base?.status === 'pass' && answer.status === 'fail';
    case 'gained':
      return base?.status === 'fail' && answer.status === 'pass';
    case 'none':
      return answer.status === 'infrastructure' || answer.status === 'not_run';
    default:
      return answer.status === outcome;
  }
}

/** What a run gained has failed in the base: there error type and cause are the base's. */
function isFailureOf(base: Outcome | undefined, answer: Outcome, { outcome, error, cause }: State): boolean {
  const failed = outcome === 'gained' ? base : answer;
  return (error === '' || failed?.error_type === error) && (cause === '' || failed?.cause === cause);
}

/** All that is searched of an entry, in small letters. */
export function haystack({ id }: EntryHead, { prompt, answers }: EntryTexts): string {
  const outputs = answers.flatMap(({ output, decoded, error }) => [output ?? '', decoded ?? '', error ?? '']);
  return [id, prompt, ...outputs].join('\n').toLowerCase();
}

/** Every word or "quoted phrase" is to be found. @returns in small letters */
export function searchTerms(search: string): string[] {
  const found = search.toLowerCase().matchAll(/"([^"]+)"|[^\s"]+/g);
  return [...found].map(([whole, phrase]) => phrase ?? whole);
}

/** How many entries have each value, the most first. */
export function countsOf(
  entries: readonly EntryHead[],
  of: (answer: Outcome) => string | undefined,
): [string, number][] {
  const counts = new Map<string, number>();
  for (const { answers } of entries)
    for (const value of new Set(answers.map(of)))
      if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort(([a, many], [b, few]) => few - many || (a < b ? -1 : 1));
}
