import { parseRequest, type RequestPiece, type ToolSpec } from '../../datasets/index.ts';
import type { Json } from '../values/generate.ts';
import { bareForms, coordinated, waysFor } from './surfaces.ts';
import { marked } from './text.ts';
import { conceptOfTold, inSpokenOrder, sentenceOf, valueText, type Told, type Voice } from './told.ts';

/** How often a user speaks as the tool's source says that users do. */
const BY_TEMPLATE = 0.8;
/** How often not the template is taken that says most. */
const LESS = 0.25;
/** Of what one call of several has for itself, in characters. */
const LONGEST_OWN = 70;

/** A request in a user's own words, and what of the told it has not said. */
export type OwnWords = { readonly text: string; readonly rest: readonly Told[] };

export function speaksByTemplate({ chance }: Voice): boolean {
  return chance.with(BY_TEMPLATE);
}

/** One of the texts in which users ask for the tool, filled in; undefined where none can be said. */
export function ownWordsOf(tool: ToolSpec, told: readonly Told[], voice: Voice): OwnWords | undefined {
  const known = new Map(told.map((one) => [one.name, one]));
  const sayable = (tool.requests ?? []).flatMap((template) => {
    const pieces = saidPieces(parseRequest(template), known);
    return pieces === undefined ? [] : [{ pieces, names: namesIn(pieces) }];
  });
  if (sayable.length === 0) return undefined;
  const most = Math.max(...sayable.map(({ names }) => names.length)) - (voice.chance.with(LESS) ? 1 : 0);
  const { pieces, names } = voice.chance.pick(sayable.filter((one) => one.names.length >= most));
  const rest = told.filter(({ name }) => !names.includes(name));
  return { text: spoken(pieces, known, voice), rest: inSpokenOrder(rest, voice.chance) };
}

/**
 * Several calls in one text, which says once what all have: "Book me a table in Bern for 2 and in Basel for 4."
 * @param shared what all calls have alike
 * @param own what each call has for itself
 */
export function chainedOwnWords(
  tool: ToolSpec,
  shared: readonly Told[],
  own: readonly (readonly Told[])[],
  voice: Voice,
): OwnWords | undefined {
  const known = own.map((told) => new Map([...shared, ...told].map((one) => [one.name, one])));
  voice.styles.set('chained', voice.chance.below(2));
  const sayable = (tool.requests ?? []).flatMap((template) => {
    const pieces = parseRequest(template);
    const said = known.flatMap((told, call) => {
      const plain = saidPieces(pieces, told);
      const signed = plain && withSigns(plain, new Set(own[call]?.map(({ name }) => name)), voice);
      return signed === undefined ? [] : [signed];
    });
    const names = new Set(said.flatMap(namesIn));
    const rest = shared.filter(({ name }) => !names.has(name));
    return said.length === own.length ? [{ said, rest }] : [];
  });
  if (sayable.length === 0) return undefined;
  const least = Math.min(...sayable.map(({ rest }) => rest.length));
  const { said, rest } = voice.chance.pick(sayable.filter((one) => one.rest.length === least));
  const text = chained(
    said.map((pieces, call) => spoken(pieces, known[call] ?? new Map(), voice)),
    voice,
  );
  return text === undefined ? undefined : { text, rest: inSpokenOrder(rest, voice.chance) };
}

/** Stand before and behind what a call has for itself. */
const [OPENS, CLOSES] = ['\uE010', '\uE011'];

