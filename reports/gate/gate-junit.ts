import type { GateRecord } from '../../datasets/index.ts';
import { renderJunit } from '../junit.ts';
import { points, provenance } from './wording.ts';

/** A gate's decision as a JUnit report: the decision and each guard are a case. */
export function gateJunit(record: GateRecord): string {
  const { verdict, reasons, base, candidate, primary, guards } = record;
  const difference = `difference ${points(primary.difference)} points, ${points(primary.low)} to ${points(primary.high)}`;
  const told = [...reasons, ...provenance(record)].join('\n');
  const failed = { kind: 'failure', message: verdict, text: told } as const;
  return renderJunit(`gate: ${candidate.name} against ${base.name}`, [
    {
      name: `${primary.name} is promoted`,
      className: 'gate',
      ...(verdict !== 'PROMOTE' && { outcome: failed }),
      output: difference,
    },
    ...guards.map(({ name, status, description }) => ({
      name,
      className: 'gate.guards',
      ...(status !== 'fine' && {
        outcome: { kind: 'failure', message: status, text: description } as const,
      }),
    })),
  ]);
}
