import * as z from 'zod';

/** A value's JSON Schema, brought down to the keywords that synthesis and simulation read. */
export const ValueSpecSchema = z.strictObject({
  type: z.enum(['string', 'integer', 'number', 'boolean', 'array', 'object']),
  description: z.string().optional(),
  enum: z.array(z.union([z.string(), z.number()])).optional(),
  format: z.string().optional(),
  pattern: z.string().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  minItems: z.int().nonnegative().optional(),
  maxItems: z.int().nonnegative().optional(),
  default: z.json().optional(),
  examples: z.array(z.json()).optional(),
  get items() {
    return ValueSpecSchema.optional();
  },
  get properties() {
    return z.record(z.string(), ValueSpecSchema).optional();
  },
  required: z.array(z.string()).optional(),
});
export type ValueSpec = z.output<typeof ValueSpecSchema>;

/** A tool as its source describes it, before tools of the same meaning are merged. */
export const ToolSpecSchema = z.strictObject({
  /** Once in all sources: `<service>#<name>`. */
  id: z.string(),
  /** Letters, digits, `_`, `-` and `.`, at most 64. */
  name: z.string(),
  description: z.string(),
  /** What its service is about; tools of one domain are held out together. */
  domain: z.string(),
  service: z.string(),
  /** Of type object. */
  parameters: ValueSpecSchema,
  /** How users ask for it, as `request-template.ts` reads them; left out where the source does not say. */
  requests: z.array(z.string()).optional(),
  /** What a successful call answers, null where the source does not say. */
  returns: ValueSpecSchema.nullable(),
  /** File and operation, or server. */
  origin: z.string(),
  /** What of the source's schemas was left out or narrowed, for the record. */
  notes: z.array(z.string()),
});
export type ToolSpec = z.output<typeof ToolSpecSchema>;
