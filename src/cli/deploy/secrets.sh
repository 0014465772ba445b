
# certificates.yaml, beside this file: the same, as kubectl takes it.
secret() {
  printf 'apiVersion: v1\nkind: Secret\nmetadata:\n  name: %s\n  namespace: {{namespace}}\ntype: Opaque\ndata:\n' "$1"
  for file in ca.crt "$1.crt" "$1.key"; do
    printf '  %s: %s\n' "$file" "$(openssl base64 -A -in "$file")"
  done
}
{
  secret engine
  echo ---
  secret worker
} >../certificates.yaml
