import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { packageRoot } from '../../../datasets/index.ts';

const TextsSchema = z.array(z.string()).min(1);

const AssistantPhrasesSchema = z.strictObject({
  /** With `{asked}`. */
  ask: TextsSchema,
  /** With `{told}`. */
  close: TextsSchema,
  /** With `{reason}`. */
  fail: TextsSchema,
  decline: TextsSchema,
});

const UserPhrasesSchema = z.strictObject({
  /** Lower case: a sentence that holds one of these asks for something. */
  asking: TextsSchema,
  not_understood: TextsSchema,
});

function read<Schema extends z.ZodType>(file: string, schema: Schema): z.output<Schema> {
  const path = join(packageRoot(import.meta.url), 'synth', 'roles', 'phrases', file);
  return schema.parse(JSON.parse(readFileSync(path, 'utf8')));
}

let ofAssistant: z.output<typeof AssistantPhrasesSchema> | undefined;
let ofUser: z.output<typeof UserPhrasesSchema> | undefined;

export function assistantPhrases(): z.output<typeof AssistantPhrasesSchema> {
  ofAssistant ??= read('assistant.json', AssistantPhrasesSchema);
  return ofAssistant;
}

export function userPhrases(): z.output<typeof UserPhrasesSchema> {
  ofUser ??= read('user.json', UserPhrasesSchema);
  return ofUser;
}
