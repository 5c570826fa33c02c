import json
import os
import urllib.request


def call_api(prompt, options, context):
    tenant = context["vars"]["tenant"]
    body = json.dumps({"prompt": prompt, "question": context["vars"]["question"], "mode": options["config"]["mode"]})
    request = urllib.request.Request(f"{os.environ['TARGET_URL']}/tenants/{tenant}", data=body.encode())
    with urllib.request.urlopen(request) as response:
        reply = json.load(response)["reply"]
    return {"output": f"[{tenant}] {reply}", "metadata": {"tenant": tenant}}
