import { chanceAt, type ToolSpec } from '../../datasets/index.ts';
import { conceptClasses } from '../lexicon/lexicon.ts';
import { verbOf, wordsOf } from '../tree/terms.ts';
import { faultsOf, fitsSchema } from '../values/argument-check.ts';
import { generateValue, type Json } from '../values/generate.ts';

type Fields = Readonly<Record<string, Json>>;

/** Something that a call of the session made, by the identity that its answer gave it. */
export type SessionRecord = {
  readonly madeBy: string;
  readonly fields: Fields;
  /** Counts the changes. */
  readonly version: number;
  readonly hasEnded: boolean;
};

export type CallResult =
  { readonly isError: false; readonly answer: Json } | { readonly isError: true; readonly message: string };

/**
 * A server that knows only the schemas of its tools. Arguments are checked; answers are drawn from the schema of what the
 * tool returns, the same for the same seed, arguments and state; a tool whose source says nothing of that answers what was
 * given and what is known. What a call makes can be looked up, changed and ended by the identity in its answer; what has
 * ended cannot be changed again.
 */
export class ServerSimulator {
  readonly #tools: ReadonlyMap<string, ToolSpec>;
  #records: ReadonlyMap<string, SessionRecord> = new Map();

  /** @throws {RangeError} for two tools of one name */
  constructor(
    readonly tools: readonly ToolSpec[],
    readonly seed: number,
  ) {
    this.#tools = new Map(tools.map((tool) => [tool.name, tool]));
    if (this.#tools.size < tools.length) throw new RangeError('a server has no two tools of one name');
  }

  /** @param argumentsGiven whatever the model sent */
  call(name: string, argumentsGiven: unknown): CallResult {
    const tool = this.#tools.get(name);
    if (tool === undefined) return { isError: true, message: `There is no tool "${name}".` };
    const faults = faultsOf(tool, argumentsGiven);
    if (faults.length > 0)
      return { isError: true, message: `The arguments are not valid: ${faults.join('; ')}.` };
    return this.#run(tool, argumentsGiven as Fields);
  }

  #run(tool: ToolSpec, given: Fields): CallResult {
    const verb = verbOf(tool);
    const key = Object.values(given).find(
      (value): value is string => typeof value === 'string' && this.#records.has(value),
    );
    const known = key === undefined ? undefined : this.#records.get(key);
    if (known?.hasEnded === true && (verb === 'change' || verb === 'stop')) {
      return { isError: true, message: `"${key ?? ''}" has ended already.` };
    }
    const answer = this.#answer(tool, given, known);
    this.#remember(tool, verb, { key, known, given, answer });
    return { isError: false, answer };
  }

  #answer(tool: ToolSpec, given: Fields, known: SessionRecord | undefined): Json {
    const { returns } = tool;
    if (returns === null) return { ...known?.fields, ...given };
    const chance = chanceAt('answer', this.seed, tool.id, canonical(given), known?.version ?? 0);
    if (returns.type !== 'object') return generateValue(returns, tool.name, chance);
    const echoed = new Map(
      Object.entries({ ...known?.fields, ...given }).map(([name, value]) => [plain(name), value]),
    );
    const answer: Record<string, Json> = {};
    for (const [name, spec] of Object.entries(returns.properties ?? {})) {
      const drawn = generateValue(spec, name, chance);
      const echo = echoed.get(plain(name));
      answer[name] = echo !== undefined && fitsSchema(echo, spec) ? echo : drawn;
    }
    return answer;
  }

  #remember(
    tool: ToolSpec,
    verb: string | undefined,
    {
      key,
      known,
      given,
      answer,
    }: { key: string | undefined; known: SessionRecord | undefined; given: Fields; answer: Json },
  ): void {
    const records = new Map(this.#records);
    if (key !== undefined && known !== undefined && (verb === 'change' || verb === 'stop')) {
      const fields = verb === 'change' ? { ...known.fields, ...given } : known.fields;
      records.set(key, { ...known, fields, version: known.version + 1, hasEnded: verb === 'stop' });
    } else if (verb === 'make') {
      const answered = isFields(answer) ? answer : {};
      const made = identityIn(answered);
      if (made === undefined) return;
      records.set(made, { madeBy: tool.id, fields: { ...given, ...answered }, version: 1, hasEnded: false });
    } else return;
    this.#records = records;
  }

  /** What the session has made, by identity, in the order it was made. */
  state(): ReadonlyMap<string, SessionRecord> {
    return this.#records;
  }

  /** Another session in the same state: neither sees what the other does from here on. */
  clone(): ServerSimulator {
    const copy = new ServerSimulator(this.tools, this.seed);
    copy.#records = this.#records;
    return copy;
  }
}

/** Names without case and signs: `fromCurrency` and `from_currency` are one. */
function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[^\p{L}\d]/gu, '');
}

function isFields(value: Json): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The first text in an answer whose name says that it identifies something. */
function identityIn(answer: Fields): string | undefined {
  for (const [name, value] of Object.entries(answer)) {
    if (typeof value !== 'string') continue;
    if (wordsOf(name).some((word) => conceptClasses().get(word) === 'identity')) return value;
  }
  return undefined;
}

/** JSON with the keys of objects in order, so that equal arguments have equal texts. */
function canonical(value: Json): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
