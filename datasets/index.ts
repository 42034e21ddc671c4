export { defineCommand, InputError } from './command.ts';
export type { Command, CommandOption, Io, TextSink } from './command.ts';
export { SuiteError } from './suite.ts';
export type {
  Category,
  CheckerName,
  ClusterKey,
  DecoderName,
  Expected,
  ExpectedCall,
  Language,
  OutputFormat,
  Suite,
  Task,
  Tool,
  ToolParameter,
} from './suite.ts';
export { dictGet, dictHas, dictSet, UnhashableError } from './values/dict.ts';
export { equals, includes } from './values/equal.ts';
export { JsonSyntaxError, ValueLimitError } from './values/errors.ts';
export { Bytes, Complex, isDict, isList, SplitString, Tuple, typeName } from './values/value.ts';
export type { Dict, ReadonlyDict, TypeName, Value } from './values/value.ts';
export type { Expression } from './python/syntax.ts';
