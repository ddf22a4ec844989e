"""Run folders: what a run found, as files a notebook, the report and the desk read alike."""
