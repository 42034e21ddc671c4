import { expect, test } from 'vitest';
import { environmentClass } from '../environments/classes.ts';
import { sharedValues } from '../environments/environment.ts';
import { blockedName, withOwners } from './call-text.ts';
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
