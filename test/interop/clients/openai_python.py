"""The SDK of OpenAI for Python: plain, several answers, a stream, parts, tools, extra fields, a fault."""

import json
import sys

import openai

base_url, model = sys.argv[1:3]
client = openai.OpenAI(base_url=base_url, api_key="none", max_retries=0)
errors = []
answers = 0

MESSAGES = [
    {"role": "system", "content": "Answer briefly."},
    {"role": "user", "content": "How do I kill a stuck Python process?"},
]
TOOL = {"type": "function", "function": {"name": "now", "parameters": {"type": "object"}}}


def attempt(what, ask):
    global answers
    try:
        texts = ask()
        if not texts or not all(texts):
            raise ValueError("an empty answer")
        answers += len(texts)
    except Exception as error:
        errors.append(f"{what}: {error!r}")


def create(**fields):
    completion = client.chat.completions.create(**{"model": model, "messages": MESSAGES, **fields})
    return [choice.message.content for choice in completion.choices]


def models():
    return [one.id for one in client.models.list() if one.id == model]


def stream():
    chunks = list(
        client.chat.completions.create(
            model=model, messages=MESSAGES, stream=True, stream_options={"include_usage": True}
        )
    )
    if chunks[-1].usage is None:
        raise ValueError("no usage")
    return ["".join(choice.delta.content or "" for chunk in chunks for choice in chunk.choices)]


def extra():
    raw = client.chat.completions.with_raw_response.create(
        model=model,
        messages=MESSAGES,
        extra_headers={"x-metasc-chain": "interop"},
        extra_body={"min_p": 0.1},
    )
    if raw.headers["x-metasc-chain"] != "interop":
        raise ValueError("another chain")
    return [raw.parse().choices[0].message.content]


def fault():
    try:
        create(model="nobody")
    except openai.NotFoundError as error:
        return [error.code] if error.code == "model_not_found" else []
    return []


attempt("models", models)
attempt("a model", lambda: [client.models.retrieve(model).id])
attempt("plain", lambda: create(temperature=0, seed=7))
attempt("n and stop", lambda: create(n=3, stop=["#", ";"], max_tokens=200))
attempt("parts", lambda: create(messages=[{"role": "user", "content": [{"type": "text", "text": "What is a fork bomb?"}]}]))
attempt("tools", lambda: create(tools=[TOOL]))
attempt("stream", stream)
attempt("extra fields", extra)
attempt("a fault", fault)

print(json.dumps({"version": openai.__version__, "answers": answers, "errors": errors}))
