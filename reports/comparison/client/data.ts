import { haystack } from '../browsing/filter.ts';
import { headsId, textsId, toolsId, type EntryTexts, type Heads } from '../browsing/wire.ts';
import { elementOf } from './dom.ts';

/** The packed parts of the page, each unpacked when it is first asked for. */
export class EntryData {
  readonly heads: Heads;
  private readonly parts = new Map<number, Promise<EntryTexts[]>>();
  private toolSets: Promise<string[]> | undefined;
  private searched: Promise<string[]> | undefined;

  private constructor(heads: Heads) {
    this.heads = heads;
  }

  static async open(): Promise<EntryData> {
    return new EntryData(await unpacked<Heads>(headsId));
  }

  async texts(place: number): Promise<EntryTexts | undefined> {
    const { partSize } = this.heads;
    return (await this.part(Math.floor(place / partSize)))[place % partSize];
  }

  async tools(place: number): Promise<string> {
    this.toolSets ??= unpacked<string[]>(toolsId);
    return (await this.toolSets)[place] ?? '';
  }

  /** What is searched, for each entry. */
  haystacks(): Promise<string[]> {
    this.searched ??= this.readAll();
    return this.searched;
  }

  private async readAll(): Promise<string[]> {
    const { entries } = this.heads;
    const found: string[] = [];
    while (found.length < entries.length) {
      const texts = await this.part(found.length / this.heads.partSize);
      for (const one of texts) {
        const head = entries[found.length];
        found.push(head === undefined ? '' : haystack(head, one));
      }
    }
    return found;
  }

  private part(part: number): Promise<EntryTexts[]> {
    const known = this.parts.get(part) ?? unpacked<EntryTexts[]>(textsId(part));
    this.parts.set(part, known);
    return known;
  }
}

/** Written by the renderer of this page: its shape is known. */
async function unpacked<Data>(id: string): Promise<Data> {
  const bytes = Uint8Array.from(atob(elementOf(id).textContent), (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  return (await new Response(stream).json()) as Data;
}
