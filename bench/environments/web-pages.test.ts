import { lookup } from 'node:dns/promises';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { describe, expect, test, vi } from 'vitest';
import { isDict, str } from '../../datasets/index.ts';
import type { PageMode } from '../../graders/index.ts';
import { isPublicAddress } from './public-address.ts';
import { html, never, serve } from './serve-fixture.ts';
import { openPages, type PageOptions } from './web-pages.ts';

vi.mock('node:dns/promises', { spy: true });

const local = (address: string) => address === '127.0.0.1';

type Page = { content?: string; error?: string };

async function page(
  url: string,
  mode: PageMode = 'raw',
  options: PageOptions = { allows: local },
): Promise<Page> {
  const answer = await openPages(options).page(url, mode, never);
  if (!isDict(answer)) throw new TypeError('expected a dict');
  return Object.fromEntries(Array.from(answer, ([name, value]) => [str(name), str(value)]));
}

describe('a page', () => {
  const text = '<p>café</p>';

  test.each([
    ['as it is', html(text)],
    ['in gzip', html(gzipSync(text), { 'content-encoding': 'gzip' })],
    ['in brotli', html(brotliCompressSync(text), { 'content-encoding': 'br' })],
    [
      'in the charset of its header',
      html(Buffer.from(text, 'latin1'), { 'content-type': 'text/html; charset=ISO-8859-1' }),
    ],
    ['in Latin letters without saying so', html(Buffer.from(text, 'latin1'))],
    ['in a charset that there is not', html(text, { 'content-type': 'text/html; charset=martian' })],
    [
      'in other bytes than it says',
      html(Buffer.from(text, 'latin1'), { 'content-type': 'text/html; charset=utf-8' }),
    ],
  ])('comes %s', async (_, reply) => {
    expect(await page((await serve(reply)).url)).toEqual({ content: text });
  });

  test('is followed through redirects, relative ones too', async () => {
    const to = (location: string) => html('', { location });
    const { url, asked } = await serve(
      (response) => response.writeHead(302, { location: '/b?c=d' }).end(),
      (response) => response.writeHead(301, { location: 'e' }).end(),
      html(text),
    );
    expect(await page(`${url}/a`)).toEqual({ content: text });
    expect(asked).toEqual(['/a', '/b?c=d', '/e']);
    expect(await page((await serve(to('/x'))).url)).toEqual({ content: '' });
  });

  test('is an error where redirects do not end', async () => {
    const { url, asked } = await serve((response) => response.writeHead(302, { location: '/' }).end());
    expect(await page(url, 'raw', { allows: local, maxRedirects: 3 })).toEqual({
      error: 'Exceeded 3 redirects.',
    });
    expect(asked).toHaveLength(4);
  });

  test.each([
    [404, 'Client Error: Not Found'],
    [503, 'Server Error: Service Unavailable'],
  ])('of status %i is an error', async (status, words) => {
    const { url } = await serve((response) => response.writeHead(status).end('no'));
    expect(await page(`${url}/x`)).toEqual({ error: `${status} ${words} for url: ${url}/x` });
  });

  test('is an error where it does not end in time: before it begins, and after', async () => {
    const silent = await serve(() => undefined);
    const halting = await serve((response) => response.writeHead(200).write('<p>'));
    for (const { url } of [silent, halting])
      expect(await page(url, 'raw', { allows: local, timeout: 150 })).toEqual({
        error: 'Read timed out. (read timeout=0.15)',
      });
  });

  test('is an error where it is cut short', async () => {
    const plain = await serve((response) => {
      response.writeHead(200, { 'content-length': '100' }).write('<p>');
      setTimeout(() => response.destroy(), 20);
    });
    expect(await page(plain.url)).toEqual({ error: 'aborted' });
    const packed = await serve(html(gzipSync(text).subarray(0, 15), { 'content-encoding': 'gzip' }));
    expect(await page(packed.url)).toEqual({ error: 'unexpected end of file' });
  });

  test('is an error where it is too large, also when that shows only unpacked', async () => {
    const large = 'x'.repeat(3000);
    const options = { allows: local, maxBytes: 1000 };
    for (const reply of [html(large), html(gzipSync(large), { 'content-encoding': 'gzip' })])
      expect(await page((await serve(reply)).url, 'raw', options)).toEqual({
        error: 'the page is larger than 1000 bytes',
      });
  });

  test('is no answer when it is aborted', async () => {
    const { url } = await serve(() => undefined);
    const controller = new AbortController();
    const running = openPages({ allows: local }).page(url, 'raw', controller.signal);
    setTimeout(() => {
      controller.abort(new Error('enough'));
    }, 20);
    await expect(running).rejects.toThrow('enough');
  });
});

