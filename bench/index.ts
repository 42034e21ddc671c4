export { baselinesCommand } from './baselines/command.ts';
export { evaluateCommand } from './evaluate/command.ts';
export { gradeCommand } from './grade/command.ts';
export { hostileCommand } from './hostile/command.ts';
export { parityCommand } from './parity/command.ts';
export { speedCommand } from './speed/command.ts';
