// Who may call, and as what, by ENGINE_AUTH: a certificate's first name, or a token's `sub`, is a role.
local v(name) = std.extVar('ENGINE_' + name);
local role(of) = { expression: '{public: ' + of + ', private: {role: ' + of + '}}' };

{
  policy: {
    none: { allow: { public: 'anonymous' } },
    tls: { allow: { public: 'anonymous' } },
    mtls: { tlsClientCertificate: {
      clientCertificateAuthorities: v('CLIENT_CA'),
      validationJmespathExpression: { expression: '`true`' },
      metadataExtractionJmespathExpression: role('dnsNames[0]'),
    } },
    jwt: { jwt: {
      jwksFile: v('TLS') + '/jwks.json',
      maximumCacheSize: 100,
      cacheReplacementPolicy: 'LEAST_RECENTLY_USED',
      claimsValidationJmespathExpression: { expression: "payload.aud == 'maelstrom-cluster'" },
      metadataExtractionJmespathExpression: role('payload.sub'),
    } },
  }[v('AUTH')],
  tls: if v('AUTH') == 'none' then {} else { tls: { serverKeyPair: { files: {
    certificatePath: v('TLS') + '/server.crt',
    privateKeyPath: v('TLS') + '/server.key',
    refreshInterval: '3600s',
  } } } },
  workersOnly: { jmespathExpression: { expression: "authenticationMetadata.private.role == 'worker'" } },
}
