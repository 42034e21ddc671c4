export { canGrade, gradeEntry } from './grade.ts';
export type { Output, Verdict } from './verdict.ts';
export { graderVersion } from './version.ts';
