import type { UnifiedConfig } from 'promptfoo';

const languages = ['French', 'Polish'] as const;

const config: UnifiedConfig = {
  description: 'A translator, in TypeScript',
  prompts: ['Translate into {{language}}: {{text}}'],
  providers: [{ id: 'openai:chat:gpt-4o-mini', label: 'translator', config: { temperature: 0.3 } }],
  tests: languages.map((language) => ({
    vars: { language, text: 'Mind the gap' },
    assert: [{ type: 'icontains', value: 'polish' }],
  })),
};

export default config;
