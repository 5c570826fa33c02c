"""A generation task of lm-eval over four questions of our own, by its chat completions model."""

import json
import sys
from importlib.metadata import version
from pathlib import Path

from lm_eval import simple_evaluate
from lm_eval.tasks import TaskManager

from harness_cases import MARKS, QUESTIONS

base_url, model = sys.argv[1:3]

MARK = MARKS[model]

cases = Path("cases.jsonl").absolute()
cases.write_text("\n".join(json.dumps({"question": question, "answer": MARK}) for question in QUESTIONS))
TASK = {
    "task": "harness",
    "dataset_path": "json",
    "dataset_kwargs": {"data_files": {"test": str(cases)}},
    "test_split": "test",
    "output_type": "generate_until",
    "doc_to_text": "{{question}}",
    "doc_to_target": "{{answer}}",
    "generation_kwargs": {"until": ["#"], "max_gen_toks": 200, "temperature": 0},
    "filter_list": [{"name": "first", "filter": [{"function": "regex", "regex_pattern": "^(\\w+)"}, {"function": "take_first"}]}],
    "metric_list": [{"metric": "exact_match"}],
    "metadata": {"version": 1},
}
found = simple_evaluate(
    model="local-chat-completions",
    model_args={"model": model, "base_url": f"{base_url}/chat/completions", "num_concurrent": 2, "max_retries": 1},
    tasks=[TASK],
    task_manager=TaskManager(include_defaults=False),
    apply_chat_template=True,
    bootstrap_iters=0,
)
answers = [sample["resps"][0][0] for sample in found["samples"]["harness"]]
score = found["results"]["harness"]["exact_match,first"]
print("exact_match", score)
errors = [] if score == 1 else [f"expected {MARK} in every answer, got exact_match {score}"]
print(json.dumps({"version": version("lm_eval"), "answers": sum(1 for answer in answers if answer), "errors": errors}))
