/**
 * The official decoder raises on this output. It is no `Error`: models are wrong by the thousand, and capturing a stack
 * takes longer than decoding.
 */
export class DecodeError {
  readonly name = 'DecodeError';
  constructor(
    readonly message: string,
    /** Names a limit of ours that Python does not have. */
    readonly deviation?: string,
  ) {}
}
