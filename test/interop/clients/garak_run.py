"""A garak run of two probes, nine prompts, with the generator that garak has for servers like OpenAI's."""

import json
import subprocess
import sys
from importlib.metadata import version
from os import environ
from pathlib import Path

from harness_cases import MARKS

base_url, model = sys.argv[1:3]

options = Path("generator.json").absolute()
options.write_text(json.dumps({"openai": {"OpenAICompatible": {"uri": base_url}}}))
run = subprocess.run(
    [
        *(sys.executable, "-m", "garak", "--narrow_output"),
        *("--target_type", "openai.OpenAICompatible", "--target_name", model),
        *("--generator_option_file", str(options)),
        *("--probes", "dan.Dan_11_0,test.Test", "--generations", "1", "--seed", "7"),
        *("--report_prefix", str(Path("harness").absolute())),
    ],
    env={**environ, "OPENAICOMPATIBLE_API_KEY": "none"},
    stdout=subprocess.PIPE,
    stderr=subprocess.STDOUT,
    text=True,
)
print(run.stdout)

errors = [] if run.returncode == 0 else [f"garak ended with {run.returncode}"]
outputs = {}
for report in Path().glob("harness*.report.jsonl"):
    for line in report.read_text().splitlines():
        entry = json.loads(line)
        if entry["entry_type"] == "attempt":
            outputs[entry["uuid"]] = entry["outputs"]
texts = [output["text"] if isinstance(output, dict) else output for all in outputs.values() for output in all if output]
mark = MARKS[model]
others = [text for text in texts if not text.startswith(mark)]
if others or len(texts) < len(outputs):
    errors.append(f"expected the {mark} for {len(outputs)} prompts, got {len(texts) - len(others)}")
print(json.dumps({"version": version("garak"), "answers": len(texts), "errors": errors}))
