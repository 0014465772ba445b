"""Certificates and tokens of an authority of one's own."""

import base64
import json
import os
import subprocess

KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")


def openssl(directory, *arguments):
    return subprocess.run(["openssl", *arguments], cwd=directory, check=True, capture_output=True).stdout


def sign(directory, name, subject, days=2):
    """NAME.crt with NAME.key, of the authority there, for `subject`: "DNS:a, IP:127.0.0.1"."""
    openssl(directory, "req", *KEY, "-keyout", name + ".key", "-out", name + ".csr", "-subj", f"/CN={name}")
    with open(os.path.join(directory, name + ".extensions"), "w") as file:
        file.write(f"subjectAltName = {subject}\n")
    openssl(directory, "x509", "-req", "-in", name + ".csr", "-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial",
            "-days", str(days), "-extfile", name + ".extensions", "-out", name + ".crt")


def make_certificates(directory, days=2):
    """ca.crt, and server.crt with server.key for this machine's names; below nought days it has expired."""
    openssl(directory, "req", "-x509", *KEY, "-days", "2", "-keyout", "ca.key", "-out", "ca.crt",
            "-subj", "/CN=an authority of the test")
    sign(directory, "server", "DNS:localhost, DNS:registry.test, IP:127.0.0.1", days)


def encoded(data):
    """RFC 7515, appendix C."""
    return base64.urlsafe_b64encode(data).rstrip(b"=")


def make_tokens(directory, roles):
    """jwks.json, and ROLE.token for each: a JWT that says who it is, and never expires."""
    openssl(directory, "genpkey", "-algorithm", "ed25519", "-out", "token.key")
    public = openssl(directory, "pkey", "-in", "token.key", "-pubout", "-outform", "DER")[-32:]
    key = {"kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": "EdDSA", "x": encoded(public).decode()}
    with open(os.path.join(directory, "jwks.json"), "w") as file:
        json.dump({"keys": [key]}, file)
    for role in roles:
        parts = ({"alg": "EdDSA", "typ": "JWT"}, {"aud": "maelstrom-cluster", "sub": role})
        signed = b".".join(encoded(json.dumps(part).encode()) for part in parts)
        with open(os.path.join(directory, "to-be-signed"), "wb") as file:
            file.write(signed)
        signature = openssl(directory, "pkeyutl", "-sign", "-inkey", "token.key", "-rawin", "-in", "to-be-signed")
        with open(os.path.join(directory, role + ".token"), "wb") as file:
            file.write(signed + b"." + encoded(signature) + b"\n")
