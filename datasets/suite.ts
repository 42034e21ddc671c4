import type { Prompts } from './prompts.ts';
import type { Dict, Value } from './values/value.ts';

export type Language = 'python' | 'java' | 'javascript';
/** How the text of a model output spells its calls. */
export type DecoderName = Language | 'json' | 'verbose_xml' | 'concise_xml';
export type CheckerName =
  'simple' | 'multiple' | 'parallel' | 'irrelevance' | 'relevance' | 'multi-turn' | 'agentic';
/** What tasks of one category share, so that they are not independent: the unit of resampling. */
export type ClusterKey = 'task' | 'tool-set' | 'index' | 'question';

/** One row of a suite's category table. Nothing outside the table branches on a category's name. */
export type Category = {
  readonly name: string;
  /** Folder of its result and score files, with `/` between levels. */
  readonly folder: string;
  /** What scores are averaged over first, for example `non_live` or `irrelevance`. */
  readonly family: string;
  /** Share of the suite's overall score, 0 where it is not part of it. All shares add up to 1. */
  readonly weight: number;
  readonly language: Language;
  readonly checker: CheckerName;
  readonly cluster: ClusterKey;
  /** Number of tasks. */
  readonly count: number;
};

/** How a prompting model was told to write its calls. */
export type OutputFormat = {
  readonly decoder: DecoderName;
  /** Calls stand between `<TOOLCALL>` and `</TOOLCALL>`. */
  readonly toolCallTag: boolean;
};

export type ToolParameter = {
  /** As written in the doc, for example `integer`, `dict`, `ArrayList`. */
  readonly type: string;
  /** `items.type` of the doc, null where there is none. */
  readonly itemType: string | null;
};

export type Tool = {
  readonly name: string;
  readonly parameters: ReadonlyMap<string, ToolParameter>;
  /** In the doc's order. */
  readonly required: readonly string[];
  /** The whole function doc as written. */
  readonly doc: Dict;
};

/** One expected call: for every parameter the values that are accepted; `""` among them = may be left out. */
export type ExpectedCall = {
  readonly name: string;
  readonly parameters: ReadonlyMap<string, readonly Value[]>;
};

export type Expected =
  | {
      readonly kind: 'calls';
      readonly calls: readonly ExpectedCall[];
      /** The possible answers as written. */
      readonly source: Value;
      /** `source` as Python's `json.dumps(source, ensure_ascii=False)` writes it, where that text is at hand. */
      readonly sourceText?: string | undefined;
    }
  | { readonly kind: 'no-call' }
  | { readonly kind: 'any-call' }
  /** A path through environments: a list of turns of call texts. */
  | { readonly kind: 'path'; readonly source: Value }
  /** Texts of which one has to stand in the answer. */
  | { readonly kind: 'answer'; readonly source: Value };

export type Task = {
  readonly id: string;
  readonly category: string;
  readonly language: Language;
  readonly format: OutputFormat;
  readonly checker: CheckerName;
  readonly tools: readonly Tool[];
  readonly expected: Expected;
  /** Tasks with equal cluster text are resampled together. */
  readonly cluster: string;
  /** The whole task as written (BFCL: the question entry). */
  readonly entry: Dict;
  /** Of its environments, by class, where the entry does not hold it. */
  readonly configuration?: Dict | undefined;
  /** The name of the format that it is prompted in, where that is not the suite's default. */
  readonly promptFormat?: string | undefined;
  /** `entry` as Python's `json.dumps(entry, ensure_ascii=False)` writes it, where that text is at hand. */
  readonly entryText?: string | undefined;
};

/** What a model talks through before tasks of a category, so that they find something remembered. It is not graded. */
export type Prerequisite = Pick<Task, 'id' | 'category' | 'language' | 'entry'>;

/** Why an entry's answers are doubted, and where that was reported. */
export type Suspect = { readonly reason: string; readonly source: string };

/** Entries that an audited score is also told without. */
export type Suspects = {
  readonly version: string;
  readonly ids: readonly string[];
  of(taskId: string): Suspect | undefined;
};

export type Suite = {
  /** `bfcl`, or the name of a user's file. */
  readonly id: string;
  readonly version: string;
  /** Digest (hex sha256) over what the tasks are made of. */
  readonly digest: string;
  readonly categories: readonly Category[];
  /** Group names usable in place of categories, each with its members. */
  readonly groups: ReadonlyMap<string, readonly string[]>;
  /** The name of the category a task id belongs to by its form, undefined where it has no such form. */
  categoryOf(taskId: string): string | undefined;
  /** All tasks of a category in dataset order. @throws {SuiteError} for an unknown category or unreadable data */
  tasks(category: string): Promise<readonly Task[]>;
  readonly suspects?: Suspects;
  /** The texts by which models are prompted; missing where a suite has none of its own. */
  prompts?(): Promise<Prompts>;
  /** Those of a category's tasks, in dataset order: tasks name the ones they depend on under `depends_on`. */
  prerequisites?(category: string): Promise<readonly Prerequisite[]>;
  /** Constants by which environments grow state and results in tasks of long context; missing where none has it. */
  longContext?(): Promise<ReadonlyMap<string, Value>>;
};

/** A suite, or something named in it, cannot be had. The message says what was expected, what came, what to do. */
export class SuiteError extends Error {
  override readonly name = 'SuiteError';
}
