#!/usr/bin/env bash
# Serves what Spark built to readers that speak to Hive, Superset for one, until it is stopped:
#   orchestration/spark/thrift.sh            then connect to hive://127.0.0.1:10010/published
# The embedded metastore has one owner: no build, publish or rollback meanwhile (docs/spark.md).
set -euo pipefail
umask 077
cd "$(dirname "$0")/../.."

command -v java >/dev/null || {
    echo "Apache Spark needs Java 17 or 21; on Debian: apt-get install openjdk-17-jre-headless" >&2
    exit 1
}
home=$(realpath "${FUGOU_HOME:-data}")
SPARK_HOME=$(.venv-spark/bin/python -c 'import pyspark; print(pyspark.__path__[0])')
export SPARK_HOME SPARK_CONF_DIR="${SPARK_CONF_DIR:-$PWD/orchestration/spark}" SPARK_LOCAL_IP=127.0.0.1 TZ=UTC
exec "$SPARK_HOME/bin/spark-submit" \
    --class org.apache.spark.sql.hive.thriftserver.HiveThriftServer2 --name fugou-thrift \
    --master "${FUGOU_SPARK_MASTER:-local[2]}" \
    --driver-memory "${FUGOU_SPARK_MEMORY:-2g}" \
    --conf "spark.local.dir=$home/build/spark/local" \
    --conf "spark.sql.warehouse.dir=$home/build/spark/warehouse" \
    --conf "spark.hadoop.javax.jdo.option.ConnectionURL=jdbc:derby:;databaseName=$home/build/spark/metastore" \
    --conf "spark.driver.extraJavaOptions=-Duser.timezone=UTC \"-Dderby.stream.error.file=$home/build/spark/derby.log\"" \
    --conf spark.sql.session.timeZone=UTC \
    --conf spark.sql.ansi.enabled=false \
    --conf spark.sql.filesourceTableRelationCacheSize=0 \
    --conf spark.ui.enabled=false \
    spark-internal \
    --hiveconf hive.server2.thrift.bind.host=127.0.0.1 \
    --hiveconf "hive.server2.thrift.port=${FUGOU_SPARK_THRIFT_PORT:-10010}"
