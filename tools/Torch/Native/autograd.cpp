// Gradients: which tensors want one, running backward, and grad mode.
#include "shim.h"

#include <ATen/core/grad_mode.h>
#include <c10/core/InferenceMode.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/variable.h>

using namespace i2t;

static std::vector<at::Tensor> list(void* const* handles, int32_t count) {
  std::vector<at::Tensor> tensors;
  tensors.reserve(count);
  for (int32_t k = 0; k < count; k++) tensors.push_back(handles && handles[k] ? borrow(handles[k]) : at::Tensor());
  return tensors;
}

I2T_EXPORT int32_t i2t_requires_grad(const void* t) { return borrow(t).requires_grad(); }
I2T_EXPORT int32_t i2t_is_leaf(const void* t) { return borrow(t).is_leaf(); }

I2T_EXPORT int32_t i2t_set_requires_grad(const void* t, int32_t on) {
  return guarded([&] {
    borrow(t).set_requires_grad(on != 0);
    return 0;
  });
}

I2T_EXPORT void* i2t_grad(const void* t) { return release(at::Tensor(borrow(t).grad())); }

I2T_EXPORT int32_t i2t_set_grad(const void* t, const void* grad) {
  return guarded([&] {
    borrow(t).mutable_grad() = grad ? borrow(grad) : at::Tensor();
    return 0;
  });
}

// Accumulates into the .grad of leaves; of `inputs` alone when there are any. gradients may be null: ones, for scalars.
I2T_EXPORT int32_t i2t_backward(void* const* tensors, int32_t count, void* const* gradients, int32_t retain, int32_t create,
                                void* const* inputs, int32_t input_count) {
  return guarded([&] {
    auto given = gradients ? list(gradients, count) : std::vector<at::Tensor>();
    torch::autograd::backward(list(tensors, count), given, retain != 0, create != 0, list(inputs, input_count));
    return 0;
  });
}

// results[k] is d(outputs)/d(inputs[k]), or null where allow_unused and the input was not used.
I2T_EXPORT int32_t i2t_gradients(void* const* outputs, int32_t count, void* const* inputs, int32_t input_count,
                                 void* const* gradients, int32_t retain, int32_t create, int32_t allow_unused, void** results) {
  return guarded([&] {
    auto given = gradients ? list(gradients, count) : std::vector<at::Tensor>();
    auto found = torch::autograd::grad(
        list(outputs, count), list(inputs, input_count), given, retain != 0, create != 0, allow_unused != 0);
    for (size_t k = 0; k < found.size(); k++) results[k] = release(std::move(found[k]));
    return 0;
  });
}

I2T_EXPORT int32_t i2t_grad_enabled() { return at::GradMode::is_enabled(); }
I2T_EXPORT void i2t_set_grad_enabled(int32_t on) { at::GradMode::set_enabled(on != 0); }
I2T_EXPORT void* i2t_inference_enter(int32_t on) { return new c10::InferenceMode(on != 0); }
I2T_EXPORT void i2t_inference_leave(void* guard) { delete static_cast<c10::InferenceMode*>(guard); }
