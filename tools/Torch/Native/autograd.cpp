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

// "name(Float[2], Float[3]): ", to stand before an error's text.
static std::string call_text(const char* name, void* const* handles, int32_t count) {
  std::string text = name;
  text += '(';
  for (int32_t k = 0; k < count; k++) text += (k ? ", " : "") + describe(borrow(handles[k]));
  return text + "): ";
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

// libtorch itself takes any tensor here, and fails at some later step.
I2T_EXPORT int32_t i2t_set_grad(const void* t, const void* grad) {
  return guarded([&] {
    auto tensor = borrow(t);
    auto given = grad ? borrow(grad) : at::Tensor();
    if (given.defined() && (given.sizes() != tensor.sizes() || given.scalar_type() != tensor.scalar_type() || given.device() != tensor.device()))
      return fail("grad: " + describe(given) + " is no gradient of " + describe(tensor));
    tensor.mutable_grad() = given;
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
  }, [&] { return call_text("backward", tensors, count); });
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
  }, [&] { return call_text("grad", outputs, count); });
}

I2T_EXPORT int32_t i2t_grad_enabled() { return at::GradMode::is_enabled(); }
I2T_EXPORT void i2t_set_grad_enabled(int32_t on) { at::GradMode::set_enabled(on != 0); }
I2T_EXPORT void* i2t_inference_enter(int32_t on) { return new c10::InferenceMode(on != 0); }
I2T_EXPORT void i2t_inference_leave(void* guard) { delete static_cast<c10::InferenceMode*>(guard); }
