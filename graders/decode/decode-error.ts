/** The official decoder raises on this output. `deviation` names a limit of ours that Python does not have. */
export class DecodeError extends Error {
  override readonly name = 'DecodeError';
  constructor(
    message: string,
    readonly deviation?: string,
  ) {
    super(message);
  }
}
