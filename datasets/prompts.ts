/** The official prompt texts. Placeholders stand in braces: `{functions}`, `{output_format}`, ... */
export type Prompts = {
  /** Steps of one turn after which the official loop ends a rollout. */
  readonly maximumSteps: number;
  /** The name of the format that every category but format sensitivity is prompted in. */
  readonly defaultFormat: string;
  /** How calls are to be written, by decoder. */
  readonly outputFormats: Texts;
  /** What is said of parameter types, by decoder. */
  readonly parameterTypes: Texts;
  /** The parts of the system prompt, by style. */
  readonly styles: ReadonlyMap<string, Texts>;
  /** How the parts are put together, by prompt format. */
  readonly layouts: Texts;
  /** Said when functions were held out before: to a model that gets tools, to one that is prompted. */
  readonly functionsAdded: string;
  readonly functionsAddedInPrompt: string;
  /** The system message of agentic tasks. */
  readonly answerFormat: string;
  /** The setting of memory tasks, by scenario. */
  readonly memorySettings: Texts;
  readonly memoryWithCore: string;
  readonly memoryUnified: string;
};
export type Texts = ReadonlyMap<string, string>;
