import * as z from 'zod';

/** Of a long text: its digest (hex sha256), itself where it was asked for, or why there is none. */
export const DigestSchema = z.union([
  z.strictObject({ digest: z.string() }),
  z.strictObject({ text: z.string() }),
  z.strictObject({ abort: z.string() }),
]);
export type DigestAnswer = z.output<typeof DigestSchema>;

/** The place where two texts part, with what stands around it. */
export function firstDifference(name: string, ours: string, official: string): string {
  let at = 0;
  while (at < ours.length && ours[at] === official[at]) at++;
  const part = (text: string) => text.slice(Math.max(0, at - 60), at + 200);
  return `${name}, from character ${at} on:\n  ours     …${part(ours)}\n  official …${part(official)}\n`;
}
