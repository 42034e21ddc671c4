import { expect, test } from 'vitest';
import { detachedIo } from '../../datasets/index.ts';
import { configOf } from '../loop/command.ts';

const io = detachedIo({ workingDirectory: import.meta.dirname });

test.each(['laptop', 'gpu'])('%s.yaml configures a loop', async (name) => {
  const config = await configOf({ config: `${name}.yaml`, engine: 'trl', model: 'other' }, io);
  expect(config.engine).toMatchObject({ name: 'trl', model: 'other' });
});

test.each([
  [{ engine: 'trl' as const }, /Expected --config with an engine/],
  [{ config: 'gpu.yaml', arm: 'self' as const }, /expected another one with an engine/],
])('%j is refused', async (options, message) => {
  await expect(configOf(options, io)).rejects.toThrow(message);
});
