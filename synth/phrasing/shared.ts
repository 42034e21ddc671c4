import { isPlural } from './parameter.ts';
import { fill } from './text.ts';
import { slotsOf } from './single.ts';
import { conceptOfTold, fresh, nounOfTold, sentenceOf, valueText, type Told, type Voice } from './told.ts';

/** How often what holds for all calls is put into the request, where it can be: "both on 3 March". */
const INLINE_SHARED = 0.6;

export function sharedInline(shared: readonly Told[], calls: number, voice: Voice): string | undefined {
  if (shared.length === 0 || shared.length > 2 || !voice.chance.with(INLINE_SHARED)) return undefined;
  const { sharedBoth, sharedShort } = voice.grammar.links;
  const slots = slotsOf(shared, voice);
  if (!/^[a-z]/.test(slots) || slots.includes('\uE000and')) return undefined;
  return fill(fresh(calls === 2 ? sharedBoth : sharedShort, voice), { slots });
}

/** What holds for every call, told once, before or after. */
export function withShared(text: string, shared: readonly Told[], voice: Voice): string {
  const sentences = shared.map((one) => sharedSentence(one, voice));
  const isBefore = voice.chance.with(0.15);
  return isBefore ? [...sentences, text].join(' ') : [text, ...sentences].join(' ');
}

export function sharedSentence(told: Told, voice: Voice): string {
  const { grammar } = voice;
  const [value] = told.values;
  if (typeof value === 'boolean' || (typeof value === 'object' && value !== null))
    return sentenceOf(told, voice);
  if (conceptOfTold(told) === 'count') return sentenceOf(told, voice);
  if (typeof value === 'string' && value.split(' ').length > 3) return sentenceOf(told, voice);
  const noun = nounOfTold(told);
  const is = isPlural(noun) ? 'are' : 'is';
  return fill(fresh(grammar.links.shared, voice), { noun, is, value: valueText(told, voice) });
}
