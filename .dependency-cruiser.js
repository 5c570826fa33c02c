// Imports point one way (CONTRIBUTING.md, "Layout"). `npm run check:imports` holds it.

const OWN =
  '^(index|analysis|vitest|hooks)\\.ts$|^(foundation|providers|assertions|suites|adoption|datasets|analysis|serve|scale|action|cli)/';

/** What a folder may import of the project, besides itself and `foundation/`. */
const mayImport = (name, from, allowed) => ({
  name,
  severity: 'error',
  from: { path: from },
  to: { path: OWN, pathNot: [from, '^foundation/', ...allowed] },
});

/** The types and readers by which one part of the project reads what another wrote. */
const CONTRACTS = [
  '^providers/case/(attackReport|caseRecord)\\.ts$',
  '^providers/loop/defences/defences\\.ts$',
  '^assertions/(metrics|calibrationRecord|gradingMetadata|caseLabel)\\.ts$',
];

export default {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'foundation-stands-alone',
      severity: 'error',
      from: { path: '^foundation/' },
      to: { path: OWN, pathNot: ['^foundation/'] },
    },
    {
      name: 'loop-is-pure',
      comment: 'The algorithm imports its own types, errors and distributions: no other library, no Node module.',
      severity: 'error',
      from: { path: '^providers/loop/' },
      to: {
        pathNot: ['^providers/loop/', '^foundation/(abort|conversation|errors)\\.ts$', '(^|/)node_modules/@stdlib/'],
      },
    },
    {
      name: 'statistics-are-pure',
      comment: 'They import their own types, errors, random numbers and distributions.',
      severity: 'error',
      from: { path: '^analysis/statistics/' },
      to: { pathNot: ['^analysis/statistics/', '^foundation/(errors|random)\\.ts$', '(^|/)node_modules/@stdlib/'] },
    },
    mayImport('models-know-the-port', '^providers/models/', ['^providers/loop/types\\.ts$']),
    mayImport('specs-know-the-port', '^providers/specs/', [
      '^providers/loop/types\\.ts$',
      '^providers/models/(callOptions|chatModel|requestKey)\\.ts$',
    ]),
    mayImport('providers-never-see-their-judge', '^providers/', []),
    mayImport('assertions-know-models', '^assertions/', [
      '^providers/models/',
      '^providers/case/caseRecord\\.ts$',
      '^providers/specs/ledgers\\.ts$',
      '^datasets/(caseSchema|expectedBehaviours)\\.ts$',
    ]),
    mayImport('datasets-stand-alone', '^datasets/', []),
    mayImport('suites-know-datasets', '^suites/', ['^datasets/', '^analysis/(statistics|results)/', ...CONTRACTS]),
    mayImport('adoption-knows-contracts', '^adoption/', [
      '^assertions/(metrics|caseFacts|judges/judge|judges/judgeRef)\\.ts$',
      '^providers/models/promptfoo/liveProviders\\.ts$',
      '^suites/modulePath\\.ts$',
    ]),
    mayImport('calibration-knows-judges', '^analysis/calibration/', [
      '^analysis/statistics/',
      '^assertions/',
      '^providers/models/',
    ]),
    mayImport('analysis-knows-contracts', '^analysis/(?!calibration/)', ['^datasets/', ...CONTRACTS]),
    mayImport('serve-knows-providers', '^serve/', ['^providers/']),
    mayImport('scale-knows-files', '^scale/', ['^providers/specs/fileOwner\\.ts$']),
    mayImport('the-action-knows-the-gate', '^action/', [
      '^analysis/gate/',
      '^cli/commands/(gate|report)/',
      '^cli/terminal/',
    ]),
    {
      name: 'promptfoo-is-a-peer',
      comment: '`import type` everywhere but in the adapters that load them when they are first used.',
      severity: 'error',
      from: { path: OWN, pathNot: '^providers/models/(promptfoo/promptfooModel|embedded/llamaLibrary)\\.ts$' },
      to: { path: '(^|/)node_modules/(promptfoo|node-llama-cpp)/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'tracing-is-a-peer',
      comment: 'OpenTelemetry is loaded where it is turned on, and nowhere else.',
      severity: 'error',
      from: { path: OWN },
      to: {
        path: '(^|/)node_modules/@opentelemetry/',
        dynamic: false,
        dependencyTypesNot: ['type-only'],
      },
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
    includeOnly: { path: [OWN, 'node_modules', '^[a-z]+$', '^node:'] },
    exclude: { path: '^(test|dist|stubs|action/dist)/' },
    enhancedResolveOptions: { conditionNames: ['import', 'node', 'default'], exportsFields: ['exports'] },
  },
};
