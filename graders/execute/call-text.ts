import { isWhitespace, isWord } from '../../datasets/index.ts';

/** Names that the official executor refuses to call, whatever they belong to. */
export const blocked: ReadonlySet<string> = new Set(
  'kill exit quit remove unlink popen Popen run'.split(' '),
);

const CALLED = /\b([a-zA-Z_]\w*)\s*(?=\()/g;
const START = /[a-zA-Z_]/;

/**
 * A call text with the owner put before every method's name. A name counts wherever a parenthesis follows it, inside of
 * strings too, and white space between the two is lost: the official executor rewrites text, not syntax.
 * @param owners names of the objects by method
 * @see bfcl-eval `_process_method_calls`
 */
export function withOwners(text: string, owners: Pick<ReadonlyMap<string, string>, 'get'>): string {
  const owned = (name: string): string => {
    const owner = owners.get(name);
    return owner === undefined ? name : `${owner}.${name}`;
  };
  // In ASCII, \w, \b and all but four of \s are Python's, too.
  if (/^[\x00-\x1b\x20-\x7e]*$/.test(text)) return text.replace(CALLED, (_, name: string) => owned(name));
  return rewritten(text, owned);
}

/** As Python's `re` does it, whose letters and white space are other than JavaScript's. */
function rewritten(text: string, owned: (name: string) => string): string {
  const characters = Array.from(text);
  const isWordAt = (index: number) => isWord(characters[index]?.codePointAt(0) ?? 0x20);
  const isSpaceAt = (index: number) => isWhitespace(characters[index]?.codePointAt(0) ?? 0x61);
  let result = '';
  let position = 0;
  while (position < characters.length) {
    const isStart = START.test(characters[position] ?? '') && (position === 0 || !isWordAt(position - 1));
    let end = position;
    while (end < characters.length && isWordAt(end)) end++;
    let next = end;
    // From a name only: else a long run of white space would be gone through from each of its characters.
    while (isStart && next < characters.length && isSpaceAt(next)) next++;
    if (isStart && characters[next] === '(') {
      result += owned(characters.slice(position, end).join(''));
      position = next;
    } else {
      result += characters.slice(position, Math.max(end, position + 1)).join('');
      position = Math.max(end, position + 1);
    }
  }
  return result;
}

/** What a call text calls if the official executor refuses that, by a look at its beginning. */
export function blockedName(text: string): string | undefined {
  const [head = ''] = text.split('(', 1);
  const name = head.includes('.') ? (head.split('.')[1] ?? '') : head;
  return blocked.has(name) ? name : undefined;
}
