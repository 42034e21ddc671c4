import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { packTar, type TarEntry } from 'modern-tar';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { archiveKind, folderMembers, tarMembers, zipMembers, type Member } from './members.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'inftool-members-'));
});
afterAll(() => rm(folder, { recursive: true }));

const texts: Readonly<Record<string, string>> = { 'a.json': '{}', 'deep/b.json': '[1]', 'empty.json': '' };
const limits = { fileBytes: 1000, archiveBytes: 100_000 };

async function readAll(members: AsyncIterable<Member>): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for await (const { path, read } of members) found[path] = Buffer.from(await read()).toString();
  return found;
}

async function pathsOf(members: AsyncIterable<Member>): Promise<string[]> {
  const paths: string[] = [];
  for await (const { path } of members) paths.push(path);
  return paths;
}

const file = (name: string, body: string | Uint8Array): TarEntry => ({
  header: { name, size: body.length, type: 'file' },
  body,
});
const tarOf = async (entries: readonly TarEntry[]) => gzipSync(await packTar(entries));
const plainTar = () => tarOf(Object.entries(texts).map(([name, body]) => file(name, body)));

async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) {
    yield await Promise.resolve(bytes.subarray(start, start + size));
  }
}

async function saved(name: string, bytes: Uint8Array): Promise<string> {
  await writeFile(join(folder, name), bytes);
  return join(folder, name);
}

describe('a tar archive', () => {
  test('gives its files in whatever pieces it arrives', async () => {
    const archive = await plainTar();
    for (const size of [1, 100, 1_000_000]) {
      expect(await readAll(tarMembers(inChunks(archive, size)))).toEqual(texts);
    }
  });

  test('goes on where a file is not read, and gives no links or folders', async () => {
    const archive = await tarOf([
      { header: { name: 'folder/', size: 0, type: 'directory' } },
      { header: { name: 'link', size: 0, type: 'symlink', linkname: '/etc/passwd' } },
      { header: { name: 'hard', size: 0, type: 'link', linkname: '../../x' } },
      file('big', new Uint8Array(90_000)),
      file('last', 'end'),
    ]);
    expect(await pathsOf(tarMembers(inChunks(archive, 500), limits))).toEqual(['big', 'last']);
  });

  test('that is cut off, damaged or no archive is an error', async () => {
    const archive = await plainTar();
    await expect(pathsOf(tarMembers(inChunks(archive.subarray(0, 60), 10)))).rejects.toThrow();
    await expect(pathsOf(tarMembers(inChunks(Buffer.from('<html>'), 10)))).rejects.toThrow();
    await expect(pathsOf(tarMembers(inChunks(gzipSync('x'.repeat(2000)), 10)))).rejects.toThrow();
  });

  test('may hold large files, but none is read, and not without end', async () => {
    const archive = await tarOf([file('big', new Uint8Array(2000))]);
    await expect(readAll(tarMembers(inChunks(archive, 100), limits))).rejects.toThrow(
      'big is larger than 1000 bytes',
    );
    const bomb = await tarOf([file('big', new Uint8Array(200_000))]);
    await expect(pathsOf(tarMembers(inChunks(bomb, 100), limits))).rejects.toThrow(
      'The archive is larger than 100000 bytes',
    );
  });
});

describe('a zip archive', () => {
  const zipped = (contents: Readonly<Record<string, string | Uint8Array>>) =>
    zipSync(
      Object.fromEntries(
        Object.entries(contents).map(([name, body]) => [name, new Uint8Array(Buffer.from(body))]),
      ),
    );

  test('gives its files', async () => {
    expect(await readAll(zipMembers(await saved('good.zip', zipped(texts))))).toEqual(texts);
  });

  test('that leads out of itself, is cut off or too large is an error', async () => {
    const leading = await saved('leading.zip', zipped({ '../../evil': 'x' }));
    await expect(pathsOf(zipMembers(leading))).rejects.toThrow(/relative path/);
    const whole = zipped({ 'a.json': 'x'.repeat(2000) });
    await expect(pathsOf(zipMembers(await saved('cut.zip', whole.subarray(0, 50))))).rejects.toThrow();
    const large = await saved('large.zip', whole);
    await expect(readAll(zipMembers(large, limits))).rejects.toThrow('a.json is larger than 1000 bytes');
  });

  test('is told from a tar archive by its first bytes', async () => {
    expect(await archiveKind(await saved('x', zipped(texts)))).toBe('zip');
    expect(await archiveKind(await saved('y', await plainTar()))).toBe('gzip');
    expect(await archiveKind(await saved('z', Buffer.from('{}')))).toBe('other');
    expect(await archiveKind(await saved('empty', Buffer.from('')))).toBe('other');
  });
});

test('a folder gives those of the wanted files that it has', async () => {
  const there = await saved('there.json', Buffer.from('{}'));
  const wanted = [
    ['data/there.json', there],
    ['data/missing.json', join(folder, 'missing.json')],
    ['data/folder.json', folder],
  ] as const;
  expect(await readAll(folderMembers(wanted))).toEqual({ 'data/there.json': '{}' });
  await saved('there.json', new Uint8Array(2000));
  await expect(readAll(folderMembers(wanted, limits))).rejects.toThrow('larger than 1000 bytes');
});
