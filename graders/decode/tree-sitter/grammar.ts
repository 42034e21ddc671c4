import { readFileSync } from 'node:fs';
import { DecodeError } from '../decode-error.ts';
import { SyntaxTree } from './syntax-tree.ts';

export type GrammarName = 'java' | 'javascript';

/** What our build of tree-sitter exports; `parse.c` says more. Addresses and counts are whole numbers. */
type Exports = {
  readonly memory: { readonly buffer: ArrayBuffer };
  _initialize(): void;
  start(): void;
  reserve(capacity: number): number;
  parse(length: number, effortLimit: number, depthLimit: number): number;
  stopped(): number;
  table(): number;
  symbol_count(): number;
  symbol_name(symbol: number): number;
  field_count(): number;
  field_name(field: number): number;
};
type CompiledModule = { readonly kind: 'module' };

/** Node's own, which its type package leaves out. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => CompiledModule;
  readonly Instance: new (module: CompiledModule) => { readonly exports: Exports };
  readonly RuntimeError: ErrorConstructor;
};

/** Codes that `parse` answers instead of a number of rows. */
const SYNTAX_ERROR = -1;
const TOO_MUCH_EFFORT = -2;
const TOO_DEEP = -3;

const LIMITS = {
  /** UTF-8 bytes of a text. */
  bytes: 1 << 18,
  /** Units of 30 to 55 ns; the most that a recorded output of a model takes is 23,243. Half of it
   *  once a text has an error. */
  effort: 450_000,
  /** Of the tree, and entries on the parser's stack. */
  depth: 10_000,
  /** Bytes of memory above which an instance is not used again: its memory never shrinks. */
  memory: 1 << 26,
};

const WORDS_PER_ROW = 4;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** One of the official grammar versions, compiled at its first use. */
class Grammar {
  private readonly module: CompiledModule;
  private readonly types: readonly string[];
  private readonly fields: readonly string[];
  private instance: Exports | undefined;

  constructor(name: GrammarName) {
    this.module = new WebAssembly.Module(readFileSync(new URL(`${name}.wasm`, import.meta.url)));
    const exports = this.open();
    this.types = names(exports, exports.symbol_count(), (symbol) => exports.symbol_name(symbol));
    this.fields = names(exports, exports.field_count() + 1, (field) => exports.field_name(field));
  }

  private open(): Exports {
    if (this.instance !== undefined) return this.instance;
    const { exports } = new WebAssembly.Instance(this.module);
    exports._initialize();
    exports.start();
    this.instance = exports;
    return exports;
  }

  parse(text: string): SyntaxTree | undefined {
    if (text.length > LIMITS.bytes) throw tooLong();
    const exports = this.open();
    const place = exports.reserve(3 * text.length);
    const { written } = encoder.encodeInto(
      text,
      new Uint8Array(exports.memory.buffer, place, 3 * text.length),
    );
    if (written > LIMITS.bytes) throw tooLong();
    if (written !== text.length && /\p{Surrogate}/u.test(text)) {
      throw new DecodeError("'utf-8' codec can't encode characters: surrogates not allowed");
    }
    const outcome = this.run(exports, written);
    if (outcome === SYNTAX_ERROR) return undefined;
    if (outcome === TOO_MUCH_EFFORT) throw new DecodeError('the text takes too much parsing', 'parse-effort');
    if (outcome < 0) throw new DecodeError('the text is nested too deeply', 'tree-depth');
    const rows = new Uint32Array(exports.memory.buffer, exports.table(), outcome * WORDS_PER_ROW).slice();
    return new SyntaxTree(rows, this.types, this.fields);
  }

  /** A parse that is cut off leaves its instance unusable. */
  private run(exports: Exports, length: number): number {
    this.instance = undefined;
    const outcome = attempt(exports, length);
    if (exports.memory.buffer.byteLength <= LIMITS.memory && outcome.whole) this.instance = exports;
    return outcome.code;
  }
}

/** The code that `parse` answers. It is not whole where the module's own guard or the stack's end stopped it. */
function attempt(exports: Exports, length: number): { readonly code: number; readonly whole: boolean } {
  try {
    return { code: exports.parse(length, LIMITS.effort, LIMITS.depth), whole: true };
  } catch (error) {
    if (error instanceof WebAssembly.RuntimeError) {
      const code = exports.stopped();
      return { code: code === 0 ? TOO_MUCH_EFFORT : code, whole: false };
    }
    if (error instanceof RangeError) return { code: TOO_DEEP, whole: false };
    throw error;
  }
}

function names(exports: Exports, count: number, addressOf: (index: number) => number): string[] {
  const memory = new Uint8Array(exports.memory.buffer);
  return Array.from({ length: count }, (_, index) => {
    const address = addressOf(index);
    return address === 0 ? '' : decoder.decode(memory.subarray(address, memory.indexOf(0, address)));
  });
}

function tooLong(): DecodeError {
  return new DecodeError(`the text is longer than ${LIMITS.bytes} bytes`, 'input-size');
}

const grammars = new Map<GrammarName, Grammar>();

/**
 * The tree that the official parser builds of `text`, or undefined where that tree has an ERROR node in it.
 * The grammar is loaded at its first use.
 * @throws {DecodeError} for lone surrogates, which UTF-8 cannot hold; with a deviation for a text that is longer than
 *   256 KiB (`input-size`), nested too deeply (`tree-depth`) or takes too much work (`parse-effort`)
 */
export function parseSource(name: GrammarName, text: string): SyntaxTree | undefined {
  let grammar = grammars.get(name);
  if (grammar === undefined) {
    grammar = new Grammar(name);
    grammars.set(name, grammar);
  }
  return grammar.parse(text);
}
