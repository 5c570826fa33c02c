/** promptfoo waits for a config that is a promise. */
async function createConfig() {
  const topics = await Promise.resolve(['rivers', 'volcanoes']);
  return {
    description: 'Quiz questions',
    prompts: ['Ask me about {{topic}}.'],
    providers: ['openai:chat:gpt-4o-mini'],
    tests: topics.map((topic) => ({ vars: { topic }, assert: [{ type: 'icontains', value: 'rivers' }] })),
  };
}

export default createConfig();
