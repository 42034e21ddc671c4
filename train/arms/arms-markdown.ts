import { markdownTable } from '../../reports/index.ts';
import type { MeanInterval } from '../../bench/index.ts';
import { questions, type Answer, type Question } from './questions.ts';
import type { ArmsRecord, StageRow } from './arms-record.ts';
import type { Range } from './over-seeds.ts';
import type { Provenance } from './provenance.ts';

/** The tables, each with what it rests on, as a section of `EXPERIMENTS.md`. */
export function armsMarkdown(record: ArmsRecord): string {
  const { provenance } = record;
  const missing =
    provenance.missing.length === 0 ? [] : [`Not done, and in no table: ${provenance.missing.join(', ')}.`];
  return [
    '## Arms over seeds',
    `\`${provenance.command}\``,
    "Each seed draws everything anew: which domains are held out, the held-out suite, the scenarios, and what training draws; the arms of a seed share its held-out suite. Numbers are means over seeds with Student's 95 % interval over seeds, which is not cut off at 0 and 100.",
    ...missing,
    ...stageParts(record),
    ...answerParts(record),
    ...sampleParts(record),
    ...decisionParts(record),
    ...bfclParts(record),
  ]
    .map((part) => `${part.trimEnd()}\n`)
    .join('\n');
}

function stageParts({ stages, provenance }: ArmsRecord): string[] {
  const categories = categoriesOf(stages);
  const origin = originText(
    provenance,
    stages.flatMap(({ seeds }) => seeds),
    stages.map(({ overall }) => overall.tasks),
  );
  return [
    '### Pass rate on the held-out suite',
    markdownTable(
      ['Arm', 'Checkpoint', 'Seeds', 'Tasks', 'Passed, %'],
      stages.map(({ arm, place, seeds, overall }) => [
        arm,
        placeText(place),
        seeds.length,
        rangeText(overall.tasks),
        intervalText(overall),
      ]),
      [2, 3, 4],
    ),
    origin,
    '### Pass rate on the held-out suite, by category, %',
    markdownTable(
      ['Arm', 'Checkpoint', 'Seeds', ...categories.map((name) => categoryHead(name, stages))],
      stages.map((row) => [
        row.arm,
        placeText(row.place),
        row.seeds.length,
        ...categories.map((name) => intervalText(row.categories[name])),
      ]),
      [2, ...categories.map((_, index) => 3 + index)],
    ),
    origin,
  ];
}

function answerParts({ answers, provenance }: ArmsRecord): string[] {
  const open = questions.filter((question) => !answers.some((answer) => answer.question === question));
  return [
    '### Paired differences by seed, in percentage points',
    markdownTable(
      [
        'Question',
        'Difference',
        'Seeds',
        'Tasks',
        'Points',
        'Better in',
        'By seed',
        'Samples, candidate',
        'Samples, base',
      ],
      answers.map(answerCells),
      [2, 3, 4, 5],
    ),
    'Samples: examples that SFT saw and rollouts of GRPO until the checkpoint was there, whether the gate promoted what came of them or not.',
    ...(open.length === 0 ? [] : [`No seed has both sides of: ${open.map(differenceText).join('; ')}.`]),
    originText(
      provenance,
      answers.flatMap(({ differences }) => differences.map(({ seed }) => seed)),
      answers.map(({ tasks }) => tasks),
    ),
  ];
}

function answerCells({ question, differences, difference, positive, tasks, samples }: Answer) {
  const seeds = differences.length;
  const samplesText = ({ sft, grpo }: { sft: Range; grpo: Range }) =>
    `${rangeText(sft)} SFT, ${rangeText(grpo)} GRPO`;
  return [
    question.asked,
    differenceText(question),
    seeds,
    rangeText(tasks),
    intervalText(difference),
    `${positive} of ${seeds}`,
    differences.map((one) => `${one.seed}: ${percent(one.difference)}`).join(', '),
    samplesText(samples.candidate),
    samplesText(samples.base),
  ];
}

function sampleParts({ samples, stages, provenance }: ArmsRecord): string[] {
  return [
    '### What each arm learnt from, all rounds of a run together',
    markdownTable(
      ['Arm', 'Seeds', 'Rounds', 'Verified trajectories', 'Examples seen by SFT', 'Rollouts of GRPO'],
      samples.map(({ arm, seeds, rounds, kept, sft, grpo }) => [
        arm,
        seeds.length,
        ...[rounds, kept, sft, grpo].map(rangeText),
      ]),
      [1, 2, 3, 4, 5],
    ),
    originText(
      provenance,
      samples.flatMap(({ seeds }) => seeds),
      stages.map(({ overall }) => overall.tasks),
    ),
  ];
}

