import type { Chance, ToolSpec } from '../../datasets/index.ts';
import { verbClasses } from '../lexicon/lexicon.ts';
import { wordsOf } from '../tree/terms.ts';
import { words, type Grammar } from './grammar.ts';

/** What a user asks a tool for: an order (`book a table`), a wish (`be told about delays`), a thing, or a question. */
export type Request = { readonly form: 'do' | 'wish' | 'topic' | 'question'; readonly text: string };

const requests = new Map<string, Request>();

/** A tool's purpose in a user's words, from the first sentence of its description, else from its name. */
export function requestOf(tool: ToolSpec): Request {
  const { name, description, domain, service } = tool;
  // All that the request is made of: what was asked for before must not decide.
  const key = JSON.stringify([name, description, domain, service]);
  const known = requests.get(key) ?? readRequest(tool);
  requests.set(key, known);
  return known;
}

function readRequest(tool: ToolSpec): Request {
  const { description } = tool;
  const [first = ''] = description.split(/(?<=[.!?])\s/);
  const sentence = first.replace(/[.!]$/, '').trim();
  const isAsked = sentence.endsWith('?') || /^how (?:\w+ )*?(?:would|is|are|do|does|can)\b/i.test(sentence);
  if (isAsked) return { form: 'question', text: plain(asked(lowerFirst(sentence.replace(/\?$/, '')))) };
  const rewritten = rewrittenBy(asUser(imperative(lowerFirst(sentence))));
  const text = plain(shortened(rewritten));
  const [verb = '', next = '', third = ''] = text.split(' ');
  if (/^[a-z]+s$/.test(text) && !isKnownVerb(text))
    return { form: 'topic', text: `the ${text.replace(/^one /, '')}` };
  if (text.split(' ').length < 2 || /^(?:an?|the|this|it)$/.test(verb)) return nameRequest(tool);
  if (isVerb(verb, next, third)) return { form: verb === 'get' && next === 'notified' ? 'wish' : 'do', text };
  return {
    form: 'topic',
    text: /^(?:what|how|when|where|which)\b/.test(text) ? text : `the ${text.replace(/^one /, '')}`,
  };
}

function lowerFirst(text: string): string {
  return /^[A-Z][a-z]/.test(text) || text.startsWith('A ')
    ? text.charAt(0).toLowerCase() + text.slice(1)
    : text;
}

function asked(question: string): string {
  const vague = words().vague.map((pattern): [string, string] => [pattern, '']);
  return [...words().rewrites, ...vague].reduce(
    (text, [pattern, becomes]) => text.replace(new RegExp(pattern), becomes),
    question,
  );
}

/** `Cancels a booking` is an order as `cancel a booking` is. */
function imperative(sentence: string): string {
  const [first = '', second = ''] = sentence.split(' ');
  const base = [first.replace(/s$/, ''), first.replace(/es$/, '')].find(
    (candidate) => candidate !== first && isKnownVerb(candidate),
  );
  const isThirdPerson = base !== undefined && !/^(?:of|for|that|and|in|near|to)$/.test(second);
  const isUnknownVerb =
    base === undefined && /^[a-z]+[^su]s$/.test(first) && /^(?:an?|the|one|all|some|every)$/.test(second);
  if (isUnknownVerb) return [first.slice(0, -1), ...sentence.split(' ').slice(1)].join(' ');
  return isThirdPerson ? [base, ...sentence.split(' ').slice(1)].join(' ') : sentence;
}

function isKnownVerb(word: string): boolean {
  return verbClasses().has(word) || words().verbs.includes(word);
}

const notVerbs = new Set(['current', 'latest', 'status', 'next']);

function isVerb(word: string, next: string, third: string): boolean {
  if (!isKnownVerb(word) || notVerbs.has(word)) return false;
  if (next === 'for') return words().verbsWithFor.includes(word);
  // `Pay and issue`, but not `price and delivery time`.
  if (next === 'and') return isKnownVerb(third);
  return !/^(?:of|quote|calendar|table)$/.test(next);
}

/** You and your become I and my. */
function asUser(text: string): string {
  return text
    .replaceAll(/\byour\b/g, 'my')
    .replaceAll(/\b(cost|suits?|reach(?:es)?|with|for|to|gets|by) you\b/g, '$1 me')
    .replaceAll(/\byou are\b/g, 'I am')
    .replaceAll(/\byou\b/g, 'I');
}

function rewrittenBy(text: string): string {
  return words().rewrites.reduce(
    (changed, [pattern, becomes]) => changed.replace(new RegExp(pattern), becomes),
    text,
  );
}

/** What nobody would say is said as people do. */
function plain(text: string): string {
  return words().plainer.get(text) ?? text;
}

/** Side clauses and what is vague are cut off. */
function shortened(text: string): string {
  const cut = text
    .replace(
      /(?:,(?! [^,]+ (?:and|or) )| - |;| \(| that (?:are|is|has|have|was|deliver|came|use|gets?|exists|leaves|goes)\b| which\b| who\b| so that\b| when I\b| at which\b| without \w+ing\b).*$/,
      '',
    )
    .replace(/ and (?:starts|mails|confirms|reports|ranks|charge|send|kill|have)\b.*$/, '');
  return words()
    .vague.reduce((shorter, pattern) => shorter.replace(new RegExp(pattern), ''), cut)
    .trim();
}

/** `reportScore`: report the score. */
function nameRequest({ name, domain, service }: ToolSpec): Request {
  const owners = new Set(wordsOf(`${domain} ${service}`));
  const all = wordsOf(name);
  const start = name.includes('.') ? all.findIndex((part) => !owners.has(part)) : 0;
  const parts = all.slice(Math.max(0, start));
  const at = parts.findIndex((part) => isKnownVerb(part));
  const verb = at < 0 ? 'get' : (parts[at] ?? 'get');
  const rest = parts.filter((_, index) => index !== at).join(' ');
  return { form: 'do', text: rest === '' ? verb : `${verb} the ${rest}` };
}

const existing = new Set(['change', 'stop']);

/** The same in other words of the half: another verb, `my` for `a` where something exists already. */
export function varied({ form, text }: Request, chance: Chance, grammar: Grammar): Request {
  if (form !== 'do') return { form, text };
  const [verb = '', ...rest] = text.split(' ');
  const others = grammar.verbs.get(verb);
  const spoken =
    others !== undefined &&
    !/^(?:for|out|up|off|in|to|back|through|from|with|at|into|on)$/.test(rest[0] ?? '') &&
    chance.with(0.5)
      ? chance.pick(others)
      : verb;
  const determined =
    verb !== 'drop' &&
    existing.has(verbClasses().get(verb) ?? '') &&
    /^an?$/.test(rest[0] ?? '') &&
    chance.with(0.6)
      ? [chance.pick(grammar.determiners), ...rest.slice(1)]
      : rest;
  return { form, text: [spoken, ...determined].join(' ') };
}
