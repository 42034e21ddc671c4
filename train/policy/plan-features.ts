import { candidatesFor } from './candidates.ts';
import { FeatureRow, type Features } from './feature-table.ts';
import { callFeatures, type View } from './call-features.ts';
import type { Plan } from './plans.ts';
import type { Question } from './question.ts';
import type { ToolChoice, ToolView } from './tool-view.ts';
import { isStopWord } from './tokens.ts';
import { valueMentionsIn } from './value-mentions.ts';

const opinionWords = new Set(
  'think opinion feel favourite favorite joke story poem explain why meaning love best advice recommend should'.split(
    ' ',
  ),
);

/** What speaks for each plan of a question. @param missing of each tool, how many required values the question does not seem to hold */
export function planFeatures(
  question: Question,
  choice: ToolChoice,
  plans: readonly Plan[],
  missing: readonly number[],
): Features[] {
  const whole = choice.views.map((view) => choice.match(view, () => true));
  const order = whole
    .map((_, index) => index)
    .sort((a, b) => (whole[b]?.score ?? 0) - (whole[a]?.score ?? 0));
  const view: View = { question, choice, missing, whole, order, mentions: valueMentionsIn(question) };
  return plans.map((plan) => (plan.kind === 'none' ? noneFeatures(view) : callFeatures(view, plan)));
}

/** How well the sentence fits a tool that fits it best: what is said beside the request does not count. */
function bestSentence(
  { question: { tokens }, choice }: Pick<View, 'question' | 'choice'>,
  tool: number,
): number {
  const view = choice.views[tool];
  const last = tokens.at(-1)?.sentence ?? 0;
  if (view === undefined) return 0;
  const scores = Array.from(
    { length: last + 1 },
    (_, sentence) => choice.match(view, (at) => tokens[at]?.sentence === sentence).score,
  );
  return Math.max(...scores);
}

function namesChoice(question: Question, view: ToolView | undefined): boolean {
  const leaves = view?.leaves.filter(({ type, isRequired }) => type === 'choice' && isRequired) ?? [];
  return leaves.some((leaf) => candidatesFor(question, leaf).some(({ spans }) => spans.length > 0));
}

function noneFeatures({ question, choice, missing, whole, order }: View): Features {
  const [first = 0, second] = order;
  const best = whole[first];
  const content = question.tokens.filter(({ kind, lower }) => kind === 'word' && !isStopWord(lower));
  const lacking = missing[first] ?? 0;
  const required = choice.views[first]?.leaves.filter(({ isRequired }) => isRequired).length ?? 0;
  const values =
    question.numbers.length +
    question.quotes.length +
    question.dates.length +
    question.names.filter(({ form }) => form === 'run').length;
  return new FeatureRow()
    .add('plan.none')
    .add('none.bestName', best?.name ?? 0)
    .add('none.bestText', best?.text ?? 0)
    .add('none.best', best?.score ?? 0)
    .add('none.bestCovered', best?.nameCovered ?? 0)
    .add('none.parameters', Math.max(...whole.map(({ parameters }) => parameters)))
    .add('none.matched', Math.min(4, Math.max(...whole.map(({ matched }) => matched))) / 4)
    .add('none.rare', best?.rare ?? 0)
    .add('none.bestSentence', bestSentence({ question, choice }, first))
    .when('none.choiceNamed', namesChoice(question, choice.views[first]))
    .add('none.margin', second === undefined ? 0 : (best?.score ?? 0) - (whole[second]?.score ?? 0))
    .add('none.unmatched', 1 - (best?.name ?? 0) - (best?.text ?? 0))
    .when('none.nothingMatched', (best?.name ?? 0) === 0)
    .when('none.objectMissing', best?.lastName !== true)
    .when('none.verbDiffers', best?.verb === 'other')
    .add('none.missing', required === 0 ? 0 : lacking / required)
    .when('none.missingAll', required > 0 && lacking === required)
    .add('none.required', Math.min(required, 5) / 5)
    .when('none.oneTool', whole.length === 1)
    .when('none.manyTools', whole.length > 3)
    .when(
      'none.opinion',
      content.some(({ lower }) => opinionWords.has(lower)),
    )
    .add('none.typed', Math.min(3, Math.max(...choice.typed.map(({ all }) => all))) / 3)
    .add('none.typedShare', choice.typed[first]?.required ?? 0)
    .when(
      'none.untyped',
      choice.typed.every(({ all }) => all === 0),
    )
    .when('none.answer', question.isAnswer)
    .add('none.values', Math.min(values, 4) / 4).features;
}
