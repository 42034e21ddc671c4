/** BFCL's words for types, and JSON Schema's own, in JSON Schema's; what is not here takes any value. */
export const jsonTypes: ReadonlyMap<string, string> = new Map([
  ['string', 'string'],
  ['integer', 'integer'],
  ['float', 'number'],
  ['number', 'number'],
  ['boolean', 'boolean'],
  ['array', 'array'],
  ['tuple', 'array'],
  ['dict', 'object'],
  ['object', 'object'],
]);
