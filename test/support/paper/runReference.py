"""Runs the reference's script, unchanged, against a server on this machine, with AdvBench from a file.

Usage: python runReference.py FOLDER ADVBENCH_CSV BASE_URL, with the packages openai, datasets and tqdm.
FOLDER holds run_experiment.py and templates.py. The script writes its results into the working directory.
"""

import pathlib
import runpy
import sys

import datasets
import openai

folder, advbench, base_url = sys.argv[1:]
load_dataset, OpenAI = datasets.load_dataset, openai.OpenAI

datasets.load_dataset = lambda kind, data_files, **options: load_dataset(kind, data_files=advbench, **options)
openai.OpenAI = lambda **_: OpenAI(api_key="none", base_url=base_url)
sys.path.insert(0, folder)
runpy.run_path(str(pathlib.Path(folder, "run_experiment.py")), run_name="__main__")
