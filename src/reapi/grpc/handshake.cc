#include "reapi/grpc/handshake.h"

#include <arpa/inet.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <array>
#include <csignal>
#include <ctime>
#include <memory>

namespace maelstrom::reapi {
namespace {

constexpr int kSeconds = 3;
constexpr unsigned char kHttp2[] = {2, 'h', '2'};  // RFC 7301, a list of one protocol

template <auto kFree>
struct Free {
  template <typename T>
  void operator()(T* pointer) const {
    kFree(pointer);
  }
};
using Bio = std::unique_ptr<BIO, Free<::BIO_free_all>>;
using Context = std::unique_ptr<SSL_CTX, Free<::SSL_CTX_free>>;
using Certificate = std::unique_ptr<X509, Free<::X509_free>>;
using Key = std::unique_ptr<EVP_PKEY, Free<::EVP_PKEY_free>>;

Bio memory(const std::string& bytes) { return Bio(::BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size()))); }

void trust(SSL_CTX* context, const std::string& authorities) {
  const Bio pem = memory(authorities);
  while (const Certificate one{::PEM_read_bio_X509(pem.get(), nullptr, nullptr, nullptr)}) {
    ::X509_STORE_add_cert(::SSL_CTX_get_cert_store(context), one.get());
  }
  ::ERR_clear_error();  // the end of the file is one
}

std::string text_of(const ASN1_TIME* time) {
  const Bio out(::BIO_new(::BIO_s_mem()));
  ::ASN1_TIME_print(out.get(), time);
  std::array<char, 64> text{};
  const int size = ::BIO_read(out.get(), text.data(), text.size());
  return {text.data(), static_cast<std::size_t>(size > 0 ? size : 0)};
}

// Empty if there is no certificate, or if it can be used.
std::string show(SSL_CTX* context, const TlsFiles& files) {
  if (files.certificate.empty()) return {};
  const Certificate certificate{::PEM_read_bio_X509(memory(files.certificate).get(), nullptr, nullptr, nullptr)};
  if (!certificate) return "the client's certificate is no PEM file of one";
  const ASN1_TIME* const end = ::X509_get0_notAfter(certificate.get());
  if (::X509_cmp_current_time(end) < 0) return "the client's certificate has expired, on " + text_of(end);
  const Key key{::PEM_read_bio_PrivateKey(memory(files.key).get(), nullptr, nullptr, nullptr)};
  if (!key) return "the client's key is no PEM file of one without a password";
  if (::SSL_CTX_use_certificate(context, certificate.get()) != 1 || ::SSL_CTX_use_PrivateKey(context, key.get()) != 1) {
    return "the client's certificate and key do not belong together";
  }
  return {};
}

// What the server shows is not what is wanted.
std::string distrust(long verdict) {
  return std::string("the server's certificate: ") + ::X509_verify_cert_error_string(verdict) +
         "; --tls-ca names those who may vouch for it";
}

// Waits no longer than kSeconds for anything that is to come.
void limit(BIO* connection) {
  int socket = -1;
  ::BIO_get_fd(connection, &socket);
  const timeval most{.tv_sec = kSeconds, .tv_usec = 0};
  ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &most, sizeof most);
  ::setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &most, sizeof most);
}

bool expect(SSL* ssl, const std::string& target) {
  std::string host = target.substr(0, target.rfind(':'));
  if (host.starts_with('[')) host = host.substr(1, host.size() - 2);
  std::array<unsigned char, 16> address{};
  const bool is_address = ::inet_pton(AF_INET, host.c_str(), address.data()) == 1 ||
                          ::inet_pton(AF_INET6, host.c_str(), address.data()) == 1;
  if (is_address) return ::X509_VERIFY_PARAM_set1_ip_asc(::SSL_get0_param(ssl), host.c_str()) == 1;
  return ::SSL_set1_host(ssl, host.c_str()) == 1 && ::SSL_set_tlsext_host_name(ssl, host.c_str()) == 1;
}

// OpenSSL writes without MSG_NOSIGNAL: as long as this is there, a server that has gone costs an error and not the
// program. Source: signal(7), SIGPIPE goes to the thread that wrote.
class NoPipeSignal {
 public:
  NoPipeSignal() {
    sigemptyset(&pipe_);
    sigaddset(&pipe_, SIGPIPE);
    ::pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
  }
  ~NoPipeSignal() {
    const timespec none{};
    while (::sigtimedwait(&pipe_, nullptr, &none) == SIGPIPE) continue;
    ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }
  NoPipeSignal(const NoPipeSignal&) = delete;
  NoPipeSignal& operator=(const NoPipeSignal&) = delete;

 private:
  sigset_t pipe_{};
  sigset_t before_{};
};

// The reason of the error that came last, if TLS has one.
std::string last_reason() {
  const char* const reason = ::ERR_reason_error_string(::ERR_peek_last_error());
  return reason == nullptr ? "" : reason;
}

}  // namespace

std::string why_no_handshake(const TlsFiles& files, const std::string& target) {
  const NoPipeSignal no_signal;
  ::ERR_clear_error();
  const Context context(::SSL_CTX_new(::TLS_client_method()));
  if (!context) return {};
  ::SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
  trust(context.get(), files.authorities);
  if (std::string unusable = show(context.get(), files); !unusable.empty()) return unusable;
  const Bio connection(::BIO_new_ssl_connect(context.get()));
  SSL* ssl = nullptr;
  ::BIO_get_ssl(connection.get(), &ssl);
  if (ssl == nullptr || !expect(ssl, target)) return {};
  ::SSL_set_alpn_protos(ssl, kHttp2, sizeof kHttp2);
  ::BIO_set_conn_hostname(connection.get(), target.c_str());
  // The connection is made without waiting for longer than that; what follows is limited by its socket.
  BIO* const tcp = ::BIO_next(connection.get());
  ::BIO_set_nbio(tcp, 1);
  if (::BIO_do_connect_retry(tcp, kSeconds, 20) != 1) return {};
  ::BIO_set_nbio(tcp, 0);
  int socket = -1;
  ::BIO_get_fd(tcp, &socket);
  ::BIO_socket_nbio(socket, 0);
  limit(tcp);
  if (::SSL_connect(ssl) != 1) {
    const long verdict = ::SSL_get_verify_result(ssl);
    if (verdict != X509_V_OK) return distrust(verdict);
    const std::string reason = last_reason();
    return reason.empty() ? "" : "no TLS is spoken with it: " + reason;
  }
  // With TLS 1.3 the server judges the client's certificate only now; where it is content it begins with its settings.
  char first = 0;
  if (::SSL_read(ssl, &first, 1) == 1) return {};
  const std::string reason = last_reason();
  if (reason.empty()) return {};
  return "the server does not accept who calls: " + reason +
         (files.certificate.empty() ? "; it may want to see a --client-certificate" : "");
}

}  // namespace maelstrom::reapi
