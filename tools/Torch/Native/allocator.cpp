// Host memory for tensors: large blocks are kept when they are freed and given out again. Without this every large block goes back to the
// kernel, which clears it page by page when the next step asks for the same size: a third of the time of a step of small networks.
#include "shim.h"

#include <c10/core/Allocator.h>
#include <c10/core/CPUAllocator.h>
#include <sys/mman.h>
#include <array>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <vector>

using namespace i2t;

namespace {

constexpr size_t kHead = 64;              // before the data, which stays aligned to a cache line: the block's size class
constexpr size_t kSmallest = 32 << 10;    // below this malloc keeps blocks by itself
constexpr size_t kHugePage = 2 << 20;
constexpr int kSteps = 8;                 // size classes to a doubling: at most an eighth is wasted
constexpr int kClasses = 40 * kSteps;

struct Head {
  int32_t size_class;  // -1: not kept
};

// Sizes of the classes: kSmallest * 2^(c / kSteps) * (1 + (c % kSteps) / kSteps).
size_t class_size(int c) { return (kSmallest << (c / kSteps)) / kSteps * (kSteps + c % kSteps); }

int class_of(size_t bytes) {
  int doublings = 63 - __builtin_clzll(bytes / kSmallest);
  int c = doublings * kSteps;
  while (class_size(c) < bytes) c++;
  return c;
}

class Kept {
 public:
  void* take(size_t bytes) {
    if (bytes + kHead < kSmallest) return fill(fresh(bytes + kHead, bytes), -1);
    int c = class_of(bytes + kHead);
    if (c >= kClasses) return fill(fresh(bytes + kHead, bytes), -1);
    {
      std::lock_guard<std::mutex> lock(mutex_);
      auto& free = free_[c];
      if (!free.empty()) {
        void* block = free.back();
        free.pop_back();
        kept_ -= class_size(c);
        return static_cast<char*>(block) + kHead;
      }
    }
    return fill(fresh(class_size(c), bytes), c);
  }

  void give(void* data) {
    void* block = static_cast<char*>(data) - kHead;
    int c = static_cast<Head*>(block)->size_class;
    if (c >= 0) {
      std::lock_guard<std::mutex> lock(mutex_);
      if (kept_ + class_size(c) <= limit_) {
        kept_ += class_size(c);
        free_[c].push_back(block);
        return;
      }
    }
    std::free(block);
  }

  void set_limit(size_t bytes) {
    {
      std::lock_guard<std::mutex> lock(mutex_);
      limit_ = bytes;
    }
    if (kept() > bytes) drop();
  }

  size_t kept() {
    std::lock_guard<std::mutex> lock(mutex_);
    return kept_;
  }

 private:
  void drop() {
    std::lock_guard<std::mutex> lock(mutex_);
    for (auto& free : free_) {
      for (void* block : free) std::free(block);
      free.clear();
    }
    kept_ = 0;
  }

  void* fresh(size_t bytes, size_t asked) {
    void* block = get(bytes);
    if (!block) {  // what is kept may be what is missing
      drop();
      block = get(bytes);
    }
    TORCH_CHECK(block, "not enough memory: a tensor of ", asked, " bytes was asked for");
    return block;
  }

  static void* get(size_t bytes) {
    void* block = nullptr;
    bool huge = bytes >= 2 * kHugePage;
    if (posix_memalign(&block, huge ? kHugePage : kHead, bytes) != 0) return nullptr;
    if (huge) madvise(block, bytes, MADV_HUGEPAGE);  // fewer faults, fewer misses; a kernel without them says no
    return block;
  }

  static void* fill(void* block, int32_t c) {
    static_cast<Head*>(block)->size_class = c;
    return static_cast<char*>(block) + kHead;
  }

  std::mutex mutex_;
  std::array<std::vector<void*>, kClasses> free_;
  size_t kept_ = 0;
  size_t limit_ = 0;
};

// Never destroyed: tensors may outlive every static object.
Kept& kept() {
  static auto* blocks = new Kept;
  return *blocks;
}

void give_back(void* data) {
  if (data) kept().give(data);
}

// Which of the two forms of allocate is the virtual one, and whether copy_data exists, differs between versions of libtorch.
struct KeepingAllocator final : c10::Allocator {
  c10::DataPtr allocate(size_t bytes) const { return make(bytes); }
  c10::DataPtr allocate(size_t bytes) { return make(bytes); }
  void copy_data(void* to, const void* from, size_t bytes) const { std::memcpy(to, from, bytes); }
  c10::DeleterFnPtr raw_deleter() const { return &give_back; }

  static c10::DataPtr make(size_t bytes) {
    void* data = bytes == 0 ? nullptr : kept().take(bytes);
    return {data, data, &give_back, c10::Device(c10::DeviceType::CPU)};
  }
};

}  // namespace

// From now on freed host memory of tensors is kept, up to so many bytes; 0 leaves everything to malloc.
I2T_EXPORT int32_t i2t_keep_memory(int64_t limit) {
  return guarded([&] {
    static KeepingAllocator keeping;
    kept().set_limit(static_cast<size_t>(limit));
    if (limit > 0) c10::SetCPUAllocator(&keeping);
    return 0;
  });
}

// Bytes that are kept for the next tensors.
I2T_EXPORT int64_t i2t_kept_memory() { return static_cast<int64_t>(kept().kept()); }
