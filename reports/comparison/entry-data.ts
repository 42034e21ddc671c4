import { deflateRawSync } from 'node:zlib';
import type { ComparisonRecord, EntryAnswer } from '../../datasets/index.ts';
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

/** Entries and tool sets as elements that no browser runs, packed so that the page can be mailed. */
export function entryData({ runs, entries, tool_sets: toolSets }: ComparisonRecord): string {
  const heads: Heads = {
    runs: runs.map(({ name }) => name),
    entries: entries.map(headOf),
    partSize,
  };
  const parts = Array.from({ length: Math.ceil(entries.length / partSize) }, (_, part) =>
    element(textsId(part), entries.slice(part * partSize, (part + 1) * partSize).map(textsOf)),
  );
  return [element(headsId, heads), ...parts, element(toolsId, toolSets)].join('');
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
