import * as z from 'zod';
import type { Dict, Value } from './values/value.ts';

/** A JSON object as our reader gives it, validated like an object. */
const asObject = (value: unknown): unknown => (value instanceof Map ? Object.fromEntries(value) : value);

const ValueSchema = z.custom<Value>((value) => value !== undefined);
const NameSchema = z.string().min(1);

const ParameterSchema = z.preprocess(
  asObject,
  z.looseObject({
    type: z.union([z.string(), z.array(z.string())], 'expected a type name or a list of them').optional(),
    items: z.preprocess(asObject, z.looseObject({ type: z.string().optional() })).optional(),
  }),
);

/** The parts of a function doc that grading reads; descriptions and the rest stay in the doc as written. */
export const FunctionDocSchema = z.preprocess(
  asObject,
  z.looseObject({
    name: NameSchema,
    parameters: z
      .preprocess(
        asObject,
        z.looseObject({
          properties: z.map(z.string(), ParameterSchema).default(new Map()),
          required: z.array(z.string()).default([]),
        }),
      )
      .optional(),
  }),
);

/** `{"name": {"parameter": [accepted, ...]}}` */
const ExpectedCallSchema = z
  .map(NameSchema, z.map(z.string(), z.array(ValueSchema).min(1)))
  .refine(({ size }) => size === 1, 'expected an object with one key, the name of the tool');

const MessageSchema = z.preprocess(
  asObject,
  z.looseObject({ role: z.string(), content: z.string().nullish() }),
);

/** A line of a user's suite. */
export const OwnTaskSchema = z.preprocess(
  asObject,
  z
    .strictObject({
      id: NameSchema.optional(),
      category: z
        .string()
        .regex(/^\w+$/, 'expected letters, digits and _')
        .refine((name) => name !== 'all', '"all" stands for all categories')
        .optional(),
      cluster: NameSchema.optional(),
      language: z.enum(['python', 'java', 'javascript']).default('python'),
      tools: z.array(z.custom<Dict>((value) => value instanceof Map, 'expected a function doc')).min(1),
      messages: z.array(MessageSchema).min(1).optional(),
      question: z
        .tuple([z.array(MessageSchema).min(1)], 'expected a list of one turn, a list of messages')
        .optional(),
      possible_answers: z.array(ExpectedCallSchema).min(1).optional(),
      expect: z.enum(['no_call', 'call']).optional(),
    })
    .refine((task) => (task.possible_answers === undefined) !== (task.expect === undefined), {
      message: 'expected either "possible_answers" or "expect"',
    })
    .refine((task) => task.messages === undefined || task.question === undefined, {
      message: 'expected "messages" or "question", not both',
    }),
);

export type OwnTask = z.output<typeof OwnTaskSchema>;
export type OwnParameter = z.output<typeof ParameterSchema>;
