import { deflateRawSync } from 'node:zlib';
import type { ComparisonRecord, EntryAnswer } from '../../datasets/index.ts';
import { shortened } from '../escape.ts';
import {
  headsId,
  textsId,
  toolsId,
  type AnswerTexts,
  type EntryHead,
  type EntryTexts,
  type Heads,
} from './browsing/wire.ts';

/** Entries whose texts are packed together: opening one unpacks so many. */
const partSize = 150;

/** Ends of long texts pack worse than the rest: of what is too much, so much of the characters is cut at a time. */
const caution = 0.75;

/** Below this nothing is shortened any more. */
const leastText = 100;

export type EntryData = {
  readonly html: string;
  /** Characters that longer texts were cut to; null where none had to be. */
  readonly longest: number | null;
};

/**
 * Entries and tool sets as elements that no browser runs, packed, the longest texts shortened until all is small enough.
 * @param most characters of all parts
 */
export function entryData({ runs, entries, tool_sets: toolSets }: ComparisonRecord, most: number): EntryData {
  const heads: Heads = { runs: runs.map(({ name }) => name), entries: entries.map(headOf), partSize };
  const fixed = element(headsId, heads) + element(toolsId, toolSets);
  const room = most - fixed.length;
  let [texts, longest] = [entries.map(textsOf), null as number | null];
  let packed = packedTexts(texts);
  while (packed.length > room && (longest ?? Infinity) > leastText) {
    longest = Math.max(leastText, fittingLength(texts, 1 - (1 - room / packed.length) * caution));
    texts = entries.map((entry) => cutTexts(textsOf(entry), longest ?? Infinity));
    packed = packedTexts(texts);
  }
  return { html: fixed + packed, longest };
}

function packedTexts(texts: readonly EntryTexts[]): string {
  const parts = Array.from({ length: Math.ceil(texts.length / partSize) }, (_, part) =>
    element(textsId(part), texts.slice(part * partSize, (part + 1) * partSize)),
  );
  return parts.join('');
}

/** To what length texts are to be cut for a share of their characters to stay. */
function fittingLength(texts: readonly EntryTexts[], share: number): number {
  const lengths = texts.flatMap(({ prompt, expected, answers }) =>
    [prompt, expected, ...answers.flatMap(({ output, decoded, error }) => [output, decoded, error])].map(
      (text) => text?.length ?? 0,
    ),
  );
  lengths.sort((a, b) => a - b);
  let room = lengths.reduce((sum, length) => sum + length, 0) * share;
  for (const [index, length] of lengths.entries()) {
    const others = lengths.length - index;
    if (length * others > room) return Math.floor(room / others);
    room -= length;
  }
  return lengths.at(-1) ?? 0;
}

function cutTexts({ prompt, expected, answers }: EntryTexts, longest: number): EntryTexts {
  const cut = (text: string) => shortened(text, longest);
  return {
    prompt: cut(prompt),
    expected: cut(expected),
    answers: answers.map(({ output, decoded, error, ...others }) => ({
      ...others,
      ...(error !== undefined && { error: cut(error) }),
      ...(output !== undefined && { output: cut(output) }),
      ...(decoded !== undefined && { decoded: cut(decoded) }),
    })),
  };
}

function headOf({ id, category, tools, answers }: ComparisonRecord['entries'][number]): EntryHead {
  return {
    id,
    category,
    tools,
    answers: answers.map(({ status, error_type, cause }) => ({
      status,
      ...(error_type !== undefined && { error_type }),
      ...(cause !== undefined && { cause }),
    })),
  };
}

function textsOf({ prompt, expected, answers }: ComparisonRecord['entries'][number]): EntryTexts {
  return { prompt, expected, answers: answers.map(answerTexts) };
}

function answerTexts({ rule, error, output, decoded, latency, output_tokens }: EntryAnswer): AnswerTexts {
  return {
    ...(rule !== undefined && { rule }),
    ...(error !== undefined && { error }),
    ...(output !== undefined && { output }),
    ...(decoded !== undefined && { decoded }),
    ...(latency !== undefined && { latency }),
    ...(output_tokens !== undefined && { output_tokens }),
  };
}

function element(id: string, data: unknown): string {
  const packed = deflateRawSync(JSON.stringify(data), { level: 9 }).toString('base64');
  return `<script type="text/plain" id="${id}">${packed}</script>\n`;
}
