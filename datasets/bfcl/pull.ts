import { SuiteError } from '../suite.ts';
import { BfclSuite } from './bfcl-suite.ts';
import { collect, slotsOf } from './collect.ts';
import { DataFiles } from './data-files.ts';
import { install, isInstalled, refuseForeign } from './install.ts';
import { fileOrigin, messageOf, pipOrigin, urlOrigin, type Origin } from './origins.ts';
import type { Release } from './release.ts';

export type PullOptions = {
  readonly directory: string;
  readonly release: Release;
  /** Absolute path of a folder, wheel or tarball to take instead of what is tried by itself. */
  readonly from?: string | undefined;
  /** Address of a .tar.gz to take instead. */
  readonly url?: string | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Told what is tried, and what failed. */
  readonly note: (line: string) => Promise<void>;
};

/**
 * Brings the release into the directory: from `from` or `url`, else by pip, else from the official repository.
 * What is complete there stays, whatever was there before stays if nothing can be had.
 * @returns the name of what it came from, null if it was there already
 * @throws {SuiteError} if nothing has it, saying why and what else can be done
 * @throws {InputError} if `from` is nothing to read
 */
export async function pullBfcl(options: PullOptions): Promise<string | null> {
  const { directory, release, note } = options;
  if (await isInstalled(directory, release)) return null;
  await refuseForeign(directory);
  const failures: string[] = [];
  for (const origin of await originsOf(options)) {
    await note(`pulling BFCL data from ${origin.name}`);
    const files = await filesFrom(origin, release).catch((error: unknown) => messageOf(error));
    if (typeof files !== 'string') {
      await install(directory, files, release);
      return origin.name;
    }
    failures.push(`  ${origin.name}: ${files}`);
  }
  throw new SuiteError(
    `The data of bfcl-eval ${release.version} could not be had.\n${failures.join('\n')}\n${waysOut}`,
  );
}

async function filesFrom(origin: Origin, release: Release): Promise<ReadonlyMap<string, Uint8Array>> {
  const files = await collect(origin.members(), release);
  await checkCounts(files, release);
  return files;
}

const waysOut = `Ways to get it:
  inftool data pull, where pip can reach its index
  inftool data pull --from <folder, wheel or .tar.gz> of bfcl-eval, fetched elsewhere
  inftool data pull --url <address of a .tar.gz> of the repository ShishirPatil/gorilla, or of a mirror`;

const officialArchive =
  'https://github.com/ShishirPatil/gorilla/archive/6ea57973c7a6097fd7c5915698c54c17c5b1b6c8.tar.gz';

async function originsOf(options: PullOptions): Promise<readonly Origin[]> {
  const { from, url, release, environment } = options;
  if (from !== undefined) return [await fileOrigin(from, slotsOf(release).keys())];
  if (url !== undefined) return [urlOrigin(url)];
  return [pipOrigin(release.version, environment), urlOrigin(officialArchive)];
}

/** @throws {SuiteError} if a category has another number of tasks than its row says */
async function checkCounts(files: ReadonlyMap<string, Uint8Array>, release: Release): Promise<void> {
  const read = (path: string) => Promise.resolve(files.get(path) ?? new Uint8Array());
  const suite = new BfclSuite(new DataFiles(release, read));
  for (const { name, count } of release.categories) {
    const { length } = await suite.tasks(name);
    if (length !== count) throw new SuiteError(`${name} has ${length} tasks instead of ${count}.`);
  }
}
