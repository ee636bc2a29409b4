// What belongs to the process: version and place of libtorch, devices, threads, random generators, autocast, further libraries.
#include "shim.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Parallel.h>
#include <ATen/Version.h>
#include <ATen/autocast_mode.h>
#include <dlfcn.h>
#include <torch/cuda.h>
#include <torch/version.h>

using namespace i2t;

static int copy_text(const std::string& s, char* text, int32_t capacity) {
  auto n = std::min<int32_t>(capacity, static_cast<int32_t>(s.size()));
  std::copy_n(s.data(), n, text);
  return n;
}

static std::string file_of(const void* symbol) {
  Dl_info info;
  return symbol && dladdr(symbol, &info) && info.dli_fname ? info.dli_fname : "";
}

I2T_EXPORT const char* i2t_version() { return TORCH_VERSION; }
I2T_EXPORT int32_t i2t_config(char* text, int32_t capacity) {
  return guarded([&] { return copy_text(at::show_config(), text, capacity); });
}

// The file that holds ATen's kernels.
I2T_EXPORT int32_t i2t_library(char* text, int32_t capacity) {
  return copy_text(file_of(reinterpret_cast<const void*>(&at::get_num_threads)), text, capacity);
}

// What the library that sgemm_ comes from says of itself, then its file: OpenBLAS names itself, a generic BLAS says nothing. Another
// library may have brought OpenBLAS along without libtorch using it, so only that one file is asked.
I2T_EXPORT int32_t i2t_blas(char* text, int32_t capacity) {
  if (at::hasMKL()) return copy_text("MKL", text, capacity);
  auto file = file_of(dlsym(RTLD_DEFAULT, "sgemm_"));
  std::string name;
  if (void* blas = file.empty() ? nullptr : dlopen(file.c_str(), RTLD_LAZY | RTLD_NOLOAD)) {
    if (auto* config = reinterpret_cast<char* (*)()>(dlsym(blas, "openblas_get_config"))) name = config();
    dlclose(blas);
  }
  return copy_text(name + "\n" + file, text, capacity);
}

I2T_EXPORT int32_t i2t_threads() { return at::get_num_threads(); }
I2T_EXPORT int32_t i2t_set_threads(int32_t n) {
  return guarded([&] {
    at::set_num_threads(n);
    return 0;
  });
}

// The BLAS has its own thread count, which ATen's does not limit. 0: no such setting in the BLAS that is loaded.
I2T_EXPORT int32_t i2t_blas_threads() {
  if (auto* get = reinterpret_cast<int (*)()>(dlsym(RTLD_DEFAULT, "openblas_get_num_threads"))) return get();
  if (auto* get = reinterpret_cast<int (*)()>(dlsym(RTLD_DEFAULT, "MKL_Get_Max_Threads"))) return get();
  return 0;
}
I2T_EXPORT void i2t_set_blas_threads(int32_t n) {
  if (auto* set = reinterpret_cast<void (*)(int)>(dlsym(RTLD_DEFAULT, "openblas_set_num_threads"))) set(n);
  if (auto* set = reinterpret_cast<void (*)(int)>(dlsym(RTLD_DEFAULT, "MKL_Set_Num_Threads"))) set(n);
}

I2T_EXPORT int32_t i2t_cuda_devices() {
  return guarded([] { return torch::cuda::is_available() ? static_cast<int>(torch::cuda::device_count()) : 0; });
}
I2T_EXPORT int32_t i2t_has_cuda() { return at::hasCUDA(); }
I2T_EXPORT int32_t i2t_cudnn() {
  return guarded([] { return static_cast<int>(torch::cuda::cudnn_is_available()); });
}
I2T_EXPORT int32_t i2t_cuda_synchronize(int64_t index) {
  return guarded([&] {
    torch::cuda::synchronize(index);
    return 0;
  });
}

// --- random generators: handles are owned references to GeneratorImpl ---

static at::Generator borrow_generator(void* g) {
  return at::Generator(c10::intrusive_ptr<c10::GeneratorImpl>::unsafe_reclaim_from_nonowning(static_cast<c10::GeneratorImpl*>(g)));
}

