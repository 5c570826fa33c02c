// Imports point one way (CONTRIBUTING.md, "Layout"). `npm run check:imports` holds it.

const OWN =
  '^(index|vitest|hooks|abort|errors|schemaFaults|userFile)\\.ts$|^(providers|assertions|suites|datasets|analysis|cli)/';

/** What a folder may import of the project, besides itself. */
const mayImport = (name, from, allowed) => ({
  name,
  severity: 'error',
  from: { path: from },
  to: { path: OWN, pathNot: [from, '^(abort|errors|schemaFaults|userFile)\\.ts$', ...allowed] },
});

export default {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'loop-is-pure',
      comment: 'The algorithm imports its own types and errors: no library, no Node module.',
      severity: 'error',
      from: { path: '^providers/loop/' },
      to: { pathNot: ['^providers/loop/', '^(abort|errors)\\.ts$'] },
    },
    {
      name: 'statistics-are-pure',
      comment: 'They import their own types, errors and distributions.',
      severity: 'error',
      from: { path: '^analysis/statistics/' },
      to: { pathNot: ['^analysis/statistics/', '^errors\\.ts$', '(^|/)node_modules/@stdlib/'] },
    },
    mayImport('models-know-the-port', '^providers/models/', [
      '^providers/loop/types\\.ts$',
      '^providers/processRegistry\\.ts$',
    ]),
    mayImport('specs-know-the-loop-types', '^providers/specs/', [
      '^providers/loop/types\\.ts$',
      '^providers/processRegistry\\.ts$',
    ]),
    mayImport('providers-never-see-their-judge', '^providers/', []),
    mayImport('assertions-know-models', '^assertions/', [
      '^providers/models/',
      '^providers/providerConfig\\.ts$',
      '^analysis/calibrationRecord\\.ts$',
    ]),
    mayImport('datasets-stand-alone', '^datasets/', []),
    mayImport('suites-know-datasets', '^suites/', ['^datasets/', '^analysis/statistics/', '^analysis/textTable\\.ts$']),
    mayImport('analysis-knows-datasets', '^analysis/', ['^datasets/']),
    {
      name: 'promptfoo-is-a-peer',
      comment: '`import type` everywhere but in the adapters that load them when they are first used.',
      severity: 'error',
      from: { path: OWN, pathNot: '^providers/models/(promptfooModel|llamaLibrary)\\.ts$' },
      to: { path: '(^|/)node_modules/(promptfoo|node-llama-cpp)/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-unknown-modules',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    includeOnly: {
      path: [
        '^(index|vitest|hooks|abort|errors|schemaFaults|userFile)\\.ts$',
        '^(providers|assertions|suites|datasets|analysis|cli)/',
        'node_modules',
        '^[a-z]+$',
        '^node:',
      ],
    },
    exclude: { path: '^(test|dist|stubs)/' },
    enhancedResolveOptions: { conditionNames: ['import', 'node', 'default'], exportsFields: ['exports'] },
  },
};
