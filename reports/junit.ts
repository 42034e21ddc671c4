import { escapeHtml } from './escape.ts';

export type JunitCase = {
  readonly name: string;
  /** What it belongs to, with dots between levels. */
  readonly className: string;
  /** Undefined: it passed. `skipped` has no verdict. */
  readonly outcome?: {
    readonly kind: 'failure' | 'skipped';
    readonly message: string;
    readonly text: string;
  };
  /** What else is to be told. */
  readonly output?: string;
};

/** A test report as CI systems read it: one suite of cases. What XML cannot hold is written as in `visible`. */
export function renderJunit(suite: string, cases: readonly JunitCase[]): string {
  const count = (kind: string) => cases.filter(({ outcome }) => outcome?.kind === kind).length;
  const counts = `tests="${cases.length}" failures="${count('failure')}" skipped="${count('skipped')}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites>',
    `<testsuite name="${escapeHtml(suite)}" ${counts}>`,
    ...cases.map(caseText),
    '</testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function caseText({ name, className, outcome, output }: JunitCase): string {
  const inner = [
    ...(outcome === undefined
      ? []
      : [
          `<${outcome.kind} message="${escapeHtml(outcome.message)}">${escapeHtml(outcome.text)}</${outcome.kind}>`,
        ]),
    ...(output === undefined ? [] : [`<system-out>${escapeHtml(output)}</system-out>`]),
  ];
  return `<testcase classname="${escapeHtml(className)}" name="${escapeHtml(name)}">${inner.join('')}</testcase>`;
}
