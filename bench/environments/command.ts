import * as z from 'zod';
import { defineCommand, InputError, type Io } from '../../datasets/index.ts';
import { dataDirOption, suiteFields, todayField, todayOption } from '../options.ts';
import { serveHttp } from './http-server.ts';
import { serveLines } from './line-server.ts';
import type { Stage } from './server.ts';
import { chosenOutside, outsideFields, outsideOptions } from './outside-options.ts';
import { openStage } from './stage.ts';

const DEFAULT_PORT = 3333;
const limits = { count: 64, idle: 30 * 60_000 };

const names = z.array(z.string()).transform((given) => given.flatMap((name) => name.split(',')));

const OptionsSchema = z.object({
  environment: names.optional(),
  task: z.string().optional(),
  config: z.string().optional(),
  longContext: z.boolean().default(false),
  ...todayField,
  http: z
    .union([z.literal(true).transform(() => DEFAULT_PORT), z.coerce.number().int().min(0).max(65_535)])
    .optional(),
  host: z.string().min(1).default('127.0.0.1'),
  allowHost: names.default([]),
  ...outsideFields,
  ...suiteFields,
});
type Options = z.output<typeof OptionsSchema>;

export const mcpCommand = defineCommand({
  name: 'mcp',
  summary:
    'Serves environments of multi-turn tasks over MCP, on standard input and output or as streamable HTTP: every session has a state of its own, which the resource inftool://state shows.',
  options: [
    { flags: '--environment <names...>', description: 'classes to play in, several with commas between' },
    { flags: '--task <id>', description: 'environments, configuration and tools of a task instead' },
    { flags: '--suite <file>', description: 'where --task lies (JSONL); without it BFCL' },
    { flags: '--config <file>', description: "configurations by class (JSON), as BFCL's initial_config" },
    { flags: '--long-context', description: 'with the long-context extension' },
    todayOption,
    {
      flags: '--http [port]',
      description: `streamable HTTP instead of stdio (${DEFAULT_PORT}; 0: any free)`,
    },
    { flags: '--host <address>', description: 'to listen on with --http (127.0.0.1)' },
    {
      flags: '--allow-host <names...>',
      description: "by which clients may call the HTTP server, besides --host and localhost's",
    },
    ...outsideOptions,
    dataDirOption,
  ],
  examples: [
    'mcp --environment TravelAPI,TwitterAPI',
    'mcp --task multi_turn_base_0 --http 3333',
    'mcp --environment WebSearchAPI --web --record searches.jsonl',
  ],
  schema: OptionsSchema,
  async run(options, io) {
    if (options.http === undefined && (options.allowHost.length > 0 || options.host !== '127.0.0.1'))
      throw new InputError('--host and --allow-host are for --http: expected it, too.');
    const outside = await chosenOutside(options, io);
    const stage = await openStage({ ...options, outside, today: options.today ?? io.host.today() }, io);
    await (options.http === undefined ? serveLines(stage, io) : listen(stage, options.http, options, io));
    return 0;
  },
});

/** Until the process is ended. */
async function listen(stage: Stage, port: number, { host, allowHost }: Options, io: Io): Promise<void> {
  const { url } = await serveHttp(stage, {
    host,
    port,
    allowedHosts: allowHost,
    limits,
    now: io.host.now,
    note: (text) => void io.stderr.write(`inftool: ${text}\n`),
  });
  await io.stderr.write(`inftool: serving ${stage.task.classes.join(', ')} at ${url}\n`);
  await new Promise(() => undefined);
}
