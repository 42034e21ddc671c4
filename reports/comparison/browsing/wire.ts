import type { ComparedEntry, EntryAnswer } from '../../../datasets/index.ts';

/** What the table needs of an entry; unpacked first. */
export type EntryHead = Pick<ComparedEntry, 'id' | 'category' | 'tools'> & {
  /** One for each run, in their order. */
  readonly answers: readonly Outcome[];
};
export type Outcome = Pick<EntryAnswer, 'status' | 'error_type' | 'cause'>;

/** What the page tells of an entry once it is open, and what is searched. */
export type EntryTexts = Pick<ComparedEntry, 'prompt' | 'expected'> & {
  readonly answers: readonly AnswerTexts[];
};
export type AnswerTexts = Omit<EntryAnswer, keyof Outcome>;

/** First part of the data: everything but long texts. */
export type Heads = {
  readonly runs: readonly string[];
  readonly entries: readonly EntryHead[];
  /** Entries of each further part but the last one. */
  readonly partSize: number;
};

/** Ids of the elements that hold the parts: base64 of raw deflate of UTF-8 JSON. */
export const headsId = 'data-heads';
export const toolsId = 'data-tools';
export const textsId = (part: number) => `data-texts-${part}`;

/** Where the script builds the browser of entries, and the open entry. */
export const browserId = 'browser';
export const detailId = 'detail';
