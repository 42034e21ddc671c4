export { defineCommand, InputError } from './command.ts';
export type { Command, CommandEntry, CommandOption, Host, Io, TextSink } from './command.ts';
export { checkedOptions, programOf } from './command-line.ts';
export { datasetsCommands } from './commands.ts';
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
  Prerequisite,
  Suite,
  Suspects,
  Task,
  Tool,
  ToolParameter,
} from './suite.ts';
export {
  dictDelete,
  dictGet,
  dictHas,
  dictItems,
  dictKeys,
  dictSet,
  UnhashableError,
} from './values/dict.ts';
export { equals, includes } from './values/equal.ts';
export { JsonSyntaxError, JsonTypeError, ValueLimitError } from './values/errors.ts';
export {
  decimalDigitValue,
  isDecimalDigit,
  isIdentifierContinue,
  isIdentifierStart,
  isPrintable,
  isWhitespace,
  isWord,
} from './values/characters.ts';
export { jsonTypes } from './json-types.ts';
export { readFields } from './values/json-fields.ts';
export type { Field } from './values/json-fields.ts';
export { readJson, readJsonPrefix } from './values/json-read.ts';
export { writeJson, writeJsonWithFallback } from './values/json-write.ts';
export type { JsonWriteOptions } from './values/json-write.ts';
export {
  floatRepr,
  formatFixed,
  intText,
  parsePythonFloat,
  parsePythonInt,
  intFromNumber,
  roundDigits,
} from './values/number-text.ts';
export { ascii, repr, str } from './values/repr.ts';
export {
  codePointLength,
  codePointsOf,
  lower,
  lstrip,
  normalizeNfkc,
  rstrip,
  strip,
  textOf,
} from './values/text.ts';
export {
  Bytes,
  Complex,
  ELLIPSIS,
  Foreign,
  isDict,
  isList,
  SplitString,
  Tuple,
  typeName,
} from './values/value.ts';
export type { Dict, ReadonlyDict, Value } from './values/value.ts';
export { PythonSyntaxError } from './python/errors.ts';
export { syntaxErrorText } from './python/syntax-message/message.ts';
export { Code as CharacterCode } from './python/character-codes.ts';
export { decodeText } from './python/strings.ts';
export { parseExpression } from './python/parser.ts';
export type { Expression } from './python/syntax.ts';
export { isReserved } from './python/tokens.ts';
export { openBfcl } from './bfcl/bfcl-suite.ts';
export { resolveCategories } from './resolve-categories.ts';
export { LineWriter, readLineBatches, readLines } from './json-lines.ts';
export { chanceAt } from './random.ts';
export type { Chance } from './random.ts';
export { detachedIo } from './detached-io.ts';
export { dataDirectoryOf, ensureBfcl, pulledEnvironmentTools } from './bfcl/ensure.ts';
export type { DataOptions } from './bfcl/ensure.ts';
export { formatVariants } from './bfcl/format-sensitivity.ts';
export type { FormatVariant } from './bfcl/format-sensitivity.ts';
export { cacheDirectory } from './cache-directory.ts';
export {
  AnswerRowSchema,
  CategoryRecordSchema,
  ManifestSchema,
  ModeSchema,
  VerdictRowSchema,
} from './run-records.ts';
export { AlphaEntrySchema } from './alpha-record.ts';
export type { AlphaEntry } from './alpha-record.ts';
export { ComparisonRecordSchema } from './comparison-record.ts';
export type {
  ComparedEntry,
  ComparedRun,
  ComparisonRecord,
  Difference,
  EntryAnswer,
  Score,
} from './comparison-record.ts';
export { GateRecordSchema, GateVerdictSchema } from './gate-record.ts';
export type { Estimate, Flips, GateRecord, GateSide, GateVerdict, GuardEstimate } from './gate-record.ts';
export type { AnswerRow, CategoryRecord, FailureCause, Manifest, Mode, VerdictRow } from './run-records.ts';
export { openOwnSuite } from './own-suite.ts';
export { parseOwnTask } from './own-suite-task.ts';
export { ContaminationRecordSchema, LeakSchema } from './contamination-record.ts';
export type { BlindSpot, ContaminationRecord, KindSummary, Leak, LeakKind } from './contamination-record.ts';
export { AuditedRowSchema, AuditSchema } from './audit-record.ts';
export type { Audit, AuditedRow, CategoryAudit } from './audit-record.ts';
export { packageRoot } from './package-root.ts';
export { packageVersion } from './package-version.ts';
export { readOpenApi } from './tool-specs/openapi.ts';
export { ownSpecsFolder, readSpecs } from './tool-specs/read-specs.ts';
export { namesInRequest, parseRequest, renamedRequest } from './tool-specs/request-template.ts';
export type { RequestPiece } from './tool-specs/request-template.ts';
export { ToolSpecSchema, ValueSpecSchema } from './tool-specs/tool-spec.ts';
export type { ToolSpec, ValueSpec } from './tool-specs/tool-spec.ts';
export { ToolTreeSchema } from './tool-specs/tool-tree.ts';
export type { Cluster, Merge, ToolTree } from './tool-specs/tool-tree.ts';
export { ScenarioKindSchema, ScenarioSchema } from './synthesis/scenario.ts';
export type { Fact, Scenario, ScenarioKind, Split, TruthCall } from './synthesis/scenario.ts';
export {
  RejectionSchema,
  TrajectorySchema,
  VerificationSchema,
  YieldTableSchema,
} from './synthesis/trajectory.ts';
export type {
  Message,
  Rejection,
  ToolCall,
  Trajectory,
  Verification,
  YieldTable,
} from './synthesis/trajectory.ts';
export {
  appendTrajectories,
  appendVerifications,
  readTrajectories,
  readVerifications,
} from './synthesis/trajectory-store.ts';
export type { RecordAppender } from './synthesis/record-file.ts';
export { appendPlays, readPlays, SynthesisShardSchema } from './synthesis/shard-record.ts';
export type { Play, SynthesisShard } from './synthesis/shard-record.ts';
export { buildContaminationAudit } from './contamination/audit.ts';
export type { AuditedTool, ContaminationAudit } from './contamination/audit.ts';
export type { AuditedCall } from './contamination/answer-index.ts';
export { auditAgainstBfcl } from './contamination/open-audit.ts';
export { gramHashes, textWords } from './contamination/text-hashes.ts';
export { checkpointFolder, CheckpointScoreSchema, LoopRecordSchema } from './synthesis/loop-record.ts';
export type {
  CheckpointScore,
  Flip,
  LoopRecord,
  LoopRound,
  Rate,
  RoundDecision,
  TrainingMetric,
} from './synthesis/loop-record.ts';
export { LedgerEntrySchema } from './ledger-record.ts';
export type { LedgerEntry } from './ledger-record.ts';
export { appendOutside, readOutside } from './outside-record.ts';
export type { Prompts } from './prompts.ts';
export { withLanguageHints } from './bfcl/language-hints.ts';
export { FailureRowSchema } from './failure-record.ts';
export type { FailureRow } from './failure-record.ts';
export { GenerationSchema } from './generation-record.ts';
export type { Generation } from './generation-record.ts';
export { readYaml } from './yaml-file.ts';
export { replaceFile } from './replace-file.ts';
export { RewardRowSchema } from './reward-record.ts';
export type { RewardRow } from './reward-record.ts';
