import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import {
  equals,
  isDict,
  isList,
  readJson,
  writeJsonWithFallback,
  type Dict,
  type Value,
} from '../../datasets/index.ts';

/** What is made equal before score files are compared. */
export const normalised = [
  'the text after "Failed to decode AST." and "Failed to decode AST when it should have." (our own wording)',
  'lines of a failing entry are paired by id',
];

export type TreeComparison = {
  /** Score and CSV files that both sides wrote. */
  readonly files: number;
  /** Lines of score files compared, headers included. */
  readonly lines: number;
  /** `file: line, field` of what differs, the first hundred. */
  readonly differences: readonly string[];
};

async function filesBelow(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true });
  return names.filter((name) => /_score\.json$|^data_\w+\.csv$/.test(name)).sort();
}

function normaliseText(text: string): string {
  return text.replace(/^(Invalid syntax\. Failed to decode AST(?: when it should have)?\.).*$/s, '$1');
}

/** A line of a score file, decode errors cut off after their fixed words. */
function normalise(line: Value): Value {
  if (!isDict(line)) return line;
  const error = line.get('error');
  if (error === undefined || !isList(error)) return line;
  return new Map(line).set(
    'error',
    error.map((text) => (typeof text === 'string' ? normaliseText(text) : text)),
  );
}

function readScores(text: string): Dict[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => normalise(readJson(line)))
    .filter(isDict);
}

const lineName = (line: Dict) => (line.has('id') ? writeJsonWithFallback(line.get('id') ?? null) : 'header');

/** Fields whose values or places differ. */
function differingFields(ours: Dict, official: Dict): string[] {
  const keys = new Set([...ours.keys(), ...official.keys()]);
  const fields = [...keys].filter((key) => {
    const [mine, theirs] = [ours.get(key), official.get(key)];
    return mine === undefined || theirs === undefined || !equals(mine, theirs);
  });
  const order = equals([...ours.keys()], [...official.keys()]) ? [] : ['the order of fields'];
  return [...fields.map((field) => writeJsonWithFallback(field)), ...order];
}

function compareScores(
  ours: string,
  official: string,
): { readonly lines: number; readonly differences: string[] } {
  const mine = readScores(ours);
  const theirs = readScores(official);
  const byName = new Map(mine.map((line) => [lineName(line), line]));
  const differences = theirs.flatMap((line) => {
    const counterpart = byName.get(lineName(line));
    if (counterpart === undefined) return [`${lineName(line)}: not among ours`];
    return differingFields(counterpart, line).map((field) => `${lineName(line)}: ${field}`);
  });
  const names = new Set(theirs.map(lineName));
  differences.push(
    ...mine.filter((line) => !names.has(lineName(line))).map((line) => `${lineName(line)}: only ours`),
  );
  if (mine.map(lineName).join() !== theirs.map(lineName).join()) differences.push('the order of lines');
  return { lines: theirs.length, differences };
}

/** Two score directories, file by file and field by field; CSV files byte by byte. */
export async function compareScoreTrees(ours: string, official: string): Promise<TreeComparison> {
  const [mine, theirs] = [await filesBelow(ours), await filesBelow(official)];
  const differences = [
    ...theirs.filter((name) => !mine.includes(name)).map((name) => `${name}: not among ours`),
    ...mine.filter((name) => !theirs.includes(name)).map((name) => `${name}: only ours`),
  ];
  let [files, lines] = [0, 0];
  for (const name of theirs.filter((file) => mine.includes(file))) {
    const [left, right] = await Promise.all(
      [ours, official].map((folder) => readFile(path.join(folder, name), 'utf8')),
    );
    files += 1;
    if (name.endsWith('.csv')) {
      if (left !== right) differences.push(`${name}: bytes differ`);
      continue;
    }
    const compared = compareScores(left ?? '', right ?? '');
    lines += compared.lines;
    differences.push(...compared.differences.map((difference) => `${name}: ${difference}`));
  }
  return { files, lines, differences: differences.slice(0, 100) };
}
