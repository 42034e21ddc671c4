/** The official checker raises here and takes the whole run down; we fail the entry and say so. */
export class OfficialAbort extends Error {
  override readonly name = 'OfficialAbort';
}
