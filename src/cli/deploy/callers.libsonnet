// Who may call, and how the parts of the engine call one another. A certificate's first DNS name is a role: engine, worker
// or client. Without certificates (settings.tls is null) everybody may do everything.
local settings = import 'settings.libsonnet';
local tls = settings.tls;
local files = if tls == null then null else { files: {
  certificatePath: tls.certificate,
  privateKeyPath: tls.key,
  refreshInterval: '3600s',
} };
local only(role) = if tls == null then { allow: {} } else {
  jmespathExpression: { expression: "authenticationMetadata.private.role == '%s'" % role },
};

{
  everybody: { allow: {} },
  nobody: if tls == null then { allow: {} } else { deny: {} },
  workers: only('worker'),
  engine: only('engine'),
  // A server that listens there: HOST:PORT, :PORT, or unix://PATH.
  server(addresses): {
    listenAddresses: [one for one in addresses if !std.startsWith(one, 'unix://')],
    listenPaths: [std.substr(one, 7, std.length(one)) for one in addresses if std.startsWith(one, 'unix://')],
    maximumReceivedMessageSizeBytes: settings.messageBytes,
    keepaliveEnforcementPolicy: { minTime: '10s', permitWithoutStream: true },
  } + if tls == null then { authenticationPolicy: { allow: { public: 'anonymous' } } } else {
    authenticationPolicy: { tlsClientCertificate: {
      clientCertificateAuthorities: tls.authority,
      validationJmespathExpression: { expression: '`true`' },
      metadataExtractionJmespathExpression: {
        expression: '{public: dnsNames[0], private: {role: dnsNames[0]}}',
      },
    } },
    tls: { serverKeyPair: files },
  },
  // A part of the engine there: its certificate names "engine", wherever it is.
  client(address): { address: address } + if tls == null then {} else { tls: {
    serverCertificateAuthorities: tls.authority,
    serverName: 'engine',
    clientKeyPair: files,
  } },
  health(address): { diagnosticsHttpServer: {
    httpServers: [{ listenAddresses: [address], authenticationPolicy: { allow: {} } }],
    enablePrometheus: true,
  } },
}
