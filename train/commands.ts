import type { CommandEntry } from '../datasets/index.ts';

export const trainCommands: readonly CommandEntry[] = [
  {
    name: 'loop',
    summary: 'synthesise, train, score, decide, again: the closed loop, with its report',
    load: async () => (await import('./loop/command.ts')).loopCommand,
  },
  {
    name: 'serve',
    summary: 'rewards over HTTP, for a trainer of your own',
    load: async () => (await import('./serve/command.ts')).serveCommand,
  },
  {
    name: 'reward-faults',
    summary: 'what a trainer does when its reward server is killed, slow, or lies',
    isHidden: true,
    load: async () => (await import('./serve/trial/faults-command.ts')).faultsCommand,
  },
  {
    name: 'setup',
    summary: 'the Python environment of an engine that trains language models',
    load: async () => (await import('./engines/setup-command.ts')).setupCommand,
  },
  {
    name: 'trl-trial',
    summary: 'take a tiny model through two rounds with TRL, killed on the way',
    isHidden: true,
    load: async () => (await import('./engines/trl/trial/command.ts')).trlTrialCommand,
  },
  {
    name: 'reward-load',
    summary: 'how many rewards a second a reward server gives, and how soon',
    isHidden: true,
    load: async () => (await import('./serve/trial/load-command.ts')).loadCommand,
  },
  {
    name: 'contract-verifiers',
    summary: 'the clients of verifiers and OpenRLHF against the reward server',
    isHidden: true,
    load: async () => (await import('./serve/trial/contract-command.ts')).contractCommand,
  },
  {
    name: 'contract-verl',
    summary: 'what the engine verl takes for granted, held against the real package',
    isHidden: true,
    load: async () => (await import('./engines/verl/trial/contract-command.ts')).verlContractCommand,
  },
  {
    name: 'verl-trial',
    summary: 'rewards and jobs of the engine verl on a Ray cluster of this machine',
    isHidden: true,
    load: async () => (await import('./engines/verl/trial/trial-command.ts')).verlTrialCommand,
  },
  {
    name: 'kills',
    summary: 'kill a loop at seeded moments and resume it',
    isHidden: true,
    load: async () => (await import('./kills/command.ts')).killsCommand,
  },
  {
    name: 'arms',
    summary: "run the loop's arms over several seeds, and compare them",
    isHidden: true,
    load: async () => (await import('./arms/command.ts')).armsCommand,
  },
  {
    name: 'hacks',
    summary: 'mean reward of a loop’s champion beside that of policies that cheat',
    isHidden: true,
    load: async () => (await import('./hacking/command.ts')).hacksCommand,
  },
];
