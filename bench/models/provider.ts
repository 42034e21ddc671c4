import type { Model } from './model.ts';

/** Opens models that are named `<prefix>:<where>`, such as `policy:runs/start/round-1/sft.checkpoint.json`. */
export type ModelProvider = {
  readonly prefix: string;
  /** Of what it opens, as the help tells it. */
  readonly description: string;
  /** A policy of ours: its scores on BFCL have to stand in the ledger. */
  readonly isOurs: boolean;
  /**
   * @param where what stands behind the prefix, relative paths from the working directory
   * @throws {InputError} if there is no such model
   */
  open(where: string, workingDirectory: string): Promise<Model>;
};
