const [flag, prompt] = process.argv.slice(2);
const response = await fetch(`${process.env.TARGET_URL}/tool`, {
  method: 'POST',
  body: JSON.stringify({ prompt, flag }),
});
const { reply } = await response.json();
process.stdout.write(`${reply}\n`);
