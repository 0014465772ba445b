#!/bin/sh
# Makes certificates/ beside this file: the cluster's authority (ca), and what its parts show one another (engine, worker)
# and users show them (client). What is there is kept; to renew one, remove its .crt and .key, and start again what uses it.
# Keep ca.key where nobody else reads it, away from the cluster: who has it can make himself a worker.
#
# usage: ./certificates.sh [NAME...]   more names of the cluster's machines: cluster.example 10.1.2.3
set -eu
umask 077
cd "$(dirname "$0")"
mkdir -p certificates
cd certificates

# ca.crt and ca.key
authority() {
  [ ! -e ca.crt ] || return 0
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 -keyout ca.key -out ca.crt \
    -subj '/CN=Maelstrom cluster' 2>openssl.log
}

# ROLE.crt and ROLE.key. The first name is the role; further ones, or addresses, are those under which it is called.
signed() {
  role=$1
  [ ! -e "$role.crt" ] || return 0
  names=DNS:$role
  shift
  for name; do
    case $name in
      *[!0-9.]*) names=$names,DNS:$name ;;
      *) names=$names,IP:$name ;;
    esac
  done
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$role.key" -out "$role.csr" \
    -subj "/CN=$role" 2>openssl.log
  printf 'subjectAltName = %s\n' "$names" >"$role.extensions"
  openssl x509 -req -in "$role.csr" -CA ca.crt -CAkey ca.key -CAcreateserial -days 365 -extfile "$role.extensions" \
    -out "$role.crt" 2>openssl.log
  rm "$role.csr" "$role.extensions"
}

authority
signed engine {{names}} "$@"
signed worker
signed client
chmod 644 ./*.crt
rm -f openssl.log
