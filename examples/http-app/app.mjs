// The application under test: accepts {message}, returns {reply}. Reads PORT and OPENAI_BASE_URL from the environment.
import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';

const { PORT = 3000, OPENAI_BASE_URL = 'https://api.openai.com/v1', OPENAI_API_KEY } = process.env;

createServer(async (request, response) => {
  const { message } = await json(request);
  const answer = await fetch(`${OPENAI_BASE_URL}/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${OPENAI_API_KEY}` },
    body: JSON.stringify({
      model: 'gpt-4o-mini',
      messages: [
        { role: 'system', content: 'You are the help desk of a hardware shop.' },
        { role: 'user', content: message },
      ],
    }),
  });
  const { choices } = await answer.json();
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ reply: choices[0].message.content }));
}).listen(PORT, '127.0.0.1');
