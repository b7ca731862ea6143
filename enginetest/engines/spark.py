"""Runs every exported table on a Spark cluster, then one long query during which a worker is killed.

python spark.py FOLDER MASTER PID_OF_A_WORKER
"""

import os
import signal
import sys
import threading
import time

from pyspark.sql import SparkSession

import tables

folder, master, worker = sys.argv[1], sys.argv[2], int(sys.argv[3])
spark = (
    SparkSession.builder.master(master).appName("enginetest")
    .config("spark.driver.host", "127.0.0.1").config("spark.driver.bindAddress", "127.0.0.1").config("spark.driver.memory", "2g")
    .config("spark.executor.memory", "2g").config("spark.ui.enabled", "false").config("spark.sql.shuffle.partitions", "2")
    .config("spark.network.timeout", "60s").config("spark.executor.heartbeatInterval", "5s")
    .config("spark.sql.adaptive.enabled", "false").config("spark.ui.showConsoleProgress", "false")
    .getOrCreate()
)
spark.sparkContext.setLogLevel("FATAL")


def view(table):
    shape = tables.columns(table, "spark")
    spark.read.csv(table["path"], schema=shape, header=True, nullValue="", mode="FAILFAST").createOrReplaceTempView(table["table"])


deadline = time.monotonic() + 60
executors = lambda: spark.sparkContext._jsc.sc().getExecutorMemoryStatus().size() - 1
while executors() < 2 and time.monotonic() < deadline:
    time.sleep(0.2)
print(f"spark: {executors()} executors")



def compiled(rows):
    """Most tables are small: compiling their query would cost more than running it."""
    spark.conf.set("spark.sql.codegen.wholeStage", str(rows > 100_000).lower())
    spark.conf.set("spark.sql.codegen.factoryMode", "FALLBACK" if rows > 100_000 else "NO_CODEGEN")


report = tables.Report("spark")
listed = tables.load(folder)
for table in listed:
    try:
        view(table)
        compiled(int(table["want"].split()[0]))
        report.see(table, spark.sql(table["queries"]["spark"]).collect()[0])
    except Exception as error:
        report.fail(table, error)

# The same query over many copies of the patients: one worker dies while the other counts.
table = next(t for t in listed if t["table"] == "r_forfait_medecin_traitant")
rows, differ, known, total = (int(x) for x in table["want"].split())
copies = max(1, 16_000_000 // rows)
compiled(rows * copies)
spark.read.csv(table["path"], schema=tables.columns(table, "spark"), header=True, nullValue="").createOrReplaceTempView("patients")
spark.sql(f"SELECT /*+ REPARTITION(64) */ p.* FROM patients p CROSS JOIN range({copies})").createOrReplaceTempView(table["table"])
found = {}


def count():
    try:
        found["row"] = spark.sql(table["queries"]["spark"]).collect()[0]
    except Exception as error:
        found["error"] = error


thread = threading.Thread(target=count)
thread.start()
tracker, killed = spark.sparkContext.statusTracker(), None
while thread.is_alive() and killed is None:
    for stage in tracker.getActiveStageIds():
        info = tracker.getStageInfo(stage)
        if info is not None and info.numCompletedTasks >= 4 and info.numActiveTasks > 0:
            os.kill(worker, signal.SIGKILL)
            killed = f"{info.numCompletedTasks} of {info.numTasks} tasks done"
            break
    time.sleep(0.05)
thread.join()
if killed is None:
    report.fail(table, "the run ended before a worker could be killed")
elif "error" in found:
    report.fail(table, found["error"])
else:
    print(f"spark: a worker killed when {killed}")
    table = dict(table, table="a killed worker", want=f"{rows * copies} {differ} {known * copies} {total * copies}")
    report.see(table, found["row"])
spark.stop()
report.end()
