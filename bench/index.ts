export { benchCommands } from './commands.ts';
export { RayJobs } from './submit/ray-jobs.ts';
export type { RayAddress, RayJob } from './submit/ray-jobs.ts';
export { failed, FakeCluster, running, succeeded } from './submit/fake-cluster.ts';
export { RayCluster } from './submit/trial/ray-cluster.ts';
export { LineCount } from './submit/line-count.ts';
export { readCommandLine, refuseCredentials } from './submit/sharded-command.ts';
export type { ShardedCommand } from './submit/sharded-command.ts';
export {
  dataDirField,
  dataDirOption,
  officialPackage,
  shardField,
  venvField,
  venvFolder,
  venvOption,
} from './options.ts';
export { freePort } from './free-port.ts';
export { pythonIn, requirementsIn } from './python-environment.ts';
export { officialPython } from './parity/official.ts';
export { planCalls } from './parity/plan.ts';
export type { PlannedCall } from './parity/plan.ts';
export { clusterRate } from './statistics/rate.ts';
export type { Outcome } from './statistics/rate.ts';
export { meanInterval } from './statistics/mean-interval.ts';
export type { MeanInterval } from './statistics/mean-interval.ts';
export { minimumDetectableEffect, powerAt } from './statistics/power.ts';
export type { Comparison } from './statistics/power.ts';
export { appendLedger, checkLedger, isEntered } from './ledger/ledger.ts';
export { renderLedger } from './ledger/render-ledger.ts';
export { ChatTemplate } from './models/chat-template.ts';
export { openEndpoint } from './models/endpoint.ts';
export type { EndpointOptions } from './models/endpoint.ts';
export { ModelFault } from './models/model.ts';
export type {
  ChatMessage,
  Completion,
  CompletionRequest,
  FaultClass,
  FunctionDoc,
  Model,
} from './models/model.ts';
export type { ModelProvider } from './models/provider.ts';
export { ScriptedModel } from './models/scripted.ts';
export type { ScriptedAnswer } from './models/scripted.ts';
export { conversationOf } from './prompts/conversation.ts';
export { runTasks } from './run/run-tasks.ts';
export type { TasksSummary } from './run/run-tasks.ts';
export { runSuite } from './run/run-suite.ts';
export type { RunOptions, RunSummary } from './run/run-suite.ts';
export { claimFolder } from './run/folder-claim.ts';
export { evaluate } from './evaluate/evaluate.ts';
export type { Evaluation, EvaluateRequest } from './evaluate/evaluate.ts';
export { pairTasks } from './compare/pair-tasks.ts';
export { readScoredRun } from './compare/scored-run.ts';
export { leastResamples, PolicySchema } from './gate/policy.ts';
export { gateRecord } from './gate/record.ts';
export { Session } from './environments/session.ts';
export { quantile } from './statistics/quantile.ts';
export { executeOutside, OutsideAnswers } from './environments/execute-outside.ts';
export { openEmbedding } from './environments/embedding.ts';
export type { EmbeddingOptions } from './environments/embedding.ts';
export { readMemory, writeMemory } from './environments/memory-snapshots.ts';
export type { MemoryTask, Remembered } from './environments/memory-snapshots.ts';
export { openOutside } from './environments/outside-port.ts';
export type { OutsideParts, OutsidePort } from './environments/outside-port.ts';
export { recordTo, replayFrom } from './environments/recorded-outside.ts';
export { openPages } from './environments/web-pages.ts';
export type { PageOptions } from './environments/web-pages.ts';
export { openSearch } from './environments/web-search.ts';
export type { SearchOptions } from './environments/web-search.ts';
