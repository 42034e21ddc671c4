import type { Suspect, Suspects } from '../suite.ts';

const rendering =
  'found by rendering every possible answer in many ways and grading it with the official checkers';
const quotedElements =
  'a Java array keeps the quotes of its texts: only one without them, which is no Java, meets the answer';
const mixedElements = 'no Java text stands for a list of both texts and other values, as the answer has it';
const inventedText =
  'the path posts sorted lines of a file that has one line: no call answers that text, and nobody says it';

const rows: readonly (readonly [ids: readonly string[], reason: string, source: string])[] = [
  [[36, 65].map((n) => `simple_java_${n}`), mixedElements, rendering],
  [[78, 83, 85, 86, 89, 90, 91].map((n) => `simple_java_${n}`), quotedElements, rendering],
  [
    ['live_simple_112-68-0'],
    'required parameters of which no value is accepted: whether given or not, the entry fails',
    rendering,
  ],
  [
    ['live_multiple_964-207-0'],
    'the answer names a parameter that the tool does not have, and leaves out the one that it requires',
    rendering,
  ],
  [
    ['live_multiple_17-4-9'],
    'the only cuisine that is accepted is not that of the dish asked for',
    'ShishirPatil/gorilla#1169',
  ],
  [
    ['live_multiple_8-4-0'],
    'one of two wordings of a keyword is accepted, the question allows both',
    'ShishirPatil/gorilla#1169',
  ],
  [
    ['base', 'miss_func', 'miss_param', 'long_context'].map((kind) => `multi_turn_${kind}_4`),
    inventedText,
    'ShishirPatil/gorilla#1367 (base; the others share its path)',
  ],
];

/** Entries of bfcl-eval 2026.3.23 whose answers cannot, or need not, be met; each was looked at in that release's data. */
export const bfclSuspects: Suspects = {
  version: '1 (bfcl-eval 2026.3.23)',
  of: (taskId) => byId.get(taskId.slice(taskId.lastIndexOf(':') + 1)),
  ids: rows.flatMap(([ids]) => ids),
};

const byId: ReadonlyMap<string, Suspect> = new Map(
  rows.flatMap(([ids, reason, source]) => ids.map((id) => [id, { reason, source }] as const)),
);
