import type { Prompts } from '../../datasets/index.ts';

const none: ReadonlyMap<string, string> = new Map();

/** For suites that have no prompts, where tools go through the API and nothing has to be said. */
export const withoutWords: Prompts = {
  maximumSteps: 20,
  defaultFormat: '',
  outputFormats: none,
  parameterTypes: none,
  styles: new Map(),
  layouts: none,
  functionsAdded: '',
  functionsAddedInPrompt: '',
  answerFormat: '',
  memorySettings: none,
  memoryWithCore: '',
  memoryUnified: '',
};
