import { readFile, writeFile } from 'node:fs/promises';
import { GENERATED_DOCS } from './generatedDocs.ts';

for (const { path, render } of GENERATED_DOCS) {
  const file = new URL(`../../${path}`, import.meta.url);
  await writeFile(file, render(await readFile(file, 'utf8')));
}
