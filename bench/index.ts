export { benchCommands } from './commands.ts';
export { clusterRate } from './statistics/rate.ts';
export type { Outcome } from './statistics/rate.ts';
export { minimumDetectableEffect, powerAt } from './statistics/power.ts';
export type { Comparison } from './statistics/power.ts';
export { appendLedger, checkLedger, readLedger } from './ledger/ledger.ts';
export { renderLedger } from './ledger/render-ledger.ts';