/** Pieces with the two signs set; undefined where they do not say all that is the call's own, or begin with it. */
function withSigns(pieces: readonly Said[], own: ReadonlySet<string>, voice: Voice): Said[] | undefined {
  const isOwn = (piece: Said) => piece.kind !== 'words' && own.has(piece.name);
  const first = pieces.findIndex(isOwn);
  const last = pieces.findLastIndex(isOwn);
  // The words of a flag stand behind it.
  const end = pieces[last]?.kind === 'flag' ? last + 1 : last;
  const [before, after] = [pieces[first - 1], pieces[end + 1]];
  const said = new Set(namesIn(pieces));
  if (before?.kind !== 'words' || [...own].some((name) => !said.has(name))) return undefined;
  const lead =
    voice.styles.get('chained') === 1 ? /((?:\b(?:in|at|for|from|to|on|with|of|by) )?"?)$/ : /("?)$/;
  return [
    ...pieces.slice(0, first - 1),
    { kind: 'words', text: before.text.replace(lead, `${OPENS}$1`) },
    ...pieces.slice(first, end + 1),
    ...(after?.kind === 'words'
      ? [{ kind: 'words' as const, text: after.text.replace(/^("?)/, `$1${CLOSES}`) }]
      : [{ kind: 'words' as const, text: CLOSES }]),
    ...pieces.slice(after?.kind === 'words' ? end + 2 : end + 1),
  ];
}

/** Texts of one template, with what they begin and end with alike said once; undefined where more is different. */
function chained(texts: readonly string[], voice: Voice): string | undefined {
  const parts = texts.map((text) => text.split(new RegExp(`[${OPENS}${CLOSES}]`)));
  const [[before = '', , after = ''] = []] = parts;
  const own = parts.map(([, text = '']) => text);
  const isOne = parts.every((part) => part.length === 3 && part[0] === before && part[2] === after);
  if (!isOne || own.some((text) => text.length > LONGEST_OWN || /[.?!] /.test(text))) return undefined;
  return `${before}${coordinated(own, voice.chance.pick(waysOf(own, voice)))}${after}`;
}

/** A message of its own: the request, then a sentence for each thing that it leaves open. */
export function wholeOwnWords(tool: ToolSpec, told: readonly Told[], voice: Voice): string | undefined {
  const own = ownWordsOf(tool, told, voice);
  if (own === undefined) return undefined;
  return [closedRequest(own.text), ...own.rest.map((one) => sentenceOf(one, voice))].join(' ');
}

export function closedRequest(text: string): string {
  return /[.?!]["”]?$/.test(text) ? text : `${text}.`;
}

type Said =
  | { readonly kind: 'words'; readonly text: string }
  | { readonly kind: 'slot' | 'flag'; readonly name: string };

/** The pieces that are said; undefined where an argument is wanted that is not told. */
function saidPieces(
  pieces: readonly RequestPiece[],
  told: ReadonlyMap<string, Told>,
): readonly Said[] | undefined {
  const said: Said[] = [];
  for (const piece of pieces) {
    if (piece.kind === 'words') said.push(piece);
    else if (piece.kind === 'slot') {
      if (!isSayable(told.get(piece.name))) return undefined;
      said.push(piece);
    } else {
      const { flag } = piece;
      if (flag !== undefined && !told.get(flag.name)?.values.every((value) => value === flag.is)) continue;
      const inner = saidPieces(piece.pieces, told);
      if (inner === undefined) continue;
      said.push(...(flag === undefined ? [] : [{ kind: 'flag' as const, name: flag.name }]), ...inner);
    }
  }
  return said;
}

function isSayable(told: Told | undefined): boolean {
  const isPlain = (value: Json) =>
    typeof value === 'string' || typeof value === 'number' || (Array.isArray(value) && !value.some(isWhole));
  return told?.values.every(isPlain) ?? false;
}

function isWhole(value: Json): boolean {
  return typeof value === 'object' && value !== null;
}

function namesIn(pieces: readonly Said[]): string[] {
  return pieces.flatMap((piece) => (piece.kind === 'words' ? [] : [piece.name]));
}

function spoken(pieces: readonly Said[], told: ReadonlyMap<string, Told>, voice: Voice): string {
  let text = '';
  pieces.forEach((piece, index) => {
    if (piece.kind === 'words') {
      text += afterOne(piece.text, pieces[index - 1], told);
      return;
    }
    const one = told.get(piece.name);
    if (piece.kind === 'flag' || one === undefined) return;
    const next = pieces[index + 1];
    const isQuoted = text.endsWith('"') && next?.kind === 'words' && next.text.startsWith('"');
    // Several that are quoted are quoted each by itself.
    text += slotText(one, voice, isQuoted);
  });
  return text.trim();
}

function slotText(told: Told, voice: Voice, isQuoted: boolean): string {
  const { values, name } = told;
  if (values.every((value) => typeof value === 'number')) {
    const forms = values.map((value) => bareForms(value, name));
    const style = voice.styles.get(`bare ${name}`) ?? (voice.chance.with(0.75) ? 0 : voice.chance.below(3));
    voice.styles.set(`bare ${name}`, style);
    const texts = forms.map((all) => marked(all[style % all.length] ?? ''));
    return texts.length === 1
      ? (texts[0] ?? '')
      : coordinated(texts, voice.chance.pick(waysOf(texts, voice)));
  }
  if (isQuoted)
    return values.length === 1 ? valueText(told, voice) : valueText(told, voice, '"').slice(1, -1);
  return valueText(told, voice, conceptOfTold(told) === 'text' ? '"' : '');
}

function waysOf(texts: readonly string[], { grammar }: Voice): readonly string[] {
  return waysFor(texts, grammar).filter((way) => way !== 'comma');
}

/** "1 day", where the template has days. */
function afterOne(text: string, before: Said | undefined, told: ReadonlyMap<string, Told>): string {
  if (before?.kind !== 'slot' || told.get(before.name)?.values.every((value) => value === 1) !== true)
    return text;
  return text.replace(/^( [a-z]{2,}[^us ])s\b/, '$1');
}
