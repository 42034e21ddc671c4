import { packTar, type TarEntry } from 'modern-tar';
import { describe, expect, test } from 'vitest';
import { readTar } from './tar.ts';

const file = (name: string, body: string): TarEntry => ({
  header: { name, size: Buffer.byteLength(body), type: 'file' },
  body,
});

async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) {
    yield await Promise.resolve(bytes.subarray(start, start + size));
  }
}

async function unpack(bytes: Uint8Array, chunkSize = 700): Promise<[string, string][]> {
  const found: [string, string][] = [];
  for await (const { path, read } of readTar(inChunks(bytes, chunkSize))) {
    found.push([path, (await read()).toString()]);
  }
  return found;
}

/** A header block as GNU tar writes it, with what follows. */
function block(
  name: string,
  kind: string,
  body: Buffer,
  size: string | Buffer = octal(body.length, 11),
): Buffer {
  const header = Buffer.alloc(512);
  header.write(name, 0, 100, 'utf8');
  header.write('0000644\0', 100, 'latin1');
  if (typeof size === 'string') header.write(size, 124, 'latin1');
  else size.copy(header, 124);
  header.write(kind, 156, 'latin1');
  header.write('ustar  \0', 257, 'latin1');
  header.write('        ', 148, 'latin1');
  header.write(
    `${octal(
      header.reduce((sum, byte) => sum + byte, 0),
      6,
    )}\0 `,
    148,
    'latin1',
  );
  return Buffer.concat([header, body, Buffer.alloc((512 - (body.length % 512)) % 512)]);
}
const octal = (value: number, digits: number): string => value.toString(8).padStart(digits, '0');

describe('names', () => {
  test.each([5, 99, 100, 101, 155, 256, 300, 3000])('of %i bytes are whole', async (length) => {
    const name = 'folder/ü'.padEnd(length - 1, 'x');
    expect(await unpack(await packTar([file(name, 'a'), file('b', 'c')]))).toEqual([
      [name, 'a'],
      ['b', 'c'],
    ]);
  });

  test('that GNU tar wrote before their file belong to that file only', async () => {
    const name = `${'long/'.repeat(60)}end`;
    const archive = Buffer.concat([
      block('././@LongLink', 'L', Buffer.from(`${name}\0`)),
      block('cut', '0', Buffer.from('first')),
      block('second', '0', Buffer.from('2')),
    ]);
    expect(await unpack(archive)).toEqual([
      [name, 'first'],
      ['second', '2'],
    ]);
  });

  test('in a global header name no file', async () => {
    const global = block(
      'pax_global_header',
      'g',
      Buffer.from('52 comment=6ea57973c7a6097fd7c5915698c54c17c5b1b6c8\n'),
    );
    expect(await unpack(Buffer.concat([global, block('a', '0', Buffer.from('x'))]))).toEqual([['a', 'x']]);
  });

  test('longer than a mebibyte are refused', async () => {
    const endless = block('././@LongLink', 'L', Buffer.alloc(2 ** 20 + 1, 'x'));
    await expect(unpack(endless)).rejects.toThrow('a name in the archive is too long');
  });
});

test('sizes may be binary', async () => {
  const size = Buffer.alloc(12);
  size[0] = 0x80;
  size[11] = 3;
  expect(await unpack(block('a', '0', Buffer.from('abc'), size))).toEqual([['a', 'abc']]);
});

test('links and folders have no bytes, whatever their size says', async () => {
  const archive = Buffer.concat([
    block('hard', '1', Buffer.alloc(0), octal(600, 11)),
    block('folder/', '5', Buffer.alloc(0), octal(4096, 11)),
    block('a', '0', Buffer.from('x')),
  ]);
  expect(await unpack(archive)).toEqual([['a', 'x']]);
});

test('an archive cut off anywhere gives what was whole before, and an error inside a file', async () => {
  const whole: [string, string][] = [
    ['a', 'x'.repeat(700)],
    ['b', 'y'],
  ];
  const archive = await packTar(whole.map(([name, body]) => file(name, body)));
  for (const end of [0, 512 + 1024, 512 + 1024 + 1024]) {
    expect(await unpack(archive.subarray(0, end))).toEqual(whole.slice(0, Math.floor(end / 1200)));
  }
  for (const end of [1, 511, 512, 600, 1211, 1300, 1537, 2048, 2049, 2100]) {
    await expect(unpack(archive.subarray(0, end), 100), String(end)).rejects.toThrow('ends too early');
  }
});

test('what is no archive is said to be none', async () => {
  await expect(unpack(Buffer.alloc(600, '<html>'))).rejects.toThrow('it is no tar archive');
  await expect(unpack(block('a', '0', Buffer.alloc(0), 'no number'))).rejects.toThrow('it is no tar archive');
});
