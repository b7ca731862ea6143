#!/usr/bin/env bash
# Starts a Spark cluster on loopback, a master and two workers, each a process, runs every exported table on it, kills one worker during a
# long query, and stops what is left.
#
#   spark.sh FOLDER PYTHON      PYTHON has pyspark installed
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
folder=$1 python=$2
home=$("$python" -c 'import os, pyspark; print(os.path.dirname(pyspark.__file__))')
work=$(mktemp -d)
free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
port=$(free_port)
pids=()

stop() {
	for pid in "${pids[@]}"; do
		kill "$pid" 2>/dev/null || true
	done
	wait 2>/dev/null || true
	rm -rf "$work"
}
trap stop EXIT

export SPARK_HOME=$home SPARK_LOCAL_IP=127.0.0.1 SPARK_LOCAL_HOSTNAME=127.0.0.1 PYSPARK_PYTHON=$python PYSPARK_DRIVER_PYTHON=$python
class() { # the process itself, not a script that starts it
	local name=$1 log=$2
	shift 2
	"$home/bin/spark-class" "org.apache.spark.deploy.$name" "$@" >"$work/$log" 2>&1 &
	pids+=($!)
}

class master.Master master.log --host 127.0.0.1 --port "$port" --webui-port "$(free_port)"
for _ in $(seq 100); do
	grep -q 'I have been elected leader' "$work/master.log" && break
	sleep 0.2
done
for k in 1 2; do
	class worker.Worker "worker$k.log" --host 127.0.0.1 --webui-port "$(free_port)" --cores 1 --memory 3g --work-dir "$work/worker$k" "spark://127.0.0.1:$port"
done
"$python" "$here/spark.py" "$folder" "spark://127.0.0.1:$port" "${pids[2]}" 2> >(grep -v WARN >&2)
