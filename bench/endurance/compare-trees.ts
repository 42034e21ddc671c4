import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { filesBelow } from '../evaluate/result-tree.ts';

/** What a run says of itself, and of what failed. */
const ownFiles = /^(generation\.json|failures\.jsonl|lock-.*)$/;

/** A row's latencies: a number, or lists of them. In texts within a row quotes are escaped. */
const latencies = /"latency": (?:[\d.e+-]+|\[[\d.e+\-,\s[\]]*\])/g;

/** Result files that differ in more than latencies, one line each; none where two models' folders are equal. */
export async function differences(expected: string, found: string): Promise<string[]> {
  const names = async (folder: string) => (await filesBelow(folder)).filter((name) => !ownFiles.test(name));
  const [there, here] = [await names(expected), await names(found)];
  const lines = [...new Set([...there, ...here])].map(async (name) => {
    if (!here.includes(name)) return `${name} is missing`;
    if (!there.includes(name)) return `${name} is one too many`;
    const [wanted, come] = [await rowsOf(expected, name), await rowsOf(found, name)];
    const at = wanted.findIndex((row, index) => row !== come[index]);
    if (at < 0 && wanted.length === come.length) return undefined;
    const place = at < 0 ? wanted.length : at;
    return `${name}:${place + 1}: expected ${brief(wanted[place])}, found ${brief(come[place])}`;
  });
  return (await Promise.all(lines)).filter((line) => line !== undefined);
}

async function rowsOf(folder: string, name: string): Promise<string[]> {
  const text = await readFile(path.join(folder, name), 'utf8');
  return text.split('\n').map((row) => row.replaceAll(latencies, '"latency": 0'));
}

function brief(row: string | undefined): string {
  if (row === undefined) return 'nothing';
  return row.length <= 200 ? row : `${row.slice(0, 200)}…`;
}

/** Ids of the conversations that have a whole row, each as often as it has one. */
export async function rowIds(folder: string): Promise<string[]> {
  const names = await filesBelow(folder).catch(() => []);
  const ids: string[] = [];
  for (const name of names.filter((one) => one.endsWith('_result.json'))) {
    // What comes after the last line break is no whole row.
    for (const row of (await readFile(path.join(folder, name), 'utf8')).split('\n').slice(0, -1))
      ids.push((JSON.parse(row) as { readonly id: string }).id);
  }
  return ids;
}
