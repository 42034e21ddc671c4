import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import { hostname, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { packTar } from 'modern-tar';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { InputError } from '../command.ts';
import { openBfcl } from './bfcl-suite.ts';
import { compareFiles, isInstalled, readMarker } from './install.ts';
import { pullBfcl, type PullOptions } from './pull.ts';
import { sha256, type Release } from './release.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'inftool-pull-'));
});
afterEach(() => rm(folder, { recursive: true }));

type Files = Readonly<Record<string, string>>;

const questions = '{"id": "irrelevance_0", "question": [[]], "function": []}\n';
const prompts = '{"LETTERS": ["a", "\\u00fc"], "NUMBER": 20}\n';
const longContext = '{"RATIO": 5.0, "TABLE": {"1": null}, "WORDS": ["x", "Ellipsis"]}\n';

const release: Release = {
  version: '1.2.3',
  categories: [
    {
      name: 'irrelevance',
      folder: 'non_live',
      family: 'irrelevance',
      weight: 1,
      language: 'python',
      checker: 'irrelevance',
      cluster: 'task',
      count: 1,
    },
  ],
  files: new Map([
    ['BFCL_v4_irrelevance.json', sha256(questions)],
    ['sources/long-context.json', sha256(longContext)],
    ['sources/prompts.json', sha256(prompts)],
  ]),
};

/** The package as a wheel or a checkout holds it, and much else. */
const packaged: Files = {
  'README.md': '# hello',
  'bfcl_eval/constants/default_prompts.py':
    '# texts\nNUMBER = 20\nLETTERS = ["a",\n  "ü"]\n\ndef f():\n    return NUMBER\n',
  'bfcl_eval/data/BFCL_v4_irrelevance.json': questions,
  'bfcl_eval/data/BFCL_v4_other.json': 'not wanted',
  'bfcl_eval/eval_checker/multi_turn_eval/func_source_code/long_context.py':
    'TABLE = {"1": None}\nWORDS = ["x", ...]\nRATIO = 5.0\n',
};
/** Data only, the constants as JSON. */
const dataOnly: Files = {
  'data/BFCL_v4_irrelevance.json': questions,
  'data/prompts.json': '{"NUMBER":20,"LETTERS":["a","ü"]}',
  'data/long_context.json': '{"TABLE":{"1":null},"WORDS":["x","Ellipsis"],"RATIO":5.0}',
};
const below = (prefix: string, files: Files): Files =>
  Object.fromEntries(Object.entries(files).map(([path, text]) => [prefix + path, text]));

const wheelOf = (files: Files): Uint8Array =>
  zipSync(
    Object.fromEntries(
      Object.entries(files).map(([path, text]) => [path, new Uint8Array(Buffer.from(text))]),
    ),
  );
async function tarballOf(files: Files): Promise<Uint8Array> {
  const entries = Object.entries(files).map(([name, text]) => {
    const body = new Uint8Array(Buffer.from(text));
    return { header: { name, size: body.length, type: 'file' as const }, body };
  });
  return gzipSync(await packTar(entries));
}

async function save(path: string, content: string | Uint8Array): Promise<string> {
  const file = join(folder, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, content);
  return file;
}
async function saveAll(prefix: string, files: Files): Promise<string> {
  for (const [path, text] of Object.entries(files)) await save(join(prefix, path), text);
  return join(folder, prefix);
}

let notes: string[] = [];
/** PATH leads nowhere unless a test says otherwise: there is no pip. */
function pull(options: Partial<PullOptions> = {}): Promise<string | null> {
  notes = [];
  return pullBfcl({
    directory: join(folder, 'cache', 'bfcl'),
    release,
    environment: { PATH: join(folder, 'bin') },
    note: (line) => {
      notes.push(line);
      return Promise.resolve();
    },
    ...options,
  });
}
const installed = () => isInstalled(join(folder, 'cache', 'bfcl'), release);
const leftovers = async () => (await readdir(join(folder, 'cache')).catch(() => [])).sort();

