// maelstrom-container-tags.lock: which image a tag was when it was first used in this project.
//
//   version = 1
//
//   [alpine]
//   "3.19" = "sha256:6457…"
//
// Made to be committed, and to be edited: who deletes a line has the tag looked up again. What a person
// wrote, comments too, stays as it is.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"

namespace maelstrom::registry {

inline constexpr const char* kTagLockName = "maelstrom-container-tags.lock";

struct ImageTag {
  std::string name;  // as the project writes it, without tag: "alpine", "localhost:5000/app"
  std::string tag;
};

// Safe to use from several programs at once.
class TagLock {
 public:
  explicit TagLock(std::string project_directory) : directory_(std::move(project_directory)) {}

  // "sha256:…", none if the tag is not locked.
  // Errors: Invalid with file, line and column if the file is not of this form.
  Result<std::optional<std::string>> find(const ImageTag& image) const;

  // Locks the tag. What stands there already, of another program, is kept, and is the result.
  Result<std::string> add(const ImageTag& image, const std::string& digest) const;

 private:
  std::string path() const { return directory_ + "/" + kTagLockName; }
  Result<std::string> read() const;  // empty if there is no file

  std::string directory_;
};

}  // namespace maelstrom::registry
