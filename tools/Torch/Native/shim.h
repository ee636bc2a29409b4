// The one door into libtorch: a C interface that .NET calls. See ../README.md.
#pragma once

#include <ATen/ATen.h>
#include <cstdint>
#include <string>
#include <utility>

#define I2T_EXPORT extern "C" __attribute__((visibility("default")))

namespace i2t {

// An argument or a result. Tensors are owned references to TensorImpl; arguments are borrowed, results are handed over.
enum Tag : int32_t {
  None = 0,
  TensorTag = 1,
  Int = 2,
  Double = 3,
  Bool = 4,
  Ints = 5,
  Tensors = 6,
  String = 7,
  Doubles = 8,
  Default = 9,
  Device = 10,
  Generator = 11,
};

struct Value {
  int32_t tag;
  int32_t length;  // of the list or string; the index of a device
  union {
    int64_t i;  // also the type of a device
    double d;
  };
  const void* p;
};

at::Tensor borrow(const void* handle);  // one more reference to a handle that stays the caller's
void* release(at::Tensor&& tensor);     // handle, or null for an undefined tensor

// Keeps the error text for i2t_error, per thread, and returns -1.
int fail(const std::string& message);

std::string describe(const at::Tensor& tensor);  // dtype, shape and place

// Runs body; an exception becomes the error text, after what `where` says.
template <typename F, typename W>
int guarded(F&& body, W&& where) {
  try {
    return body();
  } catch (const c10::Error& e) {
    return fail(where() + e.what_without_backtrace());
  } catch (const std::exception& e) {
    return fail(where() + e.what());
  } catch (...) {
    return fail(where() + "unknown native error");
  }
}

template <typename F>
int guarded(F&& body) {
  return guarded(std::forward<F>(body), [] { return std::string(); });
}

}  // namespace i2t
