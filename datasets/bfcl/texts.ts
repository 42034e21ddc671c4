import type { Prompts, Texts } from '../prompts.ts';
import { SuiteError } from '../suite.ts';
import { ELLIPSIS, isDict, isList, type Dict, type ReadonlyDict, type Value } from '../values/value.ts';
import { DataFiles } from './data-files.ts';
import { dictAt, textAt, textsIn } from './entry.ts';
import { bfclRelease } from './pinned-release.ts';
import type { Release } from './release.ts';

/** The constants of an official Python source, as `data pull` keeps them. */
export type ConstantsFile = {
  /** Below the data directory. */
  readonly path: string;
  /** Below the root of the package. */
  readonly python: string;
  /** Below the folder `data` of archives that hold data only. */
  readonly json: string;
};

export const constantsFiles = {
  prompts: {
    path: 'sources/prompts.json',
    python: 'constants/default_prompts.py',
    json: 'prompts.json',
  },
  longContext: {
    path: 'sources/long-context.json',
    python: 'eval_checker/multi_turn_eval/func_source_code/long_context.py',
    json: 'long_context.json',
  },
} as const satisfies Record<string, ConstantsFile>;

/** @throws {SuiteError} if they are not there or not the release's */
export async function readPrompts(files: DataFiles): Promise<Prompts> {
  const { path } = constantsFiles.prompts;
  const constants = await readConstants(files, path);
  const text = (name: string): string => textAt(constants, name, path);
  const texts = (name: string): Texts => textsOf(dictAt(constants, name, path), path);
  const styles = dictAt(constants, 'PROMPT_STYLE_TEMPLATES', path);
  return {
    maximumSteps: Number(constants.get('MAXIMUM_STEP_LIMIT')),
    defaultFormat: text('DEFAULT_SYSTEM_PROMPT_FORMAT'),
    outputFormats: texts('OUTPUT_FORMAT_MAPPING'),
    parameterTypes: texts('PARAM_TYPE_MAPPING'),
    styles: new Map(
      textsIn([...styles.keys()], path).map((style) => [style, textsOf(dictAt(styles, style, path), path)]),
    ),
    layouts: texts('PROMPT_TEMPLATE_MAPPING'),
    functionsAdded: text('DEFAULT_USER_PROMPT_FOR_ADDITIONAL_FUNCTION_FC'),
    functionsAddedInPrompt: text('DEFAULT_USER_PROMPT_FOR_ADDITIONAL_FUNCTION_PROMPTING'),
    answerFormat: text('ADDITIONAL_SYSTEM_PROMPT_FOR_AGENTIC_RESPONSE_FORMAT'),
    memorySettings: texts('MEMORY_AGENT_SETTINGS'),
    memoryWithCore: text('MEMORY_BACKEND_INSTRUCTION_CORE_ARCHIVAL'),
    memoryUnified: text('MEMORY_BACKEND_INSTRUCTION_UNIFIED'),
  };
}

/** The official texts and tables in a data directory. @throws {SuiteError} from what is called, if they are not there */
export function openBfclTexts(dataDirectory: string, release: Release = bfclRelease) {
  const files = DataFiles.in(dataDirectory, release);
  return { prompts: () => readPrompts(files), longContext: () => readLongContext(files) };
}

/** The constants of the long-context extension by their official names. */
export async function readLongContext(files: DataFiles): Promise<ReadonlyMap<string, Value>> {
  const { path } = constantsFiles.longContext;
  const constants = await readConstants(files, path);
  const names = textsIn([...constants.keys()], path);
  return new Map(names.map((name) => [name, withEllipsis(constants.get(name) ?? null)]));
}

/** JSON has no spelling of Python's `...`, which stands in one of the lists. */
function withEllipsis(value: Value): Value {
  return isList(value) ? value.map((item) => (item === 'Ellipsis' ? ELLIPSIS : item)) : value;
}

async function readConstants(files: DataFiles, path: string): Promise<Dict> {
  const constants = await files.json(path);
  if (isDict(constants)) return constants;
  throw new SuiteError(`${path}: expected a JSON object.`);
}

function textsOf(dict: ReadonlyDict, where: string): Texts {
  return new Map(textsIn([...dict.keys()], where).map((key) => [key, textAt(dict, key, where)]));
}
