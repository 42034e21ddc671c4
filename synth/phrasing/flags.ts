import { wordsOf } from '../tree/terms.ts';
import { words, type Grammar } from './grammar.ts';

type FlagWording = { readonly kind: string; readonly words: string };

/** How a yes or no is worded, by what its parameter is called: `include_specials`, `nonstop_only`, `urgent` … */
function wordingOf(name: string): FlagWording {
  const { kind, words: spelled } = spelledWording(name);
  return { kind, words: words().flagWords.get(spelled.toLowerCase()) ?? spelled };
}

function spelledWording(name: string): FlagWording {
  const all = wordsOf(name);
  const [first = '', ...rest] = all;
  const spelled = all.join(' ');
  const { verbsOfOptions, adjectives } = words();
  if (/^(?:include|includes|with|including|want|wants)$/.test(first) && rest.length > 0) {
    return { kind: 'including', words: rest.join(' ') };
  }
  if (first === 'only' && rest.length > 0) return { kind: 'only', words: rest.join(' ') };
  if (all.at(-1) === 'only' && all.length > 1) return { kind: 'only', words: all.slice(0, -1).join(' ') };
  if (all.at(-1) === 'allowed') return { kind: 'allowed', words: all.slice(0, -1).join(' ') };
  if (adjectives.includes(spelled)) return { kind: 'adjective', words: spelled };
  if (verbsOfOptions.includes(first) && rest.length > 0) return { kind: 'option', words: spelled };
  // `key_with_neighbour` already says how.
  return { kind: all.includes('with') ? 'stated' : 'noun', words: spelled };
}

const fallback = {
  true: ['{words}: yes'],
  false: ['{words}: no'],
  trueSentence: ['{words}: yes.'],
  falseSentence: ['{words}: no.'],
};

function templatesOf({ kind }: FlagWording, grammar: Grammar) {
  return grammar.flags.get(kind) ?? grammar.flags.get('noun') ?? fallback;
}

/** Wordings that go into a request, and those that are sentences of their own, without their stop. */
export function flagPhrases(value: boolean, name: string, grammar: Grammar): string[] {
  const wording = wordingOf(name);
  return templatesOf(wording, grammar)[value ? 'true' : 'false'].map((text) => fill(text, wording));
}

export function flagSentences(value: boolean, name: string, grammar: Grammar): string[] {
  const wording = wordingOf(name);
  return templatesOf(wording, grammar)[value ? 'trueSentence' : 'falseSentence'].map((text) =>
    fill(text, wording).replace(/\.$/, ''),
  );
}

export function flagForms(value: boolean, name: string, grammar: Grammar): string[] {
  return [...flagPhrases(value, name, grammar), ...flagSentences(value, name, grammar)];
}

function fill(template: string, wording: FlagWording): string {
  const capital = wording.words.charAt(0).toUpperCase() + wording.words.slice(1);
  return template.replaceAll('{words}', () => wording.words).replaceAll('{Words}', () => capital);
}
