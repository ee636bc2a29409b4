// The one door into libtorch: a C interface that .NET calls. See ../README.md.
#pragma once

#include <ATen/ATen.h>
#include <cstdint>
#include <string>

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

template <typename F>
int guarded(F&& body) {
  try {
    return body();
  } catch (const c10::Error& e) {
    return fail(e.what_without_backtrace());
  } catch (const std::exception& e) {
    return fail(e.what());
  } catch (...) {
    return fail("unknown native error");
  }
}

}  // namespace i2t
