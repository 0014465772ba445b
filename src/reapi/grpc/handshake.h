// Why a server and this program do not trust one another: what TLS itself says of it.
#pragma once

#include <string>

namespace maelstrom::reapi {

// As PEM; the last two may be empty.
struct TlsFiles {
  std::string authorities;
  std::string certificate;
  std::string key;
};

// Makes a connection to `target`, "host:port", and says what is wrong with a certificate: the server's, or the
// client's in the server's eyes. Empty if nothing is, or if no server answers within seconds.
std::string why_no_handshake(const TlsFiles& files, const std::string& target);

}  // namespace maelstrom::reapi
