import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import {
  InputError,
  ManifestSchema,
  VerdictRowSchema,
  type CategoryRecord,
  type CheckerName,
  type Manifest,
  type VerdictRow,
} from '../../datasets/index.ts';

/** What `inftool evaluate` wrote of one model, and of its repeats. */
export class ScoredRun {
  constructor(
    readonly name: string,
    /** Of the first repeat. */
    readonly folder: string,
    /** One for each repeat. */
    readonly manifests: readonly [Manifest, ...Manifest[]],
    /** By task: one row for each repeat that was asked for it. */
    readonly rows: ReadonlyMap<string, readonly VerdictRow[]>,
    /** SHA-256 over all verdicts. */
    readonly digest: string,
  ) {}

  get manifest(): Manifest {
    return this.manifests[0];
  }

  /** In the first repeat's order. */
  get categories(): ReadonlyMap<string, CategoryRecord> {
    return new Map(this.manifests.flatMap(({ categories }) => Object.entries(categories)));
  }

  checkerOf(category: string): CheckerName | undefined {
    return this.manifests.find(({ categories }) => category in categories)?.categories[category]?.checker;
  }
}

/** @param folder of one model in a score directory; its repeats lie beside it @throws {InputError} */
export async function readScoredRun(folder: string): Promise<ScoredRun> {
  const first = await readManifest(folder);
  const manifests: [Manifest, ...Manifest[]] = [first];
  const rows = new Map<string, VerdictRow[]>();
  const hash = createHash('sha256');
  for (const place of [folder, ...(await repeatsBeside(folder, first))]) {
    if (place !== folder) manifests.push(await readManifest(place));
    const file = path.join(place, 'verdicts.jsonl');
    const text = await textOf(file, place);
    hash.update(text);
    for (const [index, line] of text.split('\n').entries()) {
      if (line === '') continue;
      const row = parsed(VerdictRowSchema, line, `${file}:${index + 1}`);
      const known = rows.get(row.id);
      if (known === undefined) rows.set(row.id, [row]);
      else known.push(row);
    }
  }
  return new ScoredRun(first.model, folder, manifests, rows, hash.digest('hex'));
}

/** Folders of the same model's further repeats, in their order; none for one that is itself a further one. */
async function repeatsBeside(folder: string, { model, repeat }: Manifest): Promise<string[]> {
  if (repeat !== undefined && repeat > 1) return [];
  const found: { readonly number: number; readonly folder: string }[] = [];
  const above = path.dirname(folder);
  for (const name of await readdir(above)) {
    const [, of, number] = /^(.+)@(\d+)$/.exec(name) ?? [];
    if (of === model && Number(number) > 1)
      found.push({ number: Number(number), folder: path.join(above, name) });
  }
  return found.sort((a, b) => a.number - b.number).map((one) => one.folder);
}

async function readManifest(folder: string): Promise<Manifest> {
  const file = path.join(folder, 'manifest.json');
  return parsed(ManifestSchema, await textOf(file, folder), file);
}

async function textOf(file: string, folder: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: unknown) => {
    throw new InputError(
      `${folder} has no ${path.basename(file)} that can be read: expected a model's folder in a score directory of \`inftool evaluate\`.`,
      { cause: error },
    );
  });
}

function parsed<Output>(schema: { parse(value: unknown): Output }, text: string, where: string): Output {
  try {
    return schema.parse(JSON.parse(text));
  } catch (error) {
    throw new InputError(
      `${where}: expected a record as this version of \`inftool evaluate\` writes it. Evaluate anew.`,
      {
        cause: error,
      },
    );
  }
}
