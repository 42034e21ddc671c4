import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { InputError, replaceFile } from '../../datasets/index.ts';
import { featureNames } from './feature-table.ts';
import { Policy } from './policy.ts';

const CheckpointSchema = z.strictObject({
  record: z.literal('inftool-policy/1'),
  /** Hex sha256 of the declared features. */
  features: z.string(),
  /** Hex sha256 of features and weights. */
  digest: z.string(),
  /** Little-endian float64, base64. */
  weights: z.base64(),
});

const featureDigest = createHash('sha256').update(featureNames.join('\n')).digest('hex');

/** Writes a policy in one piece: a reader sees all of it or none. */
export async function saveCheckpoint(file: string, policy: Policy): Promise<void> {
  const { buffer, byteOffset, byteLength } = policy.weights;
  const weights = Buffer.from(buffer, byteOffset, byteLength).toString('base64');
  const record = { record: 'inftool-policy/1', features: featureDigest, digest: policy.digest(), weights };
  await replaceFile(file, `${JSON.stringify(record)}\n`);
}

/** @throws {InputError} for a file that is no checkpoint, or one of other features than today's */
export async function loadCheckpoint(file: string): Promise<Policy> {
  let record;
  try {
    record = CheckpointSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    throw new InputError(`${file}: expected a checkpoint of the reference policy. Train it anew.`, {
      cause: error,
    });
  }
  if (record.features !== featureDigest) {
    throw new InputError(
      `${file}: the checkpoint looks at other features than this version of InfTool. Train it anew.`,
    );
  }
  const bytes = Buffer.from(record.weights, 'base64');
  const policy = new Policy(new Float64Array(Uint8Array.from(bytes).buffer));
  if (policy.digest() !== record.digest)
    throw new InputError(`${file}: the weights are not those that were saved. Train them anew.`);
  return policy;
}
