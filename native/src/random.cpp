// Generators of random numbers. A generator's handle is the address of an at::Generator.
//
// What a generator does is virtual in libtorch, and where its virtual functions are differs between versions; so the
// functions of the class for its device are called by name. The kernels hold a generator's mutex while they draw, and
// so does everything here that reads or writes its state.
#include <mutex>

#include "shim.h"

namespace jt {
namespace {

const at::Generator& generator(int64_t handle) { return *reinterpret_cast<const at::Generator*>(handle); }

c10::GeneratorImpl* impl(const at::Generator& generator) {
  return static_cast<c10::GeneratorImpl*>(generator.impl());
}

int64_t handle_of(at::Generator generator) {
  return reinterpret_cast<int64_t>(new at::Generator(std::move(generator)));
}

// Calls with the generator as the class for its device.
template <typename Body>
auto as_implemented(const at::Generator& generator, Body body) {
  c10::GeneratorImpl* base = impl(generator);
  auto type = static_cast<int>(base->device().type);
  if (type == 0) return body(*static_cast<at::CPUGeneratorImpl*>(base));
  if (type == 1) return body(*static_cast<at::CUDAGeneratorImpl*>(base));
  throw_value_error("a generator of an unknown device");
}

void seed_with(const at::Generator& generator, uint64_t seed) {
  std::scoped_lock lock(impl(generator)->mutex_);
  as_implemented(generator, [seed](auto& implemented) { implemented.set_current_seed(seed); });
}

// How many CUDA devices there are; -1 where the library has no CUDA.
int cuda_devices() { return c10::cuda::device_count == nullptr ? -1 : c10::cuda::device_count(); }

const at::Generator& default_generator(c10::Device device) {
  if (static_cast<int>(device.type) == 0) return at::detail::getDefaultCPUGenerator();
  return at::cuda::detail::getDefaultCUDAGenerator(device.index);
}

}  // namespace
}  // namespace jt

using jt::Results;

int64_t jt_cuda_devices() noexcept { return jt::cuda_devices(); }

// Seeds the default generators of all devices.
int64_t jt_manual_seed(int64_t seed) noexcept {
  JT_TRY("manual_seed", &at::detail::getDefaultCPUGenerator)
  for (int i = 0; i < jt::cuda_devices(); i++)
    jt::seed_with(at::cuda::detail::getDefaultCUDAGenerator(static_cast<int8_t>(i)), static_cast<uint64_t>(seed));
  jt::seed_with(at::detail::getDefaultCPUGenerator(), static_cast<uint64_t>(seed));
  return 1;
  JT_CATCH("manual_seed")
}

// A device's default generator. It is libtorch's own and must not be freed.
int64_t jt_default_generator(int64_t device) noexcept {
  JT_TRY("default_generator", &at::detail::getDefaultCPUGenerator)
  return reinterpret_cast<int64_t>(&jt::default_generator(jt::device(device)));
  JT_CATCH("default_generator")
}

int64_t jt_generator(int64_t device) noexcept {
  JT_TRY("Generator", &at::detail::createCPUGenerator)
  constexpr uint64_t standard_seed = 67280421310721;
  c10::Device chosen = jt::device(device);
  if (static_cast<int>(chosen.type) == 0) return jt::handle_of(at::detail::createCPUGenerator(standard_seed));
  return jt::handle_of(at::cuda::detail::createCUDAGenerator(chosen.index));
  JT_CATCH("Generator")
}

int64_t jt_generator_free(int64_t generator) noexcept {
  delete reinterpret_cast<at::Generator*>(generator);
  return 1;
}

int64_t jt_generator_device(int64_t generator) noexcept {
  c10::Device device = jt::impl(jt::generator(generator))->device();
  return static_cast<int64_t>(device.type) << 8 | (device.index & 0xff);
}

