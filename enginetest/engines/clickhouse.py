"""Runs every exported table on ClickHouse, in process: python clickhouse.py FOLDER."""

import json
import sys

from chdb import session

import tables

ch = session.Session()
for limit in ("max_query_size", "max_ast_elements", "max_expanded_ast_elements"):  # one query holds a rule at several moments
    ch.query(f"SET {limit} = 10000000")
report = tables.Report("clickhouse")
for table in tables.load(sys.argv[1]):
    name = table["table"]
    try:
        ch.query("CREATE DATABASE IF NOT EXISTS t")
        ch.query("USE t")
        shape = tables.columns(table, "clickhouse").replace("'", "\\'")
        ch.query(
            f"CREATE TABLE {name} ENGINE = Memory AS SELECT * FROM file('{table['path']}', CSVWithNames, '{shape}') "
            "SETTINGS input_format_csv_empty_as_default = 1, format_csv_null_representation = ''"
        )
        answer = ch.query(table["queries"]["clickhouse"], "JSONCompact")
        report.see(table, json.loads(answer.bytes())["data"][0])
        ch.query(f"DROP TABLE {name}")
    except Exception as error:
        report.fail(table, error)
report.end()
