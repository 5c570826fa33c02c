"""An Inspect task of four samples, its scorer included; `n` answers come from a second call."""

import asyncio
import json
import sys
from importlib.metadata import version

from inspect_ai import Task, eval as evaluate
from inspect_ai.dataset import Sample
from inspect_ai.model import GenerateConfig, get_model
from inspect_ai.scorer import includes
from inspect_ai.solver import generate, system_message

from harness_cases import MARKS, QUESTIONS

base_url, name = sys.argv[1:3]
model = get_model(f"openai-api/metasc/{name}", base_url=base_url, api_key="none")

MARK = MARKS[name]

task = Task(
    name="harness",
    dataset=[Sample(input=question, target=MARK) for question in QUESTIONS],
    solver=[system_message("Answer briefly."), generate()],
    scorer=includes(),
)
config = GenerateConfig(
    temperature=0.0, seed=7, max_tokens=200, stop_seqs=["#"], extra_headers={"x-metasc-chain": "inspect"}
)
[log] = evaluate(
    task, model=model, display="plain", log_dir="logs", max_retries=0, **config.model_dump(exclude_none=True)
)

errors = [] if log.status == "success" else [str(log.error)]
errors += [str(sample.error) for sample in log.samples or [] if sample.error]
answers = sum(1 for sample in log.samples or [] if sample.output.completion)
right = sum(1 for sample in log.samples or [] if sample.scores and sample.scores["includes"].value == "C")
if right != len(QUESTIONS):
    errors.append(f"expected the {MARK} in {len(QUESTIONS)} answers, got {right}")

several = asyncio.run(model.generate("How do I fork a process?", config=GenerateConfig(num_choices=3)))
answers += sum(1 for choice in several.choices if choice.message.text)

print(json.dumps({"version": version("inspect_ai"), "answers": answers, "errors": errors}))
