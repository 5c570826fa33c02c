import json
import os
import urllib.request


def extract(prompt, options, context):
    body = json.dumps({"text": prompt}).encode()
    with urllib.request.urlopen(urllib.request.Request(f"{os.environ['TARGET_URL']}/extract", data=body)) as response:
        reply = json.load(response)["reply"]
    return {"output": {"words": len(prompt.split()), "reply": reply}}
