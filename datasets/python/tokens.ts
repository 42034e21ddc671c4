/** Kinds of tokens as small integers, so that tables can be indexed by them; brackets first, in the lexer's order. */
export const Token = {
  End: 0,
  OpenParenthesis: 1,
  OpenBracket: 2,
  OpenBrace: 3,
  CloseParenthesis: 4,
  CloseBracket: 5,
  CloseBrace: 6,
  Comma: 7,
  Colon: 8,
  ColonEqual: 9,
  Equal: 10,
  Dot: 11,
  Ellipsis: 12,
  Newline: 13,
  Name: 14,
  Number: 15,
  String: 16,
  VerticalBar: 17,
  Circumflex: 18,
  Ampersand: 19,
  LeftShift: 20,
  RightShift: 21,
  Plus: 22,
  Minus: 23,
  Star: 24,
  Slash: 25,
  DoubleSlash: 26,
  Percent: 27,
  At: 28,
  DoubleStar: 29,
  Tilde: 30,
  EqualEqual: 31,
  NotEqual: 32,
  Less: 33,
  LessEqual: 34,
  Greater: 35,
  GreaterEqual: 36,
  In: 37,
  Is: 38,
  Not: 39,
  And: 40,
  Or: 41,
  If: 42,
  Else: 43,
  For: 44,
  Async: 45,
  Await: 46,
  Lambda: 47,
  Yield: 48,
  From: 49,
  True: 50,
  False: 51,
  None: 52,
  /** A keyword that no expression holds. */
  Reserved: 53,
};

const keywordKinds = new Map<string, number>([
  ['in', Token.In],
  ['is', Token.Is],
  ['not', Token.Not],
  ['and', Token.And],
  ['or', Token.Or],
  ['if', Token.If],
  ['else', Token.Else],
  ['for', Token.For],
  ['async', Token.Async],
  ['await', Token.Await],
  ['lambda', Token.Lambda],
  ['yield', Token.Yield],
  ['from', Token.From],
  ['True', Token.True],
  ['False', Token.False],
  ['None', Token.None],
]);

const reservedWords =
  'as assert break class continue def del elif except finally global import nonlocal pass raise return try while with';
for (const word of reservedWords.split(' ')) keywordKinds.set(word, Token.Reserved);

/** By the code of a word's first letter: bit n is set if a keyword of n letters begins so. */
const keywordLengths = new Uint16Array(128);
for (const word of keywordKinds.keys()) {
  const first = word.charCodeAt(0);
  keywordLengths[first] = (keywordLengths[first] ?? 0) | (1 << word.length);
}

/** The kind of the ASCII word at `start` up to `end`: a keyword's, or `Token.Name`. */
export function wordKind(source: string, start: number, end: number): number {
  const length = end - start;
  const lengths = keywordLengths[source.charCodeAt(start)] ?? 0;
  if (length > 8 || ((lengths >> length) & 1) === 0) return Token.Name;
  return keywordKinds.get(source.slice(start, end)) ?? Token.Name;
}

/** Whether the ASCII word at `start` up to `end` is a keyword, so that it can name nothing. */
export function isReserved(source: string, start: number, end: number): boolean {
  return wordKind(source, start, end) !== Token.Name;
}
