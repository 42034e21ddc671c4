import fc from 'fast-check';
import { expect, test } from 'vitest';
import { repr, SplitString, type Value } from '../../datasets/index.ts';
import { environmentClass } from '../environments/classes.ts';
import { sharedValues } from '../environments/environment.ts';
import { blockedName, withOwners } from './call-text.ts';
import { callMethod } from './call-method.ts';
import { executeCalls } from './execute.ts';

const owners = new Map([
  ['cd', 'i'],
  ['pwd', 'i'],
]);

// What `_process_method_calls` of bfcl-eval 2026.3.23 makes of these.
test.each([
  ['cd(folder=pwd())', 'i.cd(folder=i.pwd())'],
  ['cd  (folder="x (v2)")', 'i.cd(folder="x(v2)")'],
  ['cd(folder="see cd (1)")', 'i.cd(folder="see i.cd(1)")'],
  ['abcd(1)', 'abcd(1)'],
  ['x.cd(1)', 'x.i.cd(1)'],
  ['écd(1) cd(2)', 'écd(1) i.cd(2)'],
  ['cd\u00a0(1)', 'i.cd(1)'],
  ['print("é") or cd(1)', 'print("é") or i.cd(1)'],
])('%s is rewritten', (text, rewritten) => {
  expect(withOwners(text, owners)).toBe(rewritten);
});

test.each([
  ['kill()', 'kill'],
  ['i.remove(1)', 'remove'],
  ['run', 'run'],
  ['a.b.exit()', undefined],
  ['f(exit())', undefined],
])('%s calls what is refused: %s', (text, name) => {
  expect(blockedName(text)).toBe(name);
});

function instances() {
  const files = environmentClass('GorillaFileSystem');
  if (files === undefined) throw new Error('no file system');
  const setting = { today: { year: 2026, month: 1, day: 1 }, shared: sharedValues() };
  return new Map([['m_eval_x_GorillaFileSystem_instance', files.open(new Map(), setting)]]);
}

test.each([
  ['pwd()', '{"current_working_directory": "//"}'],
  [' ls( )', '{"current_directory_content": []}'],
  ['"a" + "b"', 'ab'],
  ['[1, 2.0, None]', '[1, 2.0, None]'],
  ['{"a": (1, 2)}', '{"a": [1, 2]}'],
  ['{(1,): 2}', '{(1,): 2}'],
  ['len(pwd()["current_working_directory"])', '2'],
  ['json.dumps([1, 2.0, None])', '[1, 2.0, null]'],
  ['json.loads("[1, 2.0]")', '[1, 2.0]'],
  ['json.dumps({1})', 'Error during execution: Object of type set is not JSON serializable'],
  ['print("x")', 'None'],
  ['print', '<built-in function print>'],
  ['str', "<class 'str'>"],
  ['[...]', '[Ellipsis]'],
  ['nothing()', "Error during execution: name 'nothing' is not defined"],
  ['pwd(1)', 'Error during execution: GorillaFileSystem.pwd() takes 1 positional argument but 2 were given'],
  ['pwd().x', "Error during execution: 'dict' object has no attribute 'x'"],
  ['kill()', 'Error during execution: Function call kill is not allowed.'],
  ['cd(folder=1, folder=2)', 'Error during execution: keyword argument repeated: folder (<string>, line 1)'],
])('%s comes to %s', (text, result) => {
  expect(executeCalls([text], instances())).toEqual([result]);
});

const piece = fc.constantFrom(
  ...`'x'|"it's"|'a\\n'|'\\u00e9'|'\\ud800'|'\\x'|'é’'|'𝒳'|1|-2.5|1e400|007|True|None|[1, "a"]|{'a': [], 'a': 1}|(1,)|{1: 2}|-0|+1`.split(
    '|',
  ),
  ...`pwd|pwd()|'pwd ()'|' (v2)'|content|file_name=|content=|self=|__debug__=|,| |=|==|\n|\r|\\|#|**{}|*[1]|)|[|x`.split(
    '|',
  ),
);

test('a plain call comes to what the same call comes to after rewriting and parsing', () => {
  const given = fc.oneof(
    fc.array(piece, { maxLength: 5 }).map((pieces) => pieces.join('')),
    fc.tuple(piece, piece).map(([content, name]) => `content=${content}, file_name=${name}`),
  );
  const text = fc.tuple(fc.constantFrom('echo', 'ls', 'nothing', 'é', 'class'), given);
  fc.assert(
    fc.property(text, ([name, passed]) => {
      const call = `${name}(${passed})`;
      // A blank in front is no part of a plain call, and is lost where it is parsed.
      expect(executeCalls([call], instances())).toEqual(executeCalls([` ${call}`], instances()));
    }),
    { numRuns: 5000 },
  );
});