describe('modes', () => {
  const source = `<!doctype html><html><head><title>Tides</title><style>p { color: red }</style></head><body>
    <script>var x = '<p>no</p>';</script><h1>Low  &amp; high</h1><!-- no --><p>At <b>six</b> o&#39;clock,<br>see
    <a href="/table">the table</a>.</p><ul><li>one</li><li>two</li></ul></body></html>`;

  test('truncate gives the text, a line for each piece between tags', async () => {
    const { url } = await serve(html(source));
    expect(await page(url, 'truncate')).toEqual({
      content: "Tides\nLow  & high\nAt\nsix\no'clock,\nsee\nthe table\n.\none\ntwo",
    });
  });

  test('markdown keeps headings, links and lists, and no scripts', async () => {
    const { url } = await serve(html(source));
    const { content = '' } = await page(url, 'markdown');
    expect(
      content
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line !== ''),
    ).toEqual(['# Low & high', "At **six** o'clock,", 'see [the table](/table).', '*   one', '*   two']);
  });

  test('a page of very many levels is text, but no Markdown', async () => {
    const { url } = await serve(html('<div>'.repeat(20_000) + 'deep'));
    expect(await page(url, 'truncate')).toEqual({ content: 'deep' });
    expect(await page(url, 'markdown')).toEqual({ error: 'the page has more than 500 levels of elements' });
  });
});

describe('addresses that are not public', () => {
  test.each([
    '127.0.0.1',
    '10.1.2.3',
    '169.254.169.254',
    '0.0.0.0',
    '192.168.0.1',
    '100.64.0.1',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:8.8.8.8',
    'fe80::1',
    'fd00::1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    'x',
  ])('%s is none', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  test.each(['8.8.8.8', '172.32.0.1', '2606:4700::1111'])('%s is one', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  test.each([
    'http://127.0.0.1:9/',
    'http://2130706433/',
    'http://0x7f.1/',
    'http://[::1]/',
    'http://[::ffff:7f00:1]/',
    'http://localhost/',
  ])('%s is not asked', async (url) => {
    const { error = '' } = await page(url, 'raw', {});
    expect(error).toMatch(/is no public address$/);
  });

  test('nor after a redirect, nor under another scheme', async () => {
    const inside = await serve(html('secret'));
    const location = inside.url.replace('127.0.0.1', '127.0.0.2');
    const { url } = await serve((response) => response.writeHead(302, { location }).end());
    expect(await page(url)).toEqual({ error: '127.0.0.2 is no public address' });
    const file = await serve((response) => response.writeHead(302, { location: 'file:///etc/passwd' }).end());
    expect(await page(file.url)).toEqual({
      error: 'Invalid URL "file:///etc/passwd": expected an address of http or https',
    });
    expect(inside.asked).toEqual([]);
  });

  test('a name that leads to one of them is none, whatever else it leads to', async () => {
    const { url, asked } = await serve(html('secret'));
    const named = url.replace('127.0.0.1', 'two.example');
    const leadsTo = (...addresses: string[]) =>
      vi.mocked(lookup).mockResolvedValueOnce(addresses.map((address) => ({ address, family: 4 })) as never);
    leadsTo('127.0.0.1', '10.0.0.1');
    expect(await page(named)).toEqual({ error: 'two.example is no public address' });
    expect(asked).toEqual([]);
    leadsTo('127.0.0.1');
    expect(await page(named)).toEqual({ content: 'secret' });
  });
});
