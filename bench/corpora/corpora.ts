import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import {
  datasetsCommands,
  detachedIo,
  openBfcl,
  readJson,
  type Dict,
  type Suite,
} from '../../datasets/index.ts';

/** Collections of official verdicts and recorded outputs that tests replay. They lie outside the repository. */
export const corpora = {
  'verdicts/ast-real.jsonl.gz': { entries: 5560 },
  'verdicts/ast-fuzz.jsonl.gz': { entries: 1724 },
  'verdicts/gpt-oss-20b.jsonl.gz': { entries: 4241 },
  'verdicts/multi-turn.jsonl.gz': { entries: 392 },
  'verdicts/agentic.jsonl.gz': { entries: 101 },
  'verdicts/decode-execute.jsonl.gz': { entries: 355 },
  recorded: { entries: 9801 },
  'bfcl/bfcl-v4-data.tar.gz': { entries: 10306 },
} as const;

export type CorpusName = keyof typeof corpora;

/** The folder that `INFTOOL_CORPORA` names, undefined where it is not set. */
export const corporaFolder: string | undefined = process.env['INFTOOL_CORPORA'];

/**
 * Path of a corpus.
 * @throws {Error} where `INFTOOL_CORPORA` is not set, or names a folder without this corpus: a set folder skips nothing
 */
export function corpusPath(name: CorpusName): string {
  if (corporaFolder === undefined) throw new Error('INFTOOL_CORPORA is not set');
  const file = path.resolve(corporaFolder, name);
  if (!existsSync(file))
    throw new Error(`INFTOOL_CORPORA names ${corporaFolder}, and there is no ${name} in it`);
  return file;
}

const dataDir = path.resolve(import.meta.dirname, '../../node_modules/.cache/inftool/bfcl');

/** JSON objects, one a line. */
export function parseLines(text: string): Dict[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const value = readJson(line);
      if (!(value instanceof Map)) throw new TypeError('expected an object a line');
      return value;
    });
}

/** The lines of a packed corpus. */
export function readCorpus(name: CorpusName): Dict[] {
  return parseLines(gunzipSync(readFileSync(corpusPath(name))).toString('utf8'));
}

/** BFCL out of the corpora, unpacked once into a folder that `npm ci` clears. */
export async function corpusSuite(): Promise<Suite> {
  const io = detachedIo({ environment: process.env, workingDirectory: process.cwd() });
  const from = corpusPath('bfcl/bfcl-v4-data.tar.gz');
  const command = await datasetsCommands.find(({ name }) => name === 'data')?.load();
  await command?.run(command.schema.parse({ arguments: ['pull'], from, dataDir }), io);
  return openBfcl(dataDir);
}
