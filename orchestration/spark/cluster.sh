#!/usr/bin/env bash
# A standalone Spark cluster on this machine: a master and two workers of one core each.
#   orchestration/spark/cluster.sh start    prints the FUGOU_SPARK_MASTER to build on it
#   orchestration/spark/cluster.sh stop
# Its logs and scratch are below $FUGOU_HOME/build/spark/cluster, its process numbers in $FUGOU_HOME/.cluster.
set -euo pipefail
umask 077
cd "$(dirname "$0")/../.."

python=.venv-spark/bin/python
home="${FUGOU_HOME:-data}"
folder="$home/build/spark/cluster"
processes="$home/.cluster"
port="${FUGOU_SPARK_PORT:-17077}"
memory="${FUGOU_SPARK_WORKER_MEMORY:-1200m}"

launch() { # name, class, arguments
    local name=$1
    shift
    nohup "$SPARK_HOME/bin/spark-class" "$@" >"$folder/$name.log" 2>&1 &
    echo $! >"$processes/$name.pid"
}

is_alive() { # name
    kill -0 "$(cat "$processes/$1.pid" 2>/dev/null)" 2>/dev/null
}

alive_workers() {
    "$python" - "$((port + 1003))" <<'PY'
import json, sys, urllib.request
try:
    with urllib.request.urlopen(f"http://127.0.0.1:{sys.argv[1]}/json/", timeout=2) as answer:
        print(json.load(answer)["aliveworkers"])
except OSError:
    print("none")
PY
}

start() {
    command -v java >/dev/null || {
        echo "Apache Spark needs Java 17 or 21; on Debian: apt-get install openjdk-17-jre-headless" >&2
        exit 1
    }
    SPARK_HOME=$("$python" -c 'import pyspark; print(pyspark.__path__[0])')
    export SPARK_HOME SPARK_LOCAL_IP=127.0.0.1 SPARK_DAEMON_MEMORY=256m TZ=UTC
    mkdir -p "$folder" "$processes"
    if is_alive master; then
        echo "export FUGOU_SPARK_MASTER=spark://127.0.0.1:$port"
        echo "it runs already" >&2
        return
    fi
    if [[ $(alive_workers) != none ]]; then
        echo "the cluster of another workspace uses port $port; stop it there, or set FUGOU_SPARK_PORT" >&2
        exit 1
    fi
    export SPARK_LOCAL_DIRS="$folder/local"
    launch master org.apache.spark.deploy.master.Master \
        --host 127.0.0.1 --port "$port" --webui-port "$((port + 1003))"
    for number in 1 2; do
        launch "worker-$number" org.apache.spark.deploy.worker.Worker \
            --host 127.0.0.1 --cores 1 --memory "$memory" --port "$((port + 10 + number))" \
            --webui-port "$((port + 1003 + number))" --work-dir "$folder/work-$number" \
            "spark://127.0.0.1:$port"
    done
    for _ in $(seq 60); do
        if [[ $(alive_workers) == 2 ]]; then
            echo "export FUGOU_SPARK_MASTER=spark://127.0.0.1:$port"
            return
        fi
        sleep 1
    done
    echo "the workers did not come up; see $folder/*.log" >&2
    stop
    exit 1
}

stop() {
    local names=(worker-1 worker-2 master) name
    if [[ ! -d $processes ]]; then
        echo "no cluster was started for $home" >&2
        exit 1
    fi
    # A worker's executors end with it.
    for name in "${names[@]}"; do
        kill "$(cat "$processes/$name.pid" 2>/dev/null)" 2>/dev/null || true
    done
    for name in "${names[@]}"; do
        for _ in $(seq 100); do
            is_alive "$name" || break
            sleep 0.1
        done
    done
    rm -rf "$processes"
}

case "${1:-}" in
    start) start ;;
    stop) stop ;;
    *) sed -n '2,5s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
esac
