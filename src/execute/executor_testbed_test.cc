#include "execute/executor_testbed.h"

#include <unistd.h>

namespace maelstrom::execute {

ExecutorTestbed::ExecutorTestbed() : scratch_(os::TemporaryDirectory::create("maelstrom-execute-").value()) {
  store::StoreOptions options{.root = scratch_.path() + "/store"};
  if (::geteuid() == 0) options.owner = {container::kUnprivilegedUser, container::kUnprivilegedGroup};
  store_ = store::Store::open(options).value();
  const auto put = [this](const Directory& directory) { return store_->put_directory(directory).value(); };
  const Digest payload = store_->put_file(MAELSTROM_PAYLOAD).value();
  const Digest text = store_->put("text").value();
  const Digest empty = put({});
  const Digest data = put({.files = {{"gone", text}, {"kept", text}}});
  const Digest dev = put({.files = {{"tty", store_->put("").value()}}, .directories = {{"pts", empty}}});
  layer_ = put({.files = {{.name = "payload", .digest = payload, .executable = true}},
                .directories = {{"data", data}, {"dev", dev}, {"proc", empty}, {"tmp", empty}}});
  executor_ = LocalExecutor::create(*store_, {.slots = 1, .cell_program = MAELSTROM_CELL}).value();
}

Job ExecutorTestbed::job(std::vector<std::string> script) const {
  return {.layers = {layer_}, .program = "/payload", .arguments = std::move(script)};
}

Job ExecutorTestbed::capturing(std::vector<std::string> script) const {
  Job made = job(std::move(script));
  made.container.writable_file_system = true;
  made.container.mounts = {TmpMount{"/tmp"}};
  made.capture_file_system_changes = true;
  return made;
}

Result<JobResult> ExecutorTestbed::await() {
  TRY_ASSIGN(completion, executor_->wait(-1, std::chrono::seconds(30)));
  if (!completion) return internal("no job has ended");
  return std::move(completion->result);
}

Result<JobResult> ExecutorTestbed::run(const Job& job) {
  TRY(executor_->start(1, job));
  return await();
}

Directory ExecutorTestbed::directory(const Digest& digest) const {
  return Directory::decode(store_->get(digest).value()).value();
}

Directory ExecutorTestbed::child(const Directory& parent, const std::string& name) const {
  for (const DirectoryNode& node : parent.directories) {
    if (node.name == name) return directory(node.digest);
  }
  ADD_FAILURE() << "no directory " << name;
  return {};
}

Directory ExecutorTestbed::change_of(std::vector<std::string> script) {
  const auto result = run(capturing(std::move(script)));
  if (!result) {
    ADD_FAILURE() << result.error().message();
    return {};
  }
  EXPECT_EQ(result->termination, Termination(Exited{0}))
      << result->standard_output.text() + result->standard_error.text();
  return directory(result->change.value());
}

}  // namespace maelstrom::execute
