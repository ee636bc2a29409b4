// Errors, and what a tensor is: sizes, type, place, memory.
#include "shim.h"

using namespace i2t;

static thread_local std::string last_error;

at::Tensor i2t::borrow(const void* handle) {
  auto* impl = static_cast<c10::TensorImpl*>(const_cast<void*>(handle));
  return at::Tensor(c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>::unsafe_reclaim_from_nonowning(impl));
}

void* i2t::release(at::Tensor&& tensor) {
  return tensor.defined() ? tensor.unsafeReleaseTensorImpl() : nullptr;
}

int i2t::fail(const std::string& message) {
  last_error = message;
  return -1;
}

static const at::TensorBase& view(const void* const* handle) {
  // A TensorBase is one pointer to TensorImpl: read through the caller's pointer without touching the reference count.
  static_assert(sizeof(at::TensorBase) == sizeof(void*), "TensorBase is no longer one pointer");
  return *reinterpret_cast<const at::TensorBase*>(handle);
}

I2T_EXPORT const char* i2t_error() { return last_error.c_str(); }

I2T_EXPORT void i2t_free(void* t) {
  c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>::reclaim(static_cast<c10::TensorImpl*>(t));
}

I2T_EXPORT int64_t i2t_dim(const void* t) { return view(&t).dim(); }
I2T_EXPORT int64_t i2t_numel(const void* t) { return view(&t).numel(); }
I2T_EXPORT int32_t i2t_dtype(const void* t) { return static_cast<int32_t>(view(&t).scalar_type()); }
I2T_EXPORT int32_t i2t_device_type(const void* t) { return static_cast<int32_t>(view(&t).device().type()); }
I2T_EXPORT int32_t i2t_device_index(const void* t) { return view(&t).device().index(); }
I2T_EXPORT int32_t i2t_is_contiguous(const void* t) { return view(&t).is_contiguous(); }
I2T_EXPORT int64_t i2t_element_size(const void* t) { return view(&t).itemsize(); }
I2T_EXPORT void* i2t_data(const void* t) { return view(&t).data_ptr(); }

I2T_EXPORT void i2t_sizes(const void* t, int64_t* sizes) {
  auto s = view(&t).sizes();
  std::copy(s.begin(), s.end(), sizes);
}

I2T_EXPORT void i2t_strides(const void* t, int64_t* strides) {
  auto s = view(&t).strides();
  std::copy(s.begin(), s.end(), strides);
}

// Two handles of one tensor are the same pointer: this is the identity of a tensor with one more owner.
I2T_EXPORT void* i2t_share(const void* t) { return release(borrow(t)); }
