import { SyntaxMessage, type SourceToken, type TokenType } from './token.ts';

/** What a rule matched: as much as messages need of it. */
export type Match = {
  /** As messages name an expression; `''` for what is none. */
  readonly kind: string;
  readonly line: number;
  /** Of a token. */
  readonly text: string;
  readonly parts: readonly Match[];
};

/** A rule of a parsing expression grammar; null where it does not match. */
export type Rule = (reader: Reader) => Match | null;

/** More than any text takes that is not made to take long. */
const mostSteps = 2_000_000;

/** Steps over tokens as CPython's parser does, which matters where reading a token is an error already. */
export class Reader {
  mark = 0;
  /** How many tokens were looked at. */
  filled = 0;
  readonly memo = new Map<Rule, Map<number, readonly [match: Match | null, mark: number]>>();
  #steps = 0;

  constructor(
    readonly tokens: readonly SourceToken[],
    readonly rules: Readonly<Record<string, Rule>>,
    /** Whether the rules for what is wrong are called; not in the first go. */
    public isForErrors: boolean,
  ) {}

  /** @throws {SyntaxMessage} */
  token(): SourceToken {
    if (++this.#steps > mostSteps) throw new RangeError('too many steps');
    const token = this.tokens[Math.min(this.mark, this.tokens.length - 1)];
    if (token === undefined) throw new RangeError('no tokens');
    this.filled = Math.max(this.filled, Math.min(this.mark + 1, this.tokens.length));
    if (token.fault !== undefined) throw token.fault;
    return token;
  }

  get lastFilled(): SourceToken | undefined {
    return this.tokens[this.filled - 1];
  }
}

const nothing: Match = { kind: '', line: 0, text: '', parts: [] };

function matched(token: SourceToken, kind: string): Match {
  return { kind, line: token.line, text: token.text, parts: [] };
}

/** A token of a type. */
export function token(type: TokenType, kind = ''): Rule {
  return (reader) => {
    const next = reader.token();
    if (next.type !== type) return null;
    reader.mark++;
    return matched(next, kind);
  };
}

/** An operator or a keyword. */
export function word(text: string, kind = ''): Rule {
  return (reader) => {
    const next = reader.token();
    if (next.text !== text || (next.type !== 'operator' && next.type !== 'keyword')) return null;
    reader.mark++;
    return matched(next, kind);
  };
}

type Part = Rule | string;
const ruleOf = (part: Part): Rule => (typeof part === 'string' ? word(part) : part);

/** One after the other. */
export function seq(...parts: readonly Part[]): Rule {
  const rules = parts.map(ruleOf);
  return (reader) => {
    const { mark } = reader;
    const found: Match[] = [];
    for (const rule of rules) {
      const match = rule(reader);
      if (match === null) {
        reader.mark = mark;
        return null;
      }
      found.push(match);
    }
    const [first] = found;
    const line = reader.tokens[mark]?.line ?? first?.line ?? 0;
    return { kind: '', line, text: '', parts: found };
  };
}

/** The first that matches. */
export function alt(...parts: readonly Part[]): Rule {
  const rules = parts.map(ruleOf);
  return (reader) => {
    const { mark } = reader;
    for (const rule of rules) {
      const match = rule(reader);
      if (match !== null) return match;
      reader.mark = mark;
    }
    return null;
  };
}

export function optional(part: Part): Rule {
  const rule = ruleOf(part);
  return (reader) => rule(reader) ?? nothing;
}

/** As often as it matches, at least `least` times. */
export function many(part: Part, least: 0 | 1): Rule {
  const rule = ruleOf(part);
  return (reader) => {
    const parts: Match[] = [];
    for (let match = rule(reader); match !== null; match = rule(reader)) parts.push(match);
    const [first] = parts;
    return parts.length < least ? null : { kind: '', line: first?.line ?? 0, text: '', parts };
  };
}

/** One or more, with something between each two. */
export function gather(separator: Part, part: Part): Rule {
  const rule = ruleOf(part);
  const rest = many(seq(separator, rule), 0);
  return (reader) => {
    const first = rule(reader);
    if (first === null) return null;
    const others = rest(reader)?.parts.flatMap(({ parts }) => parts[1] ?? []) ?? [];
    return { kind: '', line: first.line, text: '', parts: [first, ...others] };
  };
}

/** Whether it would match. */
export function ahead(part: Part, wanted = true): Rule {
  const rule = ruleOf(part);
  return (reader) => {
    const { mark } = reader;
    const isThere = rule(reader) !== null;
    reader.mark = mark;
    return isThere === wanted ? nothing : null;
  };
}

export function not(part: Part): Rule {
  return ahead(part, false);
}

/** A match under another name, with other parts. */
export function as(
  kind: string,
  rule: Rule,
  parts: (match: Match) => readonly Match[] = ({ parts: all }) => all,
): Rule {
  return (reader) => {
    const match = rule(reader);
    return match === null ? null : { ...match, kind, parts: parts(match) };
  };
}

/** One of the parts. */
export function part(index: number, rule: Rule): Rule {
  return (reader) => rule(reader)?.parts[index] ?? null;
}

/** Once for each place. */
export function memo(rule: Rule): Rule {
  return (reader) => {
    const known = reader.memo.get(rule) ?? new Map<number, readonly [Match | null, number]>();
    reader.memo.set(rule, known);
    const { mark } = reader;
    const before = known.get(mark);
    if (before !== undefined) {
      [, reader.mark] = before;
      return before[0];
    }
    const match = rule(reader);
    if (match === null) reader.mark = mark;
    known.set(mark, [match, reader.mark]);
    return match;
  };
}

/** The rule of a name, wherever it stands. */
export function ref(name: string): Rule {
  return (reader) => {
    const rule = reader.rules[name];
    if (rule === undefined) throw new TypeError(`no rule ${name}`);
    return rule(reader);
  };
}

type Said = { readonly text: string; readonly at?: Match | SourceToken | undefined };
type Say = (parts: readonly Match[], reader: Reader) => Said | null;

/**
 * A rule for what is wrong: where it matches, that is the error, unless there is nothing to say.
 * @param say the text, and the place where it is not that of the match
 */
export function wrong(rule: Rule, say: Say): Rule {
  const always = wrongAlways(rule, say);
  return (reader) => (reader.isForErrors ? always(reader) : null);
}

/** As `wrong`, in the first go, too. */
export function wrongAlways(rule: Rule, say: Say): Rule {
  return (reader) => {
    const match = rule(reader);
    const said = match === null ? null : say(match.parts, reader);
    if (said === null) return null;
    throw new SyntaxMessage(said.text, said.at?.line ?? match?.line ?? 1);
  };
}
