/** JSON text with a line for each member, every token as it was; other text as it is. */
export function indented(json: string): string {
  try {
    JSON.parse(json);
  } catch {
    return json;
  }
  let depth = 0;
  const line = () => `\n${'  '.repeat(depth)}`;
  const tokens = json.match(/"(?:[^"\\]|\\.)*"|[[\]{}:,]|[^\s"[\]{}:,]+/g) ?? [];
  return tokens
    .map((token, index) => {
      const [before, after] = [tokens[index - 1] ?? '', tokens[index + 1] ?? ''];
      if (token === '{' || token === '[') {
        depth += 1;
        return after === '}' || after === ']' ? token : token + line();
      }
      if (token === '}' || token === ']') {
        depth -= 1;
        return before === '{' || before === '[' ? token : line() + token;
      }
      if (token === ',') return token + line();
      return token === ':' ? ': ' : token;
    })
    .join('');
}
