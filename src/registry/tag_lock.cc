#include "registry/tag_lock.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <string_view>

#include "os/file.h"
#include "os/lock.h"

namespace maelstrom::registry {
namespace {

constexpr std::string_view kNew =
    "# Which image each tag is in this project. To have a tag looked up again, delete its line.\n"
    "version = 1\n";

bool is_digest(std::string_view text) {
  constexpr std::string_view kAlgorithm = "sha256:";
  return text.starts_with(kAlgorithm) && text.size() == kAlgorithm.size() + 64 &&
         text.find_first_not_of("0123456789abcdef", kAlgorithm.size()) == std::string_view::npos;
}

class LockText {
 public:
  LockText(std::string text, std::string path) : text_(std::move(text)), path_(std::move(path)) {}

  Status parse() {
    if (text_.empty()) return {};
    try {
      table_ = toml::parse(text_);
    } catch (const toml::parse_error& error) {
      return wrong(error.source(), error.description());
    }
    return check();
  }

  std::optional<std::string> find(const ImageTag& image) const {
    return table_[image.name][image.tag].value<std::string>();
  }

  // The text with one more line.
  Result<std::string> with(const ImageTag& image, const std::string& digest) const {
    const std::string line = fmt::format("{} = \"{}\"\n", quoted(image.tag), digest);
    std::string text = text_.empty() ? std::string(kNew) : text_;
    if (!text.ends_with('\n')) text += '\n';
    const auto* tags = table_[image.name].as_table();
    if (tags == nullptr) return text + "\n[" + quoted(image.name) + "]\n" + line;
    if (tags->is_inline()) return wrong(tags->source(), "write the tags of an image below a line [name]");
    std::size_t at = 0;
    for (auto number = tags->source().begin.line; number > 0; --number) at = text.find('\n', at) + 1;
    return text.insert(at, line);
  }

 private:
  // A JSON string is a basic string of TOML.
  static std::string quoted(const std::string& key) {
    std::string result = "\"";
    for (const char c : key) {
      if (c == '"' || c == '\\') result += '\\';
      result += c;
    }
    return result + "\"";
  }

  tl::unexpected<Error> wrong(const toml::source_region& at, std::string_view what) const {
    return invalid(fmt::format("{}:{}:{}: error: {}", path_, at.begin.line, at.begin.column, what));
  }

  Status check() const {
    const auto* version = table_.get("version");
    if (version == nullptr) return invalid(fmt::format("{}:1:1: error: `version = 1` is missing", path_));
    if (version->value<std::int64_t>() != 1) {
      return wrong(version->source(), "this program knows version 1 of the file; delete the file to have it made anew");
    }
    for (const auto& [name, tags] : table_) {
      if (name == "version") continue;
      if (!tags.is_table()) return wrong(tags.source(), fmt::format("\"{}\" is not a table of tags", name.str()));
      for (const auto& [tag, digest] : *tags.as_table()) {
        if (is_digest(digest.value_or(std::string_view()))) continue;
        return wrong(digest.source(), fmt::format("the digest of \"{}:{}\" is not \"sha256:\" and 64 lower-case "
                                                  "hexadecimal digits; delete the line to have the tag looked up",
                                                  name.str(), tag.str()));
      }
    }
    return {};
  }

  std::string text_;
  std::string path_;
  toml::table table_;
};

}  // namespace

Result<std::string> TagLock::read() const {
  constexpr std::uint64_t kMost = 16 << 20;
  auto text = os::read_file(path(), kMost);
  if (!text && text.error().code() == ErrorCode::kNotFound) return std::string();
  return text;
}

Result<std::optional<std::string>> TagLock::find(const ImageTag& image) const {
  TRY_ASSIGN(bytes, read());
  LockText text(std::move(bytes), path());
  TRY(text.parse());
  return text.find(image);
}

Result<std::string> TagLock::add(const ImageTag& image, const std::string& digest) const {
  TRY_ASSIGN(directory, os::open(directory_, O_RDONLY | O_DIRECTORY));
  TRY(os::lock_file(directory.get(), directory_, os::LockKind::kExclusive));
  TRY_ASSIGN(bytes, read());
  LockText text(std::move(bytes), path());
  TRY(text.parse());
  if (auto there = text.find(image)) return *there;
  TRY_ASSIGN(longer, text.with(image, digest));
  TRY(os::replace_file(path(), longer));
  return digest;
}

}  // namespace maelstrom::registry
