import type { PlannedScenario } from '../scenarios/planned-scenario.ts';
import { ServerSimulator } from '../server/simulator.ts';
import type { Fault } from './grader-checks.ts';

/** Executes the ground truth against the simulated server, call by call; the first that it refuses is the fault. */
export function executionFault({ scenario, tools }: PlannedScenario): Fault | undefined {
  const server = new ServerSimulator(tools, scenario.seed);
  for (const call of scenario.calls) {
    const result = server.call(call.name, call.arguments);
    if (result.isError) {
      return {
        reason: 'server_error',
        detail: `the server answers the truth's call of ${call.name} with: ${result.message}`,
      };
    }
  }
  return undefined;
}