int64_t jt_generator_clone(int64_t generator) noexcept {
  JT_TRY("clone_state", &c10::GeneratorImpl::clone)
  c10::GeneratorImpl* original = jt::impl(jt::generator(generator));
  std::scoped_lock lock(original->mutex_);
  return jt::handle_of(original->clone());
  JT_CATCH("clone_state")
}

int64_t jt_generator_manual_seed(int64_t generator, int64_t seed) noexcept {
  JT_TRY("manual_seed", &at::CPUGeneratorImpl::set_current_seed)
  jt::seed_with(jt::generator(generator), static_cast<uint64_t>(seed));
  return 1;
  JT_CATCH("manual_seed")
}

// Seeds with a number that nobody can foresee; the result holds it.
int64_t jt_generator_seed(int64_t generator) noexcept {
  JT_TRY("seed", &at::CPUGeneratorImpl::seed)
  const at::Generator& seeded = jt::generator(generator);
  std::scoped_lock lock(jt::impl(seeded)->mutex_);
  uint64_t seed = jt::as_implemented(seeded, [](auto& implemented) { return implemented.seed(); });
  return Results().add(static_cast<int64_t>(seed)).finish();
  JT_CATCH("seed")
}

int64_t jt_generator_initial_seed(int64_t generator) noexcept {
  return static_cast<int64_t>(
      jt::as_implemented(jt::generator(generator), [](auto& implemented) { return implemented.current_seed(); }));
}

int64_t jt_generator_state(int64_t generator) noexcept {
  JT_TRY("get_state", &at::Generator::get_state)
  const at::Generator& chosen = jt::generator(generator);
  std::scoped_lock lock(jt::impl(chosen)->mutex_);
  jt::Box box;
  new (box.slot()) at::Tensor(chosen.get_state());
  return box.finish();
  JT_CATCH("get_state")
}

int64_t jt_generator_set_state(int64_t generator, int64_t state) noexcept {
  JT_TRY("set_state", &at::Generator::set_state)
  const at::Generator& chosen = jt::generator(generator);
  std::scoped_lock lock(jt::impl(chosen)->mutex_);
  const_cast<at::Generator&>(chosen).set_state(jt::tensor(state));
  return 1;
  JT_CATCH("set_state")
}

int64_t jt_generator_graphsafe_state(int64_t generator) noexcept {
  JT_TRY("graphsafe_get_state", &at::Generator::graphsafe_get_state)
  const at::Generator& chosen = jt::generator(generator);
  std::scoped_lock lock(jt::impl(chosen)->mutex_);
  return jt::handle_of(chosen.graphsafe_get_state());
  JT_CATCH("graphsafe_get_state")
}

int64_t jt_generator_set_graphsafe_state(int64_t generator, int64_t state) noexcept {
  JT_TRY("graphsafe_set_state", &at::Generator::graphsafe_set_state)
  const at::Generator& chosen = jt::generator(generator);
  std::scoped_lock lock(jt::impl(chosen)->mutex_);
  const_cast<at::Generator&>(chosen).graphsafe_set_state(jt::generator(state));
  return 1;
  JT_CATCH("graphsafe_set_state")
}

int64_t jt_generator_offset(int64_t generator) noexcept {
  JT_TRY("get_offset", &at::CPUGeneratorImpl::get_offset)
  const at::Generator& chosen = jt::generator(generator);
  std::scoped_lock lock(jt::impl(chosen)->mutex_);
  uint64_t offset = jt::as_implemented(chosen, [](auto& implemented) { return implemented.get_offset(); });
  return Results().add(static_cast<int64_t>(offset)).finish();
  JT_CATCH("get_offset")
}

int64_t jt_generator_set_offset(int64_t generator, int64_t offset) noexcept {
  JT_TRY("set_offset", &at::CPUGeneratorImpl::set_offset)
  const at::Generator& chosen = jt::generator(generator);
  std::scoped_lock lock(jt::impl(chosen)->mutex_);
  jt::as_implemented(chosen, [offset](auto& implemented) { implemented.set_offset(static_cast<uint64_t>(offset)); });
  return 1;
  JT_CATCH("set_offset")
}
