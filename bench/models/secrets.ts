/** What callers write where there is no key: words that messages are full of. */
const noKeys = new Set(['none', 'EMPTY']);

/** Shorter values keep nothing secret, and messages without them could not be read. */
const SHORTEST = 4;

/** Keys and header values, to be hidden where a server's words repeat them. */
export class Secrets {
  readonly #forms: readonly string[];

  constructor(values: readonly string[]) {
    const forms = values
      .flatMap((value) => [value, credentialsIn(value)])
      .filter((value) => value.length >= SHORTEST && !noKeys.has(value))
      .flatMap((value) => [value, encodeURIComponent(value), JSON.stringify(value).slice(1, -1)]);
    // The longest first: one may be part of another.
    this.#forms = [...new Set(forms)].sort((one, other) => other.length - one.length);
  }

  /** The text with `***` for each, as it is, as addresses have it, or as JSON has it. */
  hide(text: string): string {
    return this.#forms.reduce((hidden, form) => hidden.replaceAll(form, '***'), text);
  }
}

/** A header's value without the scheme: `Bearer <this>`. */
function credentialsIn(value: string): string {
  return value.replace(/^\S+\s+/, '');
}
