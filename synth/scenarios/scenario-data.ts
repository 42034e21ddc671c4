import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { packageRoot, type Split } from '../../datasets/index.ts';

const PoolsSchema = z.record(z.string(), z.array(z.string()).min(1));
const ByHalf = <Schema extends z.ZodType>(schema: Schema) =>
  z.strictObject({ training: schema, held_out: schema });
const Texts = z.array(z.string()).min(1);

function read<Schema extends z.ZodType>(file: string, schema: Schema): z.output<Schema> {
  const path = join(packageRoot(import.meta.url), 'synth', 'scenarios', file);
  return schema.parse(JSON.parse(readFileSync(path, 'utf8')));
}

type Data = {
  readonly pools: Readonly<Record<Split, Readonly<Record<string, readonly string[]>>>>;
  readonly unanswerable: Readonly<Record<Split, readonly string[]>>;
  readonly personas: readonly string[];
};

let data: Data | undefined;

/** Places, people and subjects by half; requests that no tool could serve, by half; kinds of people. */
export function scenarioData(): Data {
  data ??= {
    pools: read('pools.json', ByHalf(PoolsSchema)),
    unanswerable: read('unanswerable.json', ByHalf(Texts)),
    personas: read('personas.json', Texts),
  };
  return data;
}
