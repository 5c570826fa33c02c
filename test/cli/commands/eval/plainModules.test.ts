import { execFileSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { createTemporaryFolder } from '../../../support/temporaryFolder.ts';

const PLAIN_MODULES = new URL('../../../../cli/commands/eval/plainModules.ts', import.meta.url).href;
const OWN = new URL('../../../../dist/suites/none.js', import.meta.url).href;

it("keeps promptfoo's modules and this package's built ones from hooks like tsx's, and no others", () => {
  using folder = createTemporaryFolder({
    'node_modules/promptfoo/dist/src/main.js': "import './chunk.js'; await import(process.env.CONFIG);",
    'node_modules/promptfoo/dist/src/chunk.js': '',
    'node_modules/other/index.js': '',
    'package.json': '{"type": "module"}',
    'config.js': "import 'other';",
    'start.mjs': `import module from 'node:module';
      const asked = [];
      module.registerHooks({
        resolve(specifier, context, next) {
          asked.push('resolve ' + specifier.split('/').at(-1));
          return next(specifier, context);
        },
        load(url, context, next) {
          asked.push('load ' + url.split('/').at(-1));
          return next(url, context);
        },
      });
      await import('./node_modules/promptfoo/dist/src/main.js');
      await import(${JSON.stringify(OWN)}).catch(() => {});
      console.log(JSON.stringify(asked));`,
    'node_modules/other/package.json': '{"type": "module", "exports": "./index.js"}',
  });
  const printed = execFileSync(process.execPath, ['--import', PLAIN_MODULES, folder.join('start.mjs')], {
    encoding: 'utf8',
    env: { NODE_NO_WARNINGS: '1', CONFIG: pathToFileURL(folder.join('config.js')).href },
  });
  expect(JSON.parse(printed)).toEqual([
    'resolve main.js',
    'resolve config.js',
    'load config.js',
    'resolve other',
    'load index.js',
    'resolve none.js',
  ]);
});
