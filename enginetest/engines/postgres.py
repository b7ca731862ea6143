"""Runs every exported table on PostgreSQL: python3 postgres.py FOLDER PORT."""

import subprocess
import sys

import tables

folder, port = sys.argv[1], sys.argv[2]
PSQL = ["psql", "-X", "-q", "-A", "-t", "-F", " ", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p", port, "-U", "postgres", "-P", "null=<nil>", "postgres"]
report = tables.Report("postgres")
for table in tables.load(folder):
    name = table["table"]
    script = "\n".join([
        f"CREATE UNLOGGED TABLE {name} ({tables.columns(table, 'postgres')});",
        f"\\copy {name} FROM '{table['path']}' (FORMAT csv, HEADER, NULL '')",
        table["queries"]["postgres"] + ";",
        f"DROP TABLE {name};",
    ])
    run = subprocess.run(PSQL, input=script, capture_output=True, text=True)
    if run.returncode != 0:
        report.fail(table, run.stderr)
        continue
    report.see(table, run.stdout.split())
report.end()
