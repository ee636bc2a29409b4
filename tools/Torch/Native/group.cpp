// Process groups: sums and broadcasts of tensors over the processes of one training. Built in where Gloo's headers are.
#include "shim.h"

using namespace i2t;

#ifdef USE_C10D_GLOO
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>

namespace {

struct Group {
  c10::intrusive_ptr<c10d::ProcessGroupGloo> processes;
};

Group& group(void* handle) { return *static_cast<Group*>(handle); }

}  // namespace

I2T_EXPORT int32_t i2t_group_available() { return 1; }

// The processes meet at host:port, which rank 0 serves; null when they do not within the timeout.
I2T_EXPORT void* i2t_group_open(const char* host, int32_t port, int32_t rank, int32_t size, int32_t timeout_ms) {
  void* handle = nullptr;
  guarded([&] {
    c10d::TCPStoreOptions meeting;
    meeting.port = static_cast<uint16_t>(port);
    meeting.isServer = rank == 0;
    meeting.numWorkers = size;
    meeting.timeout = std::chrono::milliseconds(timeout_ms);
    auto store = c10::make_intrusive<c10d::TCPStore>(host, meeting);
    auto options = c10d::ProcessGroupGloo::Options::create();
    options->timeout = std::chrono::milliseconds(timeout_ms);
    options->devices.push_back(c10d::ProcessGroupGloo::createDefaultDevice());
    handle = new Group{c10::make_intrusive<c10d::ProcessGroupGloo>(store, rank, size, options)};
    return 0;
  });
  return handle;
}

I2T_EXPORT void i2t_group_close(void* handle) { delete static_cast<Group*>(handle); }

// In place: every process ends with the sum over all.
I2T_EXPORT int32_t i2t_group_sum(void* handle, const void* tensor) {
  return guarded([&] {
    std::vector<at::Tensor> tensors{borrow(tensor)};
    group(handle).processes->allreduce(tensors)->wait();
    return 0;
  });
}

// In place: every process ends with what the root has.
I2T_EXPORT int32_t i2t_group_broadcast(void* handle, const void* tensor, int32_t root) {
  return guarded([&] {
    std::vector<at::Tensor> tensors{borrow(tensor)};
    c10d::BroadcastOptions options;
    options.rootRank = root;
    group(handle).processes->broadcast(tensors, options)->wait();
    return 0;
  });
}

I2T_EXPORT int32_t i2t_group_barrier(void* handle) {
  return guarded([&] {
    group(handle).processes->barrier()->wait();
    return 0;
  });
}

#else

static int32_t absent() { return fail("this libtorch shim was built without Gloo: install libgloo-dev and build again"); }

I2T_EXPORT int32_t i2t_group_available() { return 0; }
I2T_EXPORT void* i2t_group_open(const char*, int32_t, int32_t, int32_t, int32_t) {
  absent();
  return nullptr;
}
I2T_EXPORT void i2t_group_close(void*) {}
I2T_EXPORT int32_t i2t_group_sum(void*, const void*) { return absent(); }
I2T_EXPORT int32_t i2t_group_broadcast(void*, const void*, int32_t) { return absent(); }
I2T_EXPORT int32_t i2t_group_barrier(void*) { return absent(); }

#endif
