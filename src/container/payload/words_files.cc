#include <dirent.h>
#include <fcntl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "container/payload/words.h"

namespace payload {
namespace {

void read(const Arguments& a) {
  const int fd = ::open(a[0].c_str(), O_RDONLY);
  if (fd < 0) return say("read " + a[0], false);
  char buffer[4096];
  for (ssize_t got = 0; (got = ::read(fd, buffer, sizeof buffer)) > 0;) std::fwrite(buffer, 1, got, stdout);
  ::close(fd);
}

void write(const Arguments& a) {
  const int fd = ::open(a[0].c_str(), O_WRONLY | O_CREAT, 0644);
  const std::string text = a.size() > 1 ? a[1] : "content";
  say("write " + a[0], fd >= 0 && ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size()));
  if (fd >= 0) ::close(fd);
}

void list(const Arguments& a) {
  DIR* directory = ::opendir(a[0].c_str());
  if (directory == nullptr) return say("list " + a[0], false);
  std::vector<std::string> names;
  while (const dirent* entry = ::readdir(directory)) {
    if (entry->d_name[0] != '.') names.emplace_back(entry->d_name);
  }
  ::closedir(directory);
  std::sort(names.begin(), names.end());
  std::printf("list %s:", a[0].c_str());
  for (const auto& name : names) std::printf(" %s", name.c_str());
  std::printf("\n");
}

void deep(const Arguments& a) {
  if (::chdir(a[0].c_str()) != 0) return say("deep", false);
  for (long i = number(a[1]); i > 0; --i) {
    if (::mkdir("d", 0755) != 0 || ::chdir("d") != 0) return say("deep", false);
  }
  say("deep", true);
}

void fill(const Arguments& a) {
  const int fd = ::open(a[0].c_str(), O_WRONLY | O_CREAT, 0644);
  static char block[1 << 16];
  long written = 0;
  for (ssize_t got = 0; (got = ::write(fd, block, sizeof block)) > 0;) written += got;
  say("fill " + a[0], false);
  say_value("filled", written);
}

void file_mode(const Arguments& a) {
  struct stat info{};
  if (::stat(a[0].c_str(), &info) != 0) return say("mode " + a[0], false);
  std::printf("mode %s: %o %u:%u\n", a[0].c_str(), info.st_mode, info.st_uid, info.st_gid);
}

void file_system(const Arguments& a) {
  struct statfs info{};
  if (::statfs(a[0].c_str(), &info) != 0) return say("statfs " + a[0], false);
  std::printf("statfs %s: %lx\n", a[0].c_str(), static_cast<unsigned long>(info.f_type));
}

void pseudo_terminal(const Arguments&) {
  const int fd = ::posix_openpt(O_RDWR | O_NOCTTY);
  say("openpt", fd >= 0 && ::grantpt(fd) == 0 && ::unlockpt(fd) == 0);
  if (fd >= 0) std::printf("ptsname: %s\n", ::ptsname(fd));
}

}  // namespace

void add_file_words(Words& words) {
  words["hold"] = [](const Arguments& a) {  // opened for good, by all later children as well
    say("hold " + a[0], ::open(a[0].c_str(), O_WRONLY) >= 0);
  };
  words["read"] = read;
  words["write"] = write;
  words["list"] = list;
  words["deep"] = deep;
  words["fill"] = fill;
  words["mode"] = file_mode;
  words["statfs"] = file_system;
  words["openpt"] = pseudo_terminal;
  words["mkdir"] = [](const Arguments& a) { say("mkdir " + a[0], ::mkdir(a[0].c_str(), 0755) == 0); };
  words["rmdir"] = [](const Arguments& a) { say("rmdir " + a[0], ::rmdir(a[0].c_str()) == 0); };
  words["unlink"] = [](const Arguments& a) { say("unlink " + a[0], ::unlink(a[0].c_str()) == 0); };
  words["chmod"] = [](const Arguments& a) {
    say("chmod " + a[1], ::chmod(a[1].c_str(), std::strtoul(a[0].c_str(), nullptr, 8)) == 0);
  };
  words["open"] = [](const Arguments& a) {
    const int fd = ::open(a[1].c_str(), a[0] == "w" ? O_WRONLY : O_RDONLY);
    say("open " + a[1], fd >= 0);
    if (fd >= 0) ::close(fd);
  };
  words["mkfifo"] = [](const Arguments& a) { say("mkfifo " + a[0], ::mkfifo(a[0].c_str(), 0600) == 0); };
  words["readlink"] = [](const Arguments& a) {
    char target[4096] = {};
    if (::readlink(a[0].c_str(), target, sizeof target - 1) < 0) return say("readlink " + a[0], false);
    std::printf("readlink %s: %s\n", a[0].c_str(), target);
  };
  words["mount"] = [](const Arguments& a) {
    say("mount " + a[1], ::mount(a[0].c_str(), a[1].c_str(), a[0].c_str(), 0, nullptr) == 0);
  };
  words["remount-writable"] = [](const Arguments& a) {
    say("remount-writable " + a[0], ::mount("none", a[0].c_str(), nullptr, MS_REMOUNT | MS_BIND, nullptr) == 0);
  };
  words["symlink"] = [](const Arguments& a) { say("symlink " + a[1], ::symlink(a[0].c_str(), a[1].c_str()) == 0); };
  words["umount"] = [](const Arguments& a) { say("umount " + a[0], ::umount(a[0].c_str()) == 0); };
  words["cwd"] = [](const Arguments&) {
    char path[4096];
    std::printf("cwd: %s\n", ::getcwd(path, sizeof path));
  };
}

}  // namespace payload
