"""DeepEval: the served model as the judge of a G-Eval metric, and asked for JSON after a schema and for log-probabilities."""

import json
import sys
from importlib.metadata import version

from deepeval.metrics import GEval
from deepeval.models import GPTModel
from deepeval.test_case import LLMTestCase, SingleTurnParams
from pydantic import BaseModel

base_url, name = sys.argv[1:3]
errors = []
answers = 0


class Verdict(BaseModel):
    score: float
    reason: str


def judge(served_as):
    """DeepEval knows by a model's name what it can do."""
    model = GPTModel(model=served_as, base_url=base_url, api_key="none", temperature=0)
    model.name = name
    return model


def attempt(what, ask, declined=None):
    global answers
    try:
        if not ask():
            raise ValueError("an empty answer")
        answers += 1
    except Exception as error:
        if declined is None or declined not in str(error):
            errors.append(f"{what}: {type(error).__name__}: {error}"[:300])


def measure():
    metric = GEval(
        name="Help",
        evaluation_steps=["Judge whether the answer helps."],
        evaluation_params=[SingleTurnParams.INPUT, SingleTurnParams.ACTUAL_OUTPUT],
        model=judge("gpt-4o"),
        async_mode=False,
    )
    metric.measure(LLMTestCase(input="How do I kill a process?", actual_output="With kill."), _show_indicator=False)
    print("G-Eval", metric.score, metric.reason)
    return metric.reason


attempt("text", lambda: judge("gpt-4o").generate("How do I stop a process?")[0])
attempt("schema", lambda: judge("gpt-4o").generate("Judge this answer.", schema=Verdict)[0].reason)
attempt("logprobs", lambda: judge("gpt-4o").generate_raw_response("Judge this.", top_logprobs=5)[0].choices[0].logprobs.content)
attempt("G-Eval", measure)

print(json.dumps({"version": version("deepeval"), "answers": answers, "errors": errors}))
