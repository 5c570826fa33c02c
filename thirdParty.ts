import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'esbuild';

// What both builds, of the package and of the action, do about packages whose code they bundle.

/** @stdlib's debug log is CommonJS that requires Node modules, which an ES module can't. */
export const silenceDebug: Plugin = {
  name: 'silence-debug',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]node_modules[\\/]debug[\\/]src[\\/]index\.js$/ }, () => ({
      contents: 'module.exports = () => () => {};',
    }));
  },
};

/** Licences and notices of the packages that contain these modules, each text once. */
export function licencesOf(modules: readonly string[]): string {
  const folders = new Set(modules.flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []));
  const owners = new Map<string, string[]>();
  for (const folder of [...folders].sort()) {
    const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<string, string>;
    const texts = readdirSync(folder).filter((file) => /^(?:licen[cs]e|notice)(?:\.\w+)?$/i.test(file));
    if (texts.length === 0) throw new Error(`${name}: expected a licence in ${folder}, got none`);
    for (const file of texts.sort()) {
      const text = readFileSync(join(folder, file), 'utf8').trim();
      owners.set(text, [...(owners.get(text) ?? []), `${name} ${version}`]);
    }
  }
  const sections = [...owners].map(([text, names]) => `## ${names.join(', ')}\n\n\`\`\`text\n${text}\n\`\`\`\n`);
  return `# Third-party code in this folder\n\n${sections.join('\n')}`;
}