async function served<Result>(
  listener: RequestListener,
  use: (url: string) => Promise<Result>,
): Promise<Result> {
  const server: Server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  try {
    return await use(`http://127.0.0.1:${port}/archive.tar.gz`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

describe('every form that the data comes in gives the same files', () => {
  const repository = below('gorilla-6ea5797/berkeley-function-call-leaderboard/', packaged);
  test.each<[string, () => Promise<string>]>([
    ['a wheel', () => save('x.whl', wheelOf(packaged))],
    ['an sdist', async () => save('x.tar.gz', await tarballOf(below('bfcl_eval-1.2.3/', packaged)))],
    ['an archive of the repository', async () => save('x.tar.gz', await tarballOf(repository))],
    ['a tarball of data only', async () => save('x.tar.gz', await tarballOf(dataOnly))],
    ['an unpacked package', () => saveAll('x', packaged)],
    ['its data folder', async () => join(await saveAll('x', packaged), 'bfcl_eval', 'data')],
    ['a checkout', () => saveAll('x', below('berkeley-function-call-leaderboard/', packaged))],
    ['a folder of data only', () => saveAll('x', dataOnly)],
  ])('%s', async (_, make) => {
    const from = await make();
    expect(await pull({ from })).toBe(from);
    const directory = join(folder, 'cache', 'bfcl');
    expect(await compareFiles(directory, release)).toEqual({ missing: [], different: [] });
    expect(await readFile(join(directory, 'sources/prompts.json'), 'utf8')).toBe(prompts);
    expect(await readFile(join(directory, 'sources/long-context.json'), 'utf8')).toBe(longContext);
    expect(await openBfcl(directory, release).tasks('irrelevance')).toHaveLength(1);
    expect(await leftovers()).toEqual(['bfcl']);
  });

  test('a data directory of ours', async () => {
    await pull({ from: await saveAll('x', packaged) });
    const copy = join(folder, 'copy');
    await pull({ from: join(folder, 'cache', 'bfcl'), directory: copy });
    expect(await isInstalled(copy, release)).toBe(true);
  });
});

describe('without --from', () => {
  const pipThat = async (script: string) => {
    await chmod(await save('bin/python3', `#!/bin/sh\n${script}\n`), 0o755);
  };

  test('pip downloads the wheel of the version', async () => {
    const wheel = await save('wheel', wheelOf(packaged));
    await pipThat(
      `echo "$@" > "${folder}/arguments"
       while [ "$1" != --dest ]; do shift; done
       /bin/cp "${wheel}" "$2/bfcl_eval-1.2.3-py3-none-any.whl"`,
    );
    expect(await pull()).toBe('pip (bfcl-eval==1.2.3)');
    const given = await readFile(join(folder, 'arguments'), 'utf8');
    expect(given).toMatch(/^-m pip download --no-deps --only-binary :all: .* bfcl-eval==1\.2\.3\n$/);
    expect(notes).toEqual(['pulling BFCL data from pip (bfcl-eval==1.2.3)']);
    expect(await installed()).toBe(true);
  });

  test('what pip complains of is said, and what else can be done', async () => {
    await pipThat('echo "WARNING: slow" >&2; echo "ERROR: No matching distribution found" >&2; exit 1');
    const failed = pull({ url: undefined, release: { ...release, version: '9' } });
    await expect(failed).rejects.toThrow(/pip \(bfcl-eval==9\): ERROR: No matching distribution found/);
    await expect(failed).rejects.toThrow(
      /github\.com.*\n.*Ways to get it:\n.*data pull.*\n.*--from.*\n.*--url/,
    );
    expect(await leftovers()).toEqual([]);
  });

  test('an interpreter without pip counts as none', async () => {
    await pipThat('echo "/usr/bin/python3: No module named pip" >&2; exit 1');
    await expect(pull()).rejects.toThrow('there is no pip');
  });
});

describe('from an address', () => {
  test('an archive is read as it arrives', async () => {
    const archive = await tarballOf(below('gorilla/berkeley-function-call-leaderboard/', packaged));
    const listener: RequestListener = (_, response) => response.end(archive);
    expect(await served(listener, (url) => pull({ url }))).toMatch(/archive\.tar\.gz$/);
    expect(await installed()).toBe(true);
  });

  test('a download that breaks off leaves nothing', async () => {
    const archive = await tarballOf(below('gorilla/', packaged));
    const listener: RequestListener = (_, response) => {
      response.writeHead(200, { 'content-length': archive.length });
      response.write(archive.subarray(0, archive.length / 2), () => response.destroy());
    };
    await expect(served(listener, (url) => pull({ url }))).rejects.toThrow('could not be had');
    expect(await leftovers()).toEqual([]);
  });

  test('an error page is named by its status', async () => {
    const listener: RequestListener = (_, response) => response.writeHead(404).end('no');
    await expect(served(listener, (url) => pull({ url }))).rejects.toThrow(
      'the server answered 404 Not Found',
    );
  });
});

describe('other data', () => {
  test('is refused with the names of the files', async () => {
    const changed = { ...dataOnly, 'data/BFCL_v4_irrelevance.json': `${questions} ` };
    await expect(pull({ from: await saveAll('x', changed) })).rejects.toThrow(
      /not the data of bfcl-eval 1\.2\.3; different: BFCL_v4_irrelevance\.json\./,
    );
    await expect(pull({ from: await save('y.whl', wheelOf({ 'bfcl_eval/x.py': '' })) })).rejects.toThrow(
      'missing: BFCL_v4_irrelevance.json, sources/long-context.json, sources/prompts.json.',
    );
    expect(await leftovers()).toEqual([]);
  });

  test('does not get out of the directory', async () => {
    const evil = {
      ...dataOnly,
      '../../evil.json': 'x',
      '../data/sources/../../evil.json': 'x',
      '/evil.json': 'x',
    };
    await pull({ from: await save('x.tar.gz', await tarballOf(evil)) });
    expect(await leftovers()).toEqual(['bfcl']);
    expect((await readdir(folder)).sort()).toEqual(['cache', 'x.tar.gz']);
  });

  test('with another number of tasks is refused', async () => {
    const categories = release.categories.map((category) => ({ ...category, count: 2 }));
    const options = { from: await saveAll('x', dataOnly), release: { ...release, categories } };
    await expect(pull(options)).rejects.toThrow('irrelevance has 1 tasks instead of 2');
  });

  test('of no known form is refused', async () => {
    await expect(pull({ from: join(folder, 'nowhere') })).rejects.toThrow(InputError);
    await expect(pull({ from: await save('x.txt', 'hello') })).rejects.toThrow(
      /Expected a folder, a wheel \(\.whl\) or a \.tar\.gz/,
    );
    await expect(pull({ from: folder })).rejects.toThrow(/holds no BFCL_v4_\*\.json/);
  });

  /** A file that nobody can read from its start. */
  const unreadable = '/proc/self/mem';

  test.skipIf(!existsSync(unreadable))('that cannot be read is refused', async () => {
    await expect(pull({ from: unreadable })).rejects.toThrow(InputError);
    await expect(pull({ from: unreadable })).rejects.toThrow(/Cannot read \/proc\/self\/mem: /);
  });
});

describe('the data directory', () => {
  test('stays as it is when complete, and whoever pulls learns so', async () => {
    const from = await saveAll('x', dataOnly);
    await pull({ from });
    expect(await pull({ from })).toBe(null);
    expect(notes).toEqual([]);
    expect(await readMarker(join(folder, 'cache', 'bfcl'))).toMatchObject({
      suite: 'bfcl',
      version: '1.2.3',
    });
  });

  test('is mended when a file is damaged or missing, and stays when nothing can be had', async () => {
    const from = await saveAll('x', dataOnly);
    await pull({ from });
    await save('cache/bfcl/BFCL_v4_irrelevance.json', 'damaged');
    await expect(pull({ from: await save('y.whl', wheelOf({ a: '' })) })).rejects.toThrow('could not be had');
    expect(await readFile(join(folder, 'cache/bfcl/BFCL_v4_irrelevance.json'), 'utf8')).toBe('damaged');
    await pull({ from });
    expect(await installed()).toBe(true);
    expect(await leftovers()).toEqual(['bfcl']);
  });

  test('is not taken over when it holds something else', async () => {
    await save('cache/bfcl/thesis.txt', 'mine');
    await expect(pull({ from: await saveAll('x', dataOnly) })).rejects.toThrow(
      /holds files that InfTool did not put there/,
    );
    expect(await readdir(join(folder, 'cache', 'bfcl'))).toEqual(['thesis.txt']);
  });

  test('that cannot be written to is named', async () => {
    const directory = join(await save('file', ''), 'bfcl');
    await expect(pull({ from: await saveAll('x', dataOnly), directory })).rejects.toThrow(
      /Cannot keep data in .*file\/bfcl: .*ENOTDIR.*--data-dir/,
    );
  });

  test('is cleared of what a killed process left beside it', async () => {
    const dead = spawnSync(process.execPath, ['--version']).pid;
    const alive = `.bfcl-${hostname()}-${process.pid}-a`;
    await save(`cache/.bfcl-${hostname()}-${dead}-b/new/x`, '');
    await save(`cache/.bfcl-elsewhere-${dead}-c/new/x`, '');
    await save(`cache/${alive}/new/x`, '');
    await pull({ from: await saveAll('x', dataOnly) });
    expect(await leftovers()).toEqual([alive, `.bfcl-elsewhere-${dead}-c`, 'bfcl'].sort());
  });

  test('is whole for all who pull at once', async () => {
    const from = await saveAll('x', dataOnly);
    await pull({ from });
    await save('cache/bfcl/sources/prompts.json', 'damaged');
    await Promise.all(Array.from({ length: 8 }, () => pull({ from })));
    expect(await installed()).toBe(true);
    expect(await leftovers()).toEqual(['bfcl']);
  });
});
