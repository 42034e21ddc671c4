export { trainCommands } from './commands.ts';
export { policyProvider } from './policy/provider.ts';
