/** A provider object made in the config, with a structured answer. */
const librarian = {
  label: 'librarian',
  id: () => 'librarian:history',
  async callApi(prompt, context) {
    const response = await fetch(`${process.env.TARGET_URL}/library`, {
      method: 'POST',
      body: JSON.stringify({ prompt, reader: context.vars.reader }),
    });
    const { data } = await response.json();
    return { output: data, metadata: { shelf: 'history' } };
  },
};

export default {
  description: 'A library that answers with its sources',
  prompts: ['{{request}}'],
  providers: [librarian],
  tests: [
    {
      vars: { request: 'Books on the Hanseatic League', reader: 'r-1' },
      assert: [
        { type: 'javascript', value: "output.text.includes('Hanseatic')" },
        { type: 'javascript', value: (_, { metadata }) => metadata.shelf === 'history' },
      ],
    },
    {
      vars: { request: 'Books on kites', reader: 'r-2' },
      assert: [{ type: 'javascript', value: 'output.sources.length > 1' }],
    },
  ],
};
