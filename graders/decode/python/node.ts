import type { Expression } from '../../../datasets/index.ts';

type Kind = Expression['kind'];
/** The syntax nodes of one kind. */
export type Node<K extends Kind> = Extract<Expression, { readonly kind: K }>;
export type Keyword = Node<'Call'>['keywords'][number];
export type Parameters = Node<'Lambda'>['parameters'];
export type Comprehension = Node<'DictComp'>['generators'][number];