I2T_EXPORT void* i2t_default_generator(int32_t type, int32_t index) {
  void* handle = nullptr;
  guarded([&] {
    at::Generator g = at::globalContext().defaultGenerator(
        c10::Device(static_cast<c10::DeviceType>(type), static_cast<c10::DeviceIndex>(index)));
    handle = g.unsafeReleaseGeneratorImpl();
    return 0;
  });
  return handle;
}

// A generator of its own: the device's default one cloned, then seeded.
I2T_EXPORT void* i2t_new_generator(int32_t type, int32_t index, uint64_t seed) {
  void* handle = nullptr;
  guarded([&] {
    at::Generator g = at::globalContext()
        .defaultGenerator(c10::Device(static_cast<c10::DeviceType>(type), static_cast<c10::DeviceIndex>(index)))
        .clone();
    g.set_current_seed(seed);
    handle = g.unsafeReleaseGeneratorImpl();
    return 0;
  });
  return handle;
}

I2T_EXPORT void i2t_free_generator(void* g) {
  c10::intrusive_ptr<c10::GeneratorImpl>::reclaim(static_cast<c10::GeneratorImpl*>(g));
}

I2T_EXPORT int32_t i2t_seed(void* g, uint64_t seed) {
  return guarded([&] {
    auto generator = borrow_generator(g);
    std::lock_guard<std::mutex> lock(generator.mutex());
    generator.set_current_seed(seed);
    return 0;
  });
}
I2T_EXPORT uint64_t i2t_initial_seed(void* g) { return borrow_generator(g).current_seed(); }

I2T_EXPORT void* i2t_rng_state(void* g) {
  void* handle = nullptr;
  guarded([&] {
    auto generator = borrow_generator(g);
    std::lock_guard<std::mutex> lock(generator.mutex());
    handle = release(generator.get_state());
    return 0;
  });
  return handle;
}
I2T_EXPORT int32_t i2t_set_rng_state(void* g, const void* state) {
  return guarded([&] {
    auto generator = borrow_generator(g);
    std::lock_guard<std::mutex> lock(generator.mutex());
    generator.set_state(borrow(state));
    return 0;
  });
}

// --- autocast ---

I2T_EXPORT int32_t i2t_autocast_enabled(int32_t type) {
#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 4)
  return at::autocast::is_autocast_enabled(static_cast<c10::DeviceType>(type));
#else
  return static_cast<c10::DeviceType>(type) == c10::DeviceType::CUDA ? at::autocast::is_enabled() : at::autocast::is_cpu_enabled();
#endif
}

I2T_EXPORT int32_t i2t_autocast_dtype(int32_t type) {
#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 4)
  return static_cast<int32_t>(at::autocast::get_autocast_dtype(static_cast<c10::DeviceType>(type)));
#else
  return static_cast<int32_t>(
      static_cast<c10::DeviceType>(type) == c10::DeviceType::CUDA ? at::autocast::get_autocast_gpu_dtype()
                                                                  : at::autocast::get_autocast_cpu_dtype());
#endif
}

I2T_EXPORT int32_t i2t_set_autocast(int32_t type, int32_t on, int32_t dtype) {
  return guarded([&] {
    auto device = static_cast<c10::DeviceType>(type);
    auto scalar = static_cast<at::ScalarType>(dtype);
#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 4)
    at::autocast::set_autocast_enabled(device, on != 0);
    at::autocast::set_autocast_dtype(device, scalar);
#else
    if (device == c10::DeviceType::CUDA) {
      at::autocast::set_enabled(on != 0);
      at::autocast::set_autocast_gpu_dtype(scalar);
    } else {
      at::autocast::set_cpu_enabled(on != 0);
      at::autocast::set_autocast_cpu_dtype(scalar);
    }
#endif
    return 0;
  });
}

I2T_EXPORT void i2t_autocast_enter() { at::autocast::increment_nesting(); }

// Leaving the outermost scope drops the cached casts: weights may have changed in place since.
I2T_EXPORT void i2t_autocast_leave() {
  if (at::autocast::decrement_nesting() == 0) at::autocast::clear_cache();
}

// Loads a library of further operators; they are then found by name.
I2T_EXPORT int32_t i2t_load_library(const char* path) {
  return dlopen(path, RTLD_NOW | RTLD_GLOBAL) ? 0 : fail(dlerror());
}
