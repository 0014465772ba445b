#include "reapi/worker_list.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace maelstrom::reapi {
namespace {

constexpr std::uint32_t kPage = 1000;

struct NamedQueue {
  std::string name;  // an encoded PlatformQueueName
  WorkerQueue queue;
};

Status take_named_value(std::string_view bytes, std::vector<NamedValue>& values) {
  TRY_ASSIGN(value, decode_named_value(bytes));
  values.push_back(std::move(value));
  return {};
}

// PlatformQueueName: instance_name_prefix = 1, platform = 2.
Status take_name(std::string_view bytes, NamedQueue& named) {
  named.name = bytes;
  return each_field(bytes, [&](const wire::Field& field) -> Status {
    if (field.number == 1) named.queue.instance_prefix = field.bytes;
    if (field.number != 2) return {};
    return each_field(field.bytes, [&](const wire::Field& property) -> Status {
      return property.number == 1 ? take_named_value(property.bytes, named.queue.platform) : Status();
    });
  });
}

// SizeClassQueueState: size_class = 1.
Result<std::uint32_t> decode_size_class(std::string_view bytes) {
  std::uint32_t size_class = 0;
  TRY(each_field(bytes, [&](const wire::Field& field) -> Status {
    if (field.number == 1) size_class = static_cast<std::uint32_t>(field.value);
    return {};
  }));
  return size_class;
}

// PlatformQueueState: name = 1, size_class_queues = 2.
Status take_queue(std::string_view bytes, std::vector<NamedQueue>& queues) {
  NamedQueue named;
  std::vector<std::uint32_t> size_classes;
  TRY(each_field(bytes, [&](const wire::Field& field) -> Status {
    if (field.number == 1) return take_name(field.bytes, named);
    if (field.number != 2) return {};
    TRY_ASSIGN(size_class, decode_size_class(field.bytes));
    size_classes.push_back(size_class);
    return {};
  }));
  for (const std::uint32_t size_class : size_classes) {
    queues.push_back(named);
    queues.back().queue.size_class = size_class;
  }
  return {};
}

// ListPlatformQueuesResponse: platform_queues = 1.
Result<std::vector<NamedQueue>> decode_queues(std::string_view bytes) {
  std::vector<NamedQueue> queues;
  TRY(each_field(bytes, [&](const wire::Field& field) -> Status {
    return field.number == 1 ? take_queue(field.bytes, queues) : Status();
  }));
  return queues;
}

// OperationState: name = 1.
Result<std::string> decode_operation_name(std::string_view bytes) {
  std::string name;
  TRY(each_field(bytes, [&](const wire::Field& field) -> Status {
    if (field.number == 1) name = field.bytes;
    return {};
  }));
  return name;
}

// WorkerState: id = 1, timeout = 2 (none: a call of it is under way), current_operation = 3, drained = 4.
Result<EngineWorker> decode_worker(std::string_view bytes) {
  EngineWorker worker;
  worker.waits = true;
  TRY(each_field(bytes, [&](const wire::Field& field) -> Status {
    if (field.number == 1) return take_named_value(field.bytes, worker.id);
    if (field.number == 2) worker.waits = false;
    if (field.number == 4) worker.drained = field.value != 0;
    if (field.number != 3) return {};
    TRY_ASSIGN(operation, decode_operation_name(field.bytes));
    worker.operation = std::move(operation);
    return {};
  }));
  std::ranges::sort(worker.id);
  return worker;
}

// ListWorkersResponse: workers = 1.
Result<std::vector<EngineWorker>> decode_workers(std::string_view bytes) {
  std::vector<EngineWorker> workers;
  TRY(each_field(bytes, [&](const wire::Field& field) -> Status {
    if (field.number != 1) return {};
    TRY_ASSIGN(worker, decode_worker(field.bytes));
    workers.push_back(std::move(worker));
    return {};
  }));
  return workers;
}

template <typename Value>
RpcResult<Value> or_internal(Result<Value> decoded) {
  if (decoded) return std::move(*decoded);
  return tl::unexpected(RpcFailure{RpcCode::kInternal, decoded.error().message(), {}});
}

RpcResult<std::vector<EngineWorker>> workers_of(const NamedQueue& named, const MakeCall& call) {
  std::vector<EngineWorker> all;
  while (true) {
    const auto& after = all.empty() ? std::vector<NamedValue>() : all.back().id;
    const auto answer = call(kListWorkers, encode_list_workers(named.name, named.queue.size_class, after, kPage));
    if (!answer) return tl::unexpected(answer.error());
    auto page = or_internal(decode_workers(*answer));
    if (!page) return page;
    const bool last = page->size() < kPage;
    std::ranges::move(*page, std::back_inserter(all));
    if (last) return all;
  }
}

}  // namespace

std::string encode_list_workers(std::string_view queue, std::uint32_t size_class, const std::vector<NamedValue>& after,
                                std::uint32_t most) {
  wire::Writer name;  // SizeClassQueueName
  name.message(1, queue);
  name.number(2, size_class);
  wire::Writer filter;
  filter.message(1, name.bytes());
  wire::Writer out;
  out.message(1, filter.bytes());
  out.number(3, most);
  if (!after.empty()) {
    wire::Writer id;
    for (const NamedValue& label : after) id.message(1, encode(label));
    out.message(4, id.bytes());
  }
  return out.take();
}

RpcResult<std::vector<WorkerQueue>> list_workers(const MakeCall& call) {
  const auto answer = call(kListPlatformQueues, "");
  if (!answer) return tl::unexpected(answer.error());
  auto queues = or_internal(decode_queues(*answer));
  if (!queues) return tl::unexpected(queues.error());
  std::vector<WorkerQueue> all;
  for (NamedQueue& named : *queues) {
    auto workers = workers_of(named, call);
    if (!workers) return tl::unexpected(workers.error());
    named.queue.workers = std::move(*workers);
    all.push_back(std::move(named.queue));
  }
  return all;
}

}  // namespace maelstrom::reapi
