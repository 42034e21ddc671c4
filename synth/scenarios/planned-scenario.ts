import type { Scenario, ToolSpec } from '../../datasets/index.ts';
import type { Json } from '../values/generate.ts';

/** What the user wants done, whether or not a tool for it is offered. */
export type Wish = {
  readonly tool: ToolSpec;
  readonly arguments: Readonly<Record<string, Json>>;
};

export type PlannedScenario = {
  readonly scenario: Scenario;
  /** The tools that are offered, restyled, in order; no two of one name. */
  readonly tools: readonly ToolSpec[];
  /**
   * Of a scenario with calls the same as those. Of one without: what a tool that is not offered would do; none where no tool
   * could, then the user says what `scenario.need` holds.
   */
  readonly wishes: readonly Wish[];
};
