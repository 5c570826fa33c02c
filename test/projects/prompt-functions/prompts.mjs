export async function triage({ vars, provider }) {
  const urgent = Number(vars.priority) === 1;
  return {
    prompt: [
      {
        role: 'system',
        content: `You triage tickets${urgent ? ', fast' : ''}. You run on ${provider.id.split(':')[0]}.`,
      },
      { role: 'user', content: vars.ticket },
    ],
    config: { max_tokens: urgent ? 40 : 200 },
  };
}
