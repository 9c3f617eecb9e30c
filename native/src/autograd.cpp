// Gradients, hooks and random state: what libtorch exports without an operator.
#include <cstdlib>
#include <memory>
#include <stdexcept>

#include "shim.h"

namespace jt {
namespace {

std::vector<at::Tensor> vector_of(int64_t handles, int64_t length) {
  std::vector<at::Tensor> result;
  result.reserve(static_cast<size_t>(length));
  auto* words = reinterpret_cast<const int64_t*>(handles);
  for (int64_t i = 0; i < length; i++) {
    if (words[i] == 0)
      result.emplace_back();
    else
      result.emplace_back(static_cast<void*>(tensor(words[i]).impl()));
  }
  return result;
}

// A registered hook's number, told to Java when libtorch drops the hook.
struct HookNumber {
  int64_t id;
  explicit HookNumber(int64_t id) : id(id) {}
  HookNumber(const HookNumber&) = delete;
  ~HookNumber() { callbacks.release(id); }
};

}  // namespace
}  // namespace jt

using jt::Results;

int64_t jt_backward(int64_t tensors, int64_t count, int64_t gradients, int64_t gradient_count, int64_t retain_graph,
                    int64_t create_graph, int64_t inputs, int64_t input_count) noexcept {
  JT_TRY("backward", &torch::autograd::backward)
  torch::autograd::backward(jt::vector_of(tensors, count), jt::vector_of(gradients, gradient_count),
                            jt::bool_opt(retain_graph), create_graph != 0, jt::vector_of(inputs, input_count));
  return 1;
  JT_CATCH("backward")
}

int64_t jt_grad(int64_t outputs, int64_t output_count, int64_t inputs, int64_t input_count, int64_t gradients,
                int64_t gradient_count, int64_t retain_graph, int64_t create_graph, int64_t allow_unused) noexcept {
  JT_TRY("grad", &torch::autograd::grad)
  auto result = torch::autograd::grad(jt::vector_of(outputs, output_count), jt::vector_of(inputs, input_count),
                                      jt::vector_of(gradients, gradient_count), jt::bool_opt(retain_graph),
                                      create_graph != 0, allow_unused != 0);
  return Results().add(result).finish();
  JT_CATCH("grad")
}

int64_t jt_requires_grad(int64_t handle) noexcept { return jt::tensor(handle).impl()->requires_grad(); }

// The gradient's handle, or an address of one 0 where there is none.
int64_t jt_gradient(int64_t handle) noexcept {
  JT_TRY("grad", &aoti_torch_new_tensor_handle)
  void* gradient = const_cast<at::Tensor*>(&jt::tensor(handle).impl()->grad());
  bool present = false;
  aoti_torch_is_defined(gradient, &present);
  return Results().add(present ? jt::share(gradient) : int64_t{0}).finish();
  JT_CATCH("grad")
}

int64_t jt_set_gradient(int64_t handle, int64_t gradient) noexcept {
  JT_TRY("grad", &aoti_torch_assign_tensors)
  at::Tensor undefined;
  void* source = gradient == 0 ? static_cast<void*>(&undefined) : &jt::tensor(gradient);
  aoti_torch_assign_tensors(source, &jt::tensor(handle).impl()->mutable_grad());
  return 1;
  JT_CATCH("grad")
}

// The name of the node that made a tensor, or an empty text.
int64_t jt_grad_fn_name(int64_t handle) noexcept {
  JT_TRY("grad_fn", &aoti_torch_new_tensor_handle)
  void* node = jt::tensor(handle).grad_fn();
  return Results().add_string(node == nullptr ? "" : static_cast<torch::autograd::Node*>(node)->name()).finish();
  JT_CATCH("grad_fn")
}

// Registers the hook that Java knows as id; the result is its position plus one.
int64_t jt_register_hook(int64_t handle, int64_t id) noexcept {
  JT_TRY("register_hook", &aoti_torch_new_tensor_handle)
  auto number = std::make_shared<jt::HookNumber>(id);
  unsigned position = jt::tensor(handle)._register_hook([number](const at::TensorBase& gradient) -> at::TensorBase {
    int64_t shared = jt::share(const_cast<at::TensorBase*>(&gradient));
    int64_t answer = jt::callbacks.hook(number->id, shared);  // takes the handle
    if (answer < 0) throw jt::JavaException(-answer);
    if (answer == 0) return at::TensorBase();
    at::TensorBase result(std::move(jt::tensor(answer)));
    std::free(reinterpret_cast<void*>(answer));
    return result;
  });
  return int64_t{position} + 1;
  JT_CATCH("register_hook")
}

int64_t jt_remove_hook(int64_t handle, int64_t position) noexcept {
  JT_TRY("remove_hook", &aoti_torch_new_tensor_handle)
  jt::tensor(handle).remove_hook(static_cast<unsigned>(position - 1));
  return 1;
  JT_CATCH("remove_hook")
}

int64_t jt_manual_seed(int64_t seed) noexcept {
  JT_TRY("manual_seed", &at::detail::getDefaultCPUGenerator)
  static_cast<at::CPUGeneratorImpl*>(at::detail::getDefaultCPUGenerator().impl())
      ->set_current_seed(static_cast<uint64_t>(seed));
  return 1;
  JT_CATCH("manual_seed")
}

int64_t jt_initial_seed(int64_t generator) noexcept {
  const at::Generator& chosen = generator == 0 ? at::detail::getDefaultCPUGenerator()
                                               : *reinterpret_cast<const at::Generator*>(generator);
  return static_cast<int64_t>(static_cast<at::CPUGeneratorImpl*>(chosen.impl())->current_seed());
}

int64_t jt_generator(int64_t seed) noexcept {
  JT_TRY("Generator", &at::detail::createCPUGenerator)
  return reinterpret_cast<int64_t>(new at::Generator(at::detail::createCPUGenerator(static_cast<uint64_t>(seed))));
  JT_CATCH("Generator")
}

int64_t jt_generator_free(int64_t generator) noexcept {
  delete reinterpret_cast<at::Generator*>(generator);
  return 1;
}

int64_t jt_generator_seed(int64_t generator, int64_t seed) noexcept {
  JT_TRY("manual_seed", &at::detail::getDefaultCPUGenerator)
  static_cast<at::CPUGeneratorImpl*>(reinterpret_cast<at::Generator*>(generator)->impl())
      ->set_current_seed(static_cast<uint64_t>(seed));
  return 1;
  JT_CATCH("manual_seed")
}

int64_t jt_generator_state(int64_t generator) noexcept {
  JT_TRY("get_state", &at::detail::getDefaultCPUGenerator)
  const at::Generator& chosen = generator == 0 ? at::detail::getDefaultCPUGenerator()
                                               : *reinterpret_cast<const at::Generator*>(generator);
  jt::Box box;
  new (box.slot()) at::Tensor(chosen.get_state());
  return box.finish();
  JT_CATCH("get_state")
}

int64_t jt_generator_set_state(int64_t generator, int64_t state) noexcept {
  JT_TRY("set_state", &at::detail::getDefaultCPUGenerator)
  const at::Generator& chosen = generator == 0 ? at::detail::getDefaultCPUGenerator()
                                               : *reinterpret_cast<const at::Generator*>(generator);
  const_cast<at::Generator&>(chosen).set_state(jt::tensor(state));
  return 1;
  JT_CATCH("set_state")
}
