import { Writable } from 'node:stream';
import { createLogUpdate } from 'log-update';
import type { Io, TextSink } from '../../../datasets/index.ts';
import { progressDisplay, visible } from '../../../reports/index.ts';
import { PlainLines } from './plain-lines.ts';
import type { Progress } from './progress.ts';

const INTERVAL = 250;

type ProgressIo = Pick<Io, 'stderr' | 'environment'>;

/** Shows on standard error how far a run is: drawn over on a terminal, elsewhere as lines, until it is stopped. */
export class ProgressDisplay {
  /** Whether what else is written there may have colours. */
  readonly isColored: boolean;
  readonly #form: Form;
  readonly #timer: NodeJS.Timeout;
  #isStopped = false;

  constructor(
    private readonly progress: Progress,
    private readonly io: ProgressIo,
  ) {
    this.isColored = allowsColor(io);
    this.#form = allowsDrawing(io) ? new Drawn(io.stderr, this.isColored) : new Lines(io.stderr);
    this.#timer = setInterval(() => {
      this.#form.show(progress, false);
    }, INTERVAL);
    this.#timer.unref();
  }

  /** A message of its own lines, above what is drawn. Control characters in it are made visible. */
  async tell(text: string): Promise<void> {
    const lines = `${visible(text).replace(/\n$/, '')}\n`;
    if (this.#isStopped) await this.io.stderr.write(lines);
    else await this.#form.tell(lines, this.progress);
  }

  /** Leaves the last state and ends when it is written. Once is enough. */
  async stop(): Promise<void> {
    if (this.#isStopped) return;
    this.#isStopped = true;
    clearInterval(this.#timer);
    this.#form.show(this.progress, true);
    await this.#form.end();
  }
}

/** `NO_COLOR` has the last word. @see https://no-color.org, https://force-color.org */
function allowsColor({ stderr, environment }: ProgressIo): boolean {
  const { NO_COLOR: without = '', FORCE_COLOR: forced = '' } = environment;
  if (without !== '') return false;
  if (forced !== '') return forced !== '0' && forced !== 'false';
  return stderr.isTerminal && environment['TERM'] !== 'dumb';
}

/** The terminals of build servers are logs. */
function allowsDrawing({ stderr, environment }: ProgressIo): boolean {
  const { CI: server = '', TERM: terminal } = environment;
  return stderr.isTerminal && terminal !== 'dumb' && (server === '' || server === 'false');
}

/** A form that the state of a run is shown in. */
type Form = {
  show(progress: Progress, isLast: boolean): void;
  tell(lines: string, progress: Progress): Promise<void>;
  end(): Promise<void>;
};

class Drawn implements Form {
  readonly #terminal: Terminal;
  readonly #draw: ReturnType<typeof createLogUpdate>;

  constructor(
    sink: TextSink,
    private readonly isColored: boolean,
  ) {
    this.#terminal = new Terminal(sink);
    // A hidden cursor would stay so where the process is killed.
    this.#draw = createLogUpdate(this.#terminal, { showCursor: true });
  }

  show(progress: Progress, isLast: boolean): void {
    // What a slow terminal has not taken yet need not be drawn over.
    if (this.#terminal.writableLength > 0 && !isLast) return;
    const { columns, rows } = this.#terminal;
    const text = progressDisplay(progress.snapshot(), { columns, rows, isColored: this.isColored });
    if (text !== '') this.#draw(text);
  }

  async tell(lines: string, progress: Progress): Promise<void> {
    this.#draw.clear();
    const isWritten = new Promise<void>((resolve) => {
      this.#terminal.write(lines, () => {
        resolve();
      });
    });
    this.show(progress, true);
    await isWritten;
  }

  async end(): Promise<void> {
    this.#draw.done();
    await new Promise<void>((resolve) => {
      this.#terminal.end(resolve);
    });
  }
}

/** A sink as a stream, with the size that its terminal has at the moment. */
class Terminal extends Writable {
  readonly isTTY = true;

  constructor(private readonly sink: TextSink) {
    super({ decodeStrings: false });
  }

  get columns(): number {
    return sizeOr(80, this.sink.columns);
  }

  get rows(): number {
    return sizeOr(24, this.sink.rows);
  }

  override _write(text: string, _encoding: string, done: (error?: Error) => void): void {
    this.sink.write(text).then(() => {
      done();
    }, done);
  }
}

/** Terminals that do not know their size say 0. */
function sizeOr(usual: number, size = 0): number {
  return size > 0 ? size : usual;
}

class Lines implements Form {
  readonly #lines = new PlainLines();
  #written = Promise.resolve();

  constructor(private readonly sink: TextSink) {}

  show(progress: Progress, isLast: boolean): void {
    const snapshot = progress.snapshot();
    const text = isLast ? this.#lines.rest(snapshot) : this.#lines.due(snapshot);
    if (text !== '') this.#written = this.sink.write(text);
  }

  async tell(lines: string): Promise<void> {
    await this.sink.write(lines);
  }

  async end(): Promise<void> {
    await this.#written;
  }
}
