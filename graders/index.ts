export { canGrade, gradeEntry } from './grade.ts';
export { rewardOf } from './reward/reward.ts';
export type { Gate, Reward, RewardName } from './reward/reward.ts';
export type { Output, Verdict } from './verdict.ts';
export { graderVersion } from './version.ts';
