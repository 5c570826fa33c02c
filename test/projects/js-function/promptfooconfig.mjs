/** A provider, a prompt and assertions that are functions. */
async function guide(prompt, context) {
  const response = await fetch(`${process.env.TARGET_URL}/guide`, {
    method: 'POST',
    body: JSON.stringify({ prompt, city: context.vars.city }),
  });
  return { output: (await response.json()).reply };
}

const ask = ({ vars }) => `What is worth a visit in ${vars.city}?`;

export default {
  description: 'A city guide, written in code',
  prompts: [{ label: 'ask', raw: 'What is worth a visit?', function: ask }],
  providers: [guide],
  tests: [
    { vars: { city: 'Porto' }, assert: [{ type: 'javascript', value: (output) => output.includes('Porto') }] },
    { vars: { city: 'Lund' }, assert: [{ type: 'javascript', value: (output) => output.includes('cathedral') }] },
  ],
};
