"""What the engines that stand apart have in common: the tables and queries that `go test -run TestExport` wrote, and how a report reads."""

import json
import pathlib
import sys
import time


class Report:
    """Compares what an engine found with what the scalar evaluator says, and ends the run with 1 when they differ."""

    def __init__(self, engine):
        self.engine, self.rows, self.tables, self.wrong = engine, 0, 0, []
        self.start = time.monotonic()

    def see(self, table, found):
        text = " ".join("<nil>" if x is None else str(x) for x in found)
        self.tables += 1
        self.rows += int(found[0])
        if text != table["want"]:
            self.wrong.append(f"{table['table']}: {text}, want {table['want']}")

    def fail(self, table, error):
        self.tables += 1
        self.wrong.append(f"{table['table']}: {str(error)[:800]}")

    def end(self):
        for line in self.wrong:
            print(f"{self.engine}: {line}")
        seconds = time.monotonic() - self.start
        verdict = f"{len(self.wrong)} tables differ" if self.wrong else "all agree to the cent"
        print(f"{self.engine}: {self.tables} tables, {self.rows} rows, {seconds:.0f} s: {verdict}")
        if self.wrong or not self.tables:
            sys.exit(1)


def load(folder):
    """Reads the manifest of an export."""
    tables = json.loads((pathlib.Path(folder) / "manifest.json").read_text())
    for table in tables:
        table["path"] = str((pathlib.Path(folder) / table["file"]).resolve())
    return tables


def columns(table, dialect):
    return ", ".join(f"{name} {kind}" for name, kind in table["columns"][dialect])
