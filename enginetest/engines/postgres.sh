#!/usr/bin/env bash
# Starts a PostgreSQL of its own under the account postgres, on a free port, runs every exported table on it, and stops it.
#
#   postgres.sh FOLDER
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
folder=$1
bin=$(ls -d /usr/lib/postgresql/*/bin | tail -1)
data=$(mktemp -d)
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')

as_postgres() { runuser -u postgres -- "$@"; }
stop() {
	as_postgres "$bin/pg_ctl" -D "$data/db" -m immediate stop >/dev/null 2>&1 || true
	rm -rf "$data"
}
trap stop EXIT

chown postgres "$data"
cd "$data"
as_postgres "$bin/initdb" -D "$data/db" -A trust -U postgres --no-sync >/dev/null
as_postgres "$bin/pg_ctl" -D "$data/db" -w -l "$data/log" \
	-o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$data -c fsync=off -c max_wal_size=4GB -c jit=off" start >/dev/null
printf 'postgres: %s\n' "$("$bin/postgres" --version)"
python3 "$here/postgres.py" "$folder" "$port"
