"""The report: reads the records of a run and writes a static site. It runs nothing and decides nothing.

``python -m reports`` writes the site; ``python -m reports compare A B`` sets two runs side by side, and
``python -m reports readme`` rewrites the verdict table of README.md.
"""
