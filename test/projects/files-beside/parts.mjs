export const request = (prompt, vars) => ({ message: prompt, topic: vars.topic });

export const reply = (json) => ({ output: `  ${json.reply}  `, metadata: { sources: json.data.sources } });

export const trimmed = (output) => String(output).trim();

export const namesTopic = (output, { vars, metadata }) =>
  output.includes(vars.topic) && !output.startsWith(' ') && metadata.sources[0] === 'handbook';
