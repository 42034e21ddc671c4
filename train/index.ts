export { trainCommands } from './commands.ts';
