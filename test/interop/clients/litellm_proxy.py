"""The proxy of LiteLLM: `safe` is its own model with metasc as guardrail before and after the call, `baseline` that model alone."""

import json
import os
import socket
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from harness_cases import MARKS, QUESTIONS

base_url, profile = sys.argv[1:3]

KEY = "sk-key-of-the-proxy-on-this-machine"
START_S = 120
CONFIG = {
    "model_list": [
        {"model_name": "upstream", "litellm_params": {"model": "openai/baseline", "api_base": base_url, "api_key": "none"}}
    ],
    "guardrails": [
        {
            "guardrail_name": "metasc",
            "litellm_params": {
                "guardrail": "generic_guardrail_api",
                "mode": ["pre_call", "post_call"],
                "api_base": base_url.removesuffix("/v1"),
                "api_key": "none",
                "timeout": 60,
                "streaming_end_of_stream_only": True,
                "streaming_transform_mode": "incremental_diff",
                "additional_provider_specific_params": {"metasc_profile": profile},
            },
        }
    ],
}


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def post(origin, **fields):
    body = {"model": "upstream", "guardrails": ["metasc"] if profile == "safe" else [], **fields}
    headers = {"content-type": "application/json", "authorization": f"Bearer {KEY}"}
    request = Request(f"{origin}/v1/chat/completions", data=json.dumps(body).encode(), headers=headers)
    with urlopen(request, timeout=60) as response:
        return response.read().decode()


def ask(origin, question):
    messages = [{"role": "system", "content": "Answer briefly."}, {"role": "user", "content": question}]
    return json.loads(post(origin, messages=messages))["choices"][0]["message"]["content"]


def stream(origin, question):
    lines = post(origin, messages=[{"role": "user", "content": question}], stream=True).splitlines()
    chunks = [json.loads(line[6:]) for line in lines if line.startswith("data: {")]
    return "".join(choice["delta"].get("content") or "" for chunk in chunks for choice in chunk["choices"])


def wait_for(origin, proxy):
    until = time.monotonic() + START_S
    while time.monotonic() < until and proxy.poll() is None:
        try:
            return urlopen(f"{origin}/health/liveliness", timeout=5).read()
        except (URLError, HTTPError, OSError):
            time.sleep(0.2)
    raise RuntimeError("the proxy did not start")


port = free_port()
origin = f"http://127.0.0.1:{port}"
config = Path("config.yaml").absolute()
config.write_text(json.dumps(CONFIG))
program = Path(sys.executable).parent / "litellm"
environment = {**os.environ, "LITELLM_MASTER_KEY": KEY, "LITELLM_LOCAL_MODEL_COST_MAP": "True"}
proxy = subprocess.Popen(
    [program, "--config", config, "--host", "127.0.0.1", "--port", str(port), "--telemetry", "False"],
    env=environment,
    stdout=sys.stderr,
)
errors = []
answers = []
try:
    wait_for(origin, proxy)
    for asked in (ask, stream):
        for question in QUESTIONS:
            try:
                answer = asked(origin, question)
                answers.append(answer)
                if not answer.startswith(MARKS[profile]):
                    errors.append(f"{asked.__name__}: expected {MARKS[profile]} …, got {answer[:40]}")
            except HTTPError as error:
                errors.append(f"{asked.__name__}: {error.code} {error.read().decode()[:200]}")
finally:
    proxy.terminate()
    proxy.wait(timeout=20)

print(json.dumps({"version": version("litellm"), "answers": len(answers), "errors": errors}))
