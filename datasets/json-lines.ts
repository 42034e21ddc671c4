/**
 * Lines of a UTF-8 stream without their `\n`, whatever their length: one batch for each chunk that completes lines, so that an
 * answer can be written before more input is there. A last line without `\n` counts, an empty one does not. Bytes that
 * are no UTF-8 become U+FFFD.
 */
export async function* readLineBatches(stream: AsyncIterable<Uint8Array>): AsyncGenerator<readonly string[]> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let pending: string[] = [];
  for await (const chunk of stream) {
    const [first = '', ...rest] = decoder.decode(chunk, { stream: true }).split('\n');
    pending.push(first);
    const last = rest.pop();
    if (last === undefined) continue;
    yield [pending.join(''), ...rest];
    pending = [last];
  }
  pending.push(decoder.decode());
  const last = pending.join('');
  if (last !== '') yield [last];
}

/** The same, line by line. */
export async function* readLines(stream: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  for await (const batch of readLineBatches(stream)) yield* batch;
}
