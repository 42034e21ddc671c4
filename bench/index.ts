export { benchCommands } from './commands.ts';
