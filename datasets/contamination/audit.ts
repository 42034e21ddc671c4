import type { Expected, Suite, Task, Tool } from '../suite.ts';
import { isDict, isList, type Dict, type Value } from '../values/value.ts';
import { AnswerIndex, type AuditedCall } from './answer-index.ts';
import { gramHashes, hashOf, plainName, textWords } from './text-hashes.ts';

/** Words in a row that descriptions of tools are compared by. */
const DESCRIPTION_GRAM = 5;
/** Share of a description's runs of words that one tool of the benchmark has, too, from which on it counts as taken over … */
const DESCRIPTION_SHARE = 0.5;
/** … if there are so many of them. */
const DESCRIPTION_LEAST = 3;
/** Words in a row that no user may share with a question. */
const QUESTION_GRAM = 8;

/** A function doc: name, description, parameters as JSON Schema. */
export type AuditedTool = Readonly<Record<string, unknown>>;

/** Tells what of one's own data is that of a benchmark, too. Of the benchmark nothing but hashes is kept. */
export type ContaminationAudit = {
  /** Of the benchmark. */
  readonly suite: string;
  readonly version: string;
  /** What is wrong with a tool, undefined where it is none of the benchmark's. */
  faultOfTool(doc: AuditedTool): string | undefined;
  /** The first fault among the tools, calls and what the user says, text by text. */
  faultOf(
    docs: readonly AuditedTool[],
    calls: readonly AuditedCall[],
    userTexts: readonly string[],
  ): string | undefined;
};

/**
 * Reads tools, possible answers and questions of a suite's tasks. Of paths through environments the tools and questions
 * are read, not the calls.
 * @throws {SuiteError} if the suite cannot be read
 */
export async function buildContaminationAudit(suite: Suite): Promise<ContaminationAudit> {
  const audit = new HashAudit(suite.id, suite.version);
  for (const { name } of suite.categories) {
    for (const task of await suite.tasks(name)) audit.add(task);
  }
  audit.forget();
  return audit;
}

class HashAudit implements ContaminationAudit {
  /** Of name and parameter names. */
  readonly #signatures = new Set<number>();
  /** By run of words the descriptions that have it, counted from 0. */
  readonly #descriptions = new Map<number, number[]>();
  #descriptionCount = 0;
  readonly #taken = new Set<Tool | Expected | number>();
  readonly #questions = new Set<number>();
  readonly #answers = new AnswerIndex();
  readonly #verdicts = new Map<string, string | undefined>();

  constructor(
    readonly suite: string,
    readonly version: string,
  ) {}

  /** Tasks may share tools, answers and questions: each is taken up once. */
  add({ tools, expected, entry }: Task): void {
    for (const tool of tools) if (this.#isNew(tool)) this.#addTool(tool);
    if (expected.kind === 'calls' && this.#isNew(expected)) {
      for (const call of expected.calls) this.#answers.add(call);
    }
    for (const text of questionTexts(entry)) {
      if (!this.#isNew(hashOf(text))) continue;
      for (const gram of gramHashes(textWords(text), QUESTION_GRAM)) this.#questions.add(gram);
    }
  }

  /** Ends the taking up: what was read can be forgotten. */
  forget(): void {
    this.#taken.clear();
  }

  #isNew(item: Tool | Expected | number): boolean {
    const before = this.#taken.size;
    return this.#taken.add(item).size > before;
  }

  #addTool({ name, parameters, doc }: Tool): void {
    this.#signatures.add(signatureOf(name, [...parameters.keys()]));
    const description = doc.get('description');
    if (typeof description !== 'string' || !this.#isNew(hashOf(description))) return;
    const index = this.#descriptionCount++;
    for (const gram of gramHashes(textWords(description), DESCRIPTION_GRAM)) {
      const known = this.#descriptions.get(gram);
      if (known === undefined) this.#descriptions.set(gram, [index]);
      else known.push(index);
    }
  }

  faultOfTool(doc: AuditedTool): string | undefined {
    const key = JSON.stringify([doc['name'], doc['description'], parameterNames(doc)]);
    if (!this.#verdicts.has(key)) this.#verdicts.set(key, this.#judge(doc));
    return this.#verdicts.get(key);
  }

  #judge(doc: AuditedTool): string | undefined {
    const name = textIn(doc, 'name');
    if (this.#signatures.has(signatureOf(name, parameterNames(doc)))) {
      return `the tool "${name}" has the name and the parameters of a tool of ${this.suite}: rename it or leave it out`;
    }
    const { shared, of } = this.#overlapOf(textIn(doc, 'description'));
    if (shared < DESCRIPTION_LEAST || shared < DESCRIPTION_SHARE * of) return undefined;
    return `the description of the tool "${name}" has ${shared} of its ${of} runs of ${DESCRIPTION_GRAM} words in common with a tool of ${this.suite}: word it anew or leave the tool out`;
  }

  /** Against the description of the benchmark that has most in common with it. */
  #overlapOf(description: string): { readonly shared: number; readonly of: number } {
    const grams = gramHashes(textWords(description), DESCRIPTION_GRAM);
    const counts = new Map<number, number>();
    for (const gram of grams) {
      for (const index of this.#descriptions.get(gram) ?? []) counts.set(index, (counts.get(index) ?? 0) + 1);
    }
    return { shared: Math.max(0, ...counts.values()), of: grams.size };
  }

  faultOf(
    docs: readonly AuditedTool[],
    calls: readonly AuditedCall[],
    userTexts: readonly string[],
  ): string | undefined {
    for (const doc of docs) {
      const fault = this.faultOfTool(doc);
      if (fault !== undefined) return fault;
    }
    const taken = calls.find((call) => this.#answers.has(call));
    if (taken !== undefined) {
      return `the call ${taken.name}(${JSON.stringify(taken.arguments)}) answers a question of ${this.suite}: draw other values`;
    }
    for (const text of userTexts) {
      const fault = this.#faultOfText(text);
      if (fault !== undefined) return fault;
    }
    return undefined;
  }

  #faultOfText(text: string): string | undefined {
    const words = textWords(text);
    for (let start = 0; start + QUESTION_GRAM <= words.length; start++) {
      const run = words.slice(start, start + QUESTION_GRAM).join(' ');
      if (this.#questions.has(hashOf(run))) {
        return `the user's words "${run}" stand in a question of ${this.suite}: word it anew`;
      }
    }
    return undefined;
  }
}

function signatureOf(name: string, parameters: readonly string[]): number {
  return hashOf([plainName(name), ...parameters.map(plainName).sort()].join(' '));
}

function textIn(doc: AuditedTool, key: string): string {
  const text = doc[key];
  return typeof text === 'string' ? text : '';
}

function parameterNames(doc: AuditedTool): string[] {
  const schema = doc['parameters'];
  if (typeof schema !== 'object' || schema === null || !('properties' in schema)) return [];
  return Object.keys(schema.properties ?? {});
}

/** What users say in a task: BFCL's turns of messages under `question`, a suite of one's own under `messages`, too. */
export function questionTexts(entry: Dict): string[] {
  const found = [entry.get('question') ?? null, entry.get('messages') ?? null];
  return found.flatMap(userContents);
}

function userContents(value: Value): string[] {
  if (isList(value)) return value.flatMap(userContents);
  if (!isDict(value) || value.get('role') !== 'user') return [];
  const content = value.get('content');
  return typeof content === 'string' ? [content] : [];
}
