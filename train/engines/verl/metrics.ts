import * as z from 'zod';
import { textOf } from '../text-of.ts';
import type { TrainerMetric } from '../trainer-engine.ts';

const LineSchema = z.object({ step: z.int().nonnegative(), data: z.record(z.string(), z.unknown()) });

/**
 * What verl's file logger wrote, an attempt each: of a step that was done twice the later, and nothing of steps that a later attempt
 * went back behind.
 * @param attempts texts in their order; the last line of one may be cut off
 */
export function metricsOf(attempts: readonly string[]): TrainerMetric[] {
  const steps = new Map<number, Record<string, number>>();
  for (const text of attempts) {
    const known = linesIn(text);
    const [first] = known;
    if (first === undefined) continue;
    for (const step of [...steps.keys()]) if (step >= first.step) steps.delete(step);
    // SFT tells of a step's loss and of its validation in a line each.
    for (const { step, data } of known) steps.set(step, { ...steps.get(step), ...numbersIn(data) });
  }
  return [...steps].map(([step, values]) => ({ step, values }));
}

function linesIn(text: string) {
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => LineSchema.parse(JSON.parse(line)));
}

function numbersIn(data: Readonly<Record<string, unknown>>): Record<string, number> {
  const numbers = Object.entries(data).filter((entry): entry is [string, number] =>
    Number.isFinite(entry[1]),
  );
  return Object.fromEntries(numbers);
}

/** Of the attempts that have begun to log. @param fileOf of an attempt, from 1 on */
export async function readMetrics(
  attempts: number,
  fileOf: (attempt: number) => string,
): Promise<TrainerMetric[]> {
  const texts: string[] = [];
  for (let attempt = 1; attempt <= attempts; attempt++) texts.push(await textOf(fileOf(attempt)));
  return metricsOf(texts);
}
