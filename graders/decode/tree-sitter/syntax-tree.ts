/** A node of a `SyntaxTree`: its number in the order in which the nodes first appear in the text. The root is 0. */
export type NodeIndex = number;

/**
 * A syntax tree as a flat table, four words a node: its type and (in the upper half) the field it stands in, where it
 * starts and ends (in UTF-8 bytes), and the number of the node after its last descendant.
 */
export class SyntaxTree {
  constructor(
    private readonly rows: Uint32Array,
    private readonly types: readonly string[],
    private readonly fields: readonly string[],
  ) {}

  type(node: NodeIndex): string {
    return this.types[this.word(node, 0) & 0xffff] ?? '';
  }

  /** Offset in the text's UTF-8 bytes. */
  start(node: NodeIndex): number {
    return this.word(node, 1);
  }

  /** Offset in the text's UTF-8 bytes, exclusive. */
  end(node: NodeIndex): number {
    return this.word(node, 2);
  }

  /** All children in order, also punctuation and comments. */
  children(node: NodeIndex): NodeIndex[] {
    const end = this.word(node, 3);
    const children: NodeIndex[] = [];
    for (let child = node + 1; child < end; child = this.word(child, 3)) children.push(child);
    return children;
  }

  hasChildren(node: NodeIndex): boolean {
    return this.word(node, 3) > node + 1;
  }

  /** The first child that stands in `field`. */
  childInField(node: NodeIndex, field: string): NodeIndex | undefined {
    return this.children(node).find((child) => this.fields[this.word(child, 0) >>> 16] === field);
  }

  private word(node: NodeIndex, offset: number): number {
    return this.rows[4 * node + offset] ?? 0;
  }
}