test.each(['4o_eval_x', 'a b', 'é', 'None'])('no method is found in an instance named %s', (name) => {
  const [environment] = instances().values();
  if (environment === undefined) throw new Error('no file system');
  const [result] = executeCalls(['pwd()'], new Map([[name, environment]]));
  const isName = name === 'é';
  expect(result?.startsWith('Error during execution: ')).toBe(!isName);
});

// None of these is to reach anything but Python's plain data, or to take more than its budget.
test.each([
  '__import__("os").system("true")',
  'open("/etc/passwd").read()',
  'eval("1")',
  'exec("x = 1")',
  'globals()',
  'locals()',
  'vars()',
  'dir()',
  'getattr(1, "real")',
  '().__class__.__base__.__subclasses__()',
  '(lambda: 0).__globals__',
  '[x for x in (1).__class__.__mro__]',
  '"{0.__class__}".format(1)',
  'pwd.__self__',
  'pwd.__func__.__globals__',
  'json.JSONDecoder().decode("{}")',
  'json.dumps.__globals__',
  'print.__self__',
  'print("x", file=1)',
  'importlib.import_module("os")',
  'initial_config',
  'm_eval_x_GorillaFileSystem_instance._load_scenario({})',
  'm_eval_x_GorillaFileSystem_instance.__dict__',
  '9**9**9',
  '"a" * 10**9',
  '[[0] * 10**5] * 10**5',
  '(((((10**100)**100)**100)**100)**100)',
  '[1 for a in range(10**9)]',
  'sum(range(10**12))',
  '"%1000000000d" % 1',
  'f"{1:>1000000000}"',
  `${'('.repeat(500)}1${')'.repeat(500)}`,
])('%s reaches nothing', (text) => {
  const [result = ''] = executeCalls([text], instances());
  expect(result).toMatch(/^Error during execution: /);
  expect(result.length).toBeLessThan(1000);
});

test.each<[string, Record<string, Value>, string]>([
  ['touch', { file_name: 'a (1).txt' }, "touch(file_name='a (1).txt')"],
  ['mkdir', { dir_name: 5n }, 'mkdir(dir_name=5)'],
  ['tail', { file_name: 'a', lines: 2.5 }, "tail(file_name='a', lines=2.5)"],
  ['cd', { path: 'a' }, "cd(path='a')"],
  ['cd', {}, 'cd()'],
  ['ls', { a: true }, 'ls(a=True)'],
  ['find', { path: '.', name: '\u00e9' }, "find(path='.', name='é')"],
])('%s with arguments by name (%#) comes to what its text comes to', (name, given, text) => {
  const result = callMethod(name, new Map<Value, Value>(Object.entries(given)), instances());
  const [expected = ''] = executeCalls([text], instances());
  expect(result).toEqual({ text: expected, isFailure: expected.startsWith('Error during execution: ') });
});

test.each(['_load_scenario', 'open', 'constructor', 'kill'])('there is no method %s to call', (name) => {
  expect(callMethod(name, new Map(), instances())).toBeUndefined();
});

test('surrogates that come by name and those of call texts are the same', () => {
  const [byName, byText] = [instances(), instances()];
  const content = new SplitString([0xd83d, 0xde00]);
  for (const name of ['a.txt', 'b.txt']) callMethod('touch', new Map([['file_name', name]]), byName);
  executeCalls(["touch('a.txt')", "touch('b.txt')"], byText);
  callMethod(
    'echo',
    new Map<Value, Value>([
      ['content', content],
      ['file_name', 'a.txt'],
    ]),
    byName,
  );
  executeCalls([String.raw`echo('\ud83d\ude00', 'a.txt')`], byText);
  const read = (those: ReturnType<typeof instances>) =>
    executeCalls(["cat('a.txt')", "wc('a.txt', 'c')"], those);
  expect(read(byName)).toEqual([
    String.raw`{"file_content": "\ud83d\ude00"}`,
    '{"count": 2, "type": "characters"}',
  ]);
  expect(read(byText)).toEqual(read(byName));
  const states = [byName, byText].map((those) =>
    [...those.values()].map((one) => repr(new Map(one.state()))),
  );
  expect(states[0]).toEqual(states[1]);
  expect(states[0]?.[0]).toContain(String.raw`'\ud83d\ude00'`);
});
