import js from '@eslint/js';
import { importX } from 'eslint-plugin-import-x';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** Left to right: a room imports only rooms to its left, and only through their door. */
const rooms = ['datasets', 'graders', 'reports', 'bench', 'synth', 'train'];

const doors = rooms.map((room, position) => {
  const left = rooms.slice(0, position);
  const right = rooms.slice(position + 1);
  const patterns = [
    ...left.map((other) => ({
      regex: `/${other}/(?!index\\.ts$)`,
      message: `Import ${other} through ${other}/index.ts.`,
    })),
    ...right.map((other) => ({ regex: `/${other}/`, message: `${room} lies left of ${other}.` })),
    { regex: '/cli\\.ts$', message: 'Nothing imports the command line.' },
  ];
  return { files: [`${room}/**/*.ts`], rules: { 'no-restricted-imports': ['error', { patterns }] } };
});

const pure = {
  files: ['graders/**/*.ts'],
  ignores: ['**/*.test.ts', '**/*.bench.ts'],
  rules: {
    'no-restricted-globals': ['error', 'process', 'fetch', 'setTimeout', 'performance', 'Date'],
  },
};

export default defineConfig(
  { ignores: ['dist/', 'runs/', 'node_modules/'] },
  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  importX.flatConfigs.typescript,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    settings: { 'import-x/resolver-next': [createTypeScriptImportResolver()] },
    rules: {
      '@typescript-eslint/consistent-type-definitions': ['error', 'type'],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/only-throw-error': [
        'error',
        {
          allow: [
            { from: 'file', name: 'DecodeError' },
            { from: 'file', name: 'PythonException' },
            { from: 'file', name: 'PythonSyntaxError' },
            { from: 'file', name: 'SyntaxMessage' },
          ],
        },
      ],
      'import-x/no-cycle': 'error',
      'no-control-regex': 'off',
      'max-lines': ['error', { max: 300 }],
      'max-lines-per-function': ['error', { max: 50 }],
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'Seeds come from coordinates.' },
      ],
    },
  },
  {
    files: ['**/*.test.ts', '**/*.bench.ts', 'eslint.config.js'],
    rules: { 'max-lines': 'off', 'max-lines-per-function': 'off' },
  },
  ...doors,
  pure,
);