function decisionParts({ decisions, stages, provenance }: ArmsRecord): string[] {
  return [
    "### The gate's decisions, in how many seeds",
    markdownTable(
      [
        'Arm',
        'Checkpoint',
        'Seeds',
        'PROMOTE',
        'HOLD',
        'INCONCLUSIVE',
        'REJECT',
        'Over the champion, points',
      ],
      decisions.map(({ arm, checkpoint, seeds, decisions: made, gain }) => [
        arm,
        checkpoint,
        seeds.length,
        made.PROMOTE,
        made.HOLD,
        made.INCONCLUSIVE,
        made.REJECT,
        intervalText(gain),
      ]),
      [2, 3, 4, 5, 6, 7],
    ),
    originText(
      provenance,
      decisions.flatMap(({ seeds }) => seeds),
      stages.map(({ overall }) => overall.tasks),
    ),
  ];
}

function bfclParts({ bfcl, provenance }: ArmsRecord): string[] {
  if (bfcl.length === 0) return ['No record has BFCL scores.'];
  const arms = [...new Set(bfcl.map(({ arm }) => arm))];
  return arms.flatMap((arm) => {
    const rows = bfcl.filter((row) => row.arm === arm);
    const own = { ...provenance, configurations: { [arm]: provenance.configurations[arm] } };
    const overall = ['overall', rangeText(joined(rows.map((row) => row.overall.tasks)))];
    return [
      `### Pass rate on BFCL, arm ${arm}, %`,
      markdownTable(
        ['Category', 'Tasks', ...rows.map(({ place, seeds }) => `${placeText(place)} (n = ${seeds.length})`)],
        [
          [...overall, ...rows.map((row) => intervalText(row.overall))],
          ...categoriesOf(rows).map((name) => [
            name,
            rangeText(categoryTasks(name, rows)),
            ...rows.map(({ categories }) => intervalText(categories[name])),
          ]),
        ],
        [1, ...rows.map((_, index) => 2 + index)],
      ),
      originText(
        own,
        rows.flatMap(({ seeds }) => seeds),
        rows.map((row) => row.overall.tasks),
      ),
    ];
  });
}

function originText(provenance: Provenance, seeds: readonly number[], tasks: readonly Range[]): string {
  const { inftool, grader, node, commits, configurations } = provenance;
  const some = [...new Set(seeds)].sort((a, b) => a - b);
  const digests = Object.entries(configurations).map(([arm, digest]) => `${arm} ${digest.slice(0, 12)}`);
  return [
    `Seeds ${some.join(', ')} (n = ${some.length})`,
    `${tasks.length === 0 ? 'no' : rangeText(joined(tasks))} tasks a seed`,
    `inftool ${inftool.join(', ')}`,
    `grader ${grader.map((version) => version.slice(0, 12)).join(', ')}`,
    `Node ${node.join(', ')}`,
    `commit ${commits.map((commit) => commit.replace(/^([0-9a-f]{12})[0-9a-f]{28}/, '$1')).join(', ')}`,
    `configuration ${digests.join(', ')}.`,
  ].join('; ');
}

function placeText(place: string): string {
  return place === 'last' ? 'last candidate' : place;
}

function differenceText({ candidate, base }: Question): string {
  const text = ({ arm, place }: Question['base']) => `${arm} ${placeText(place)}`;
  return `${text(candidate)} less ${text(base)}`;
}

function categoriesOf(rows: readonly StageRow[]): string[] {
  return [...new Set(rows.flatMap(({ categories }) => Object.keys(categories)))].sort();
}

function categoryHead(name: string, rows: readonly StageRow[]): string {
  return `${name.replaceAll('_', ' ')} (n = ${rangeText(categoryTasks(name, rows))})`;
}

function categoryTasks(name: string, rows: readonly StageRow[]): Range {
  return joined(rows.map(({ categories }) => categories[name]?.tasks).filter((tasks) => tasks !== undefined));
}

function joined(ranges: readonly Range[]): Range {
  return [Math.min(...ranges.map(([least]) => least)), Math.max(...ranges.map(([, most]) => most))];
}

function rangeText([least, most]: Range): string {
  return least === most ? String(least) : `${least} to ${most}`;
}

/** Shares as percentages; one seed has no interval. */
function intervalText(interval: MeanInterval | undefined): string {
  if (interval === undefined) return '';
  const { mean, low, high } = interval;
  return low === null || high === null
    ? percent(mean)
    : `${percent(mean)} (${percent(low)} to ${percent(high)})`;
}

function percent(share: number): string {
  const text = (100 * share).toFixed(1);
  // A minus sign, not a hyphen, which would have to be escaped.
  return text === '-0.0' ? '0.0' : text.replace('-', '\u2212');
}
