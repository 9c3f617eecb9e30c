// Gradients, hooks, grad mode and random state: what libtorch exports without an operator.
#include <cstdlib>
#include <memory>
#include <stdexcept>

#include "node.h"

namespace jt {
namespace {

// AutogradState packs its flags into bits behind a member whose size differs between versions. Where they are is found
// by switching grad mode and looking; the bit after it is inference mode, which is verified before it is used.
struct StateBit {
  unsigned char* byte = nullptr;
  unsigned char mask = 0;
};

// The bit of grad mode, which has room for two others behind it.
StateBit find_grad_bit() {
  auto* state = reinterpret_cast<unsigned char*>(&c10::AutogradState::get_tls_state());
  bool was = c10::GradMode::is_enabled();
  unsigned char before[32];
  StateBit found;
  for (int i = 0; i < 32; i++) before[i] = state[i];
  c10::GradMode::set_enabled(!was);
  for (int i = 0; i < 32; i++) {
    auto changed = static_cast<unsigned char>(before[i] ^ state[i]);
    if (changed != 0 && (changed & (changed - 1)) == 0 && changed < 0x40) found = {state + i, changed};
  }
  c10::GradMode::set_enabled(was);
  return found;
}

StateBit find_inference_bit() {
  StateBit found = find_grad_bit();
  found.mask = static_cast<unsigned char>(found.mask << 1);
  if (found.byte == nullptr) throw std::runtime_error("inference mode is not where this libtorch was expected to keep it");
  bool inference = c10::InferenceMode::is_enabled();
  *found.byte ^= found.mask;
  bool switched = c10::InferenceMode::is_enabled() != inference;
  *found.byte ^= found.mask;
  if (!switched) throw std::runtime_error("inference mode is not where this libtorch was expected to keep it");
  return found;
}

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
  return Results().add_string(node == nullptr ? "" : jt::any_node_name(node)).finish();
  JT_CATCH("grad_fn")
}

// Registers the hook that Java knows as id; the result is its position plus one.
int64_t jt_register_hook(int64_t handle, int64_t id) noexcept {
  JT_TRY("register_hook", &aoti_torch_new_tensor_handle)
  auto number = std::make_shared<jt::Kept>(id);
  unsigned position = jt::tensor(handle)._register_hook([number](const at::TensorBase& gradient) -> at::TensorBase {
    int64_t shared = jt::share(const_cast<at::TensorBase*>(&gradient));
    int64_t answer = jt::callbacks.hook(number->id(), shared);  // takes the handle
    if (answer < 0) throw jt::JavaException(-answer);
    if (answer == 0) return at::TensorBase();
    return jt::take(answer);
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

int64_t jt_is_grad_enabled() noexcept { return c10::GradMode::is_enabled(); }

int64_t jt_set_grad_enabled(int64_t enabled) noexcept {
  c10::GradMode::set_enabled(enabled != 0);
  return 1;
}

int64_t jt_is_inference_mode() noexcept { return c10::InferenceMode::is_enabled(); }

// What c10::InferenceMode's constructor does, for this thread.
int64_t jt_set_inference_mode(int64_t enabled) noexcept {
  JT_TRY("inference_mode", &c10::parseDispatchKey)
  thread_local const jt::StateBit bit = jt::find_inference_bit();
  bool on = enabled != 0;
  c10::impl::tls_set_dispatch_key_included(c10::parseDispatchKey("ADInplaceOrView"), !on);
  for (const char* key : {"AutogradFunctionality", "AutogradOther", "AutogradNestedTensor"})
    c10::impl::tls_set_dispatch_key_excluded(c10::parseDispatchKey(key), on);
  c10::GradMode::set_enabled(!on);
  *bit.byte = static_cast<unsigned char>(on ? *bit.byte | bit.mask : *bit.byte & ~bit.mask);
  return 1;
  JT_CATCH("inference_mode")
}

// Switches forward-mode derivatives off where one of the tensors has one: 1 where there was nothing to do, 2 where they
// were switched off, until jt_forward_mode_on. The bit behind that of inference mode is theirs; that it is, the tensor
// with the derivative shows.
int64_t jt_forward_mode_off(int64_t handles, int64_t count) noexcept {
  JT_TRY("forward_ad", &c10::AutogradState::get_tls_state)
  if (&c10::TensorImpl::_fw_grad == nullptr) return 1;
  auto has_tangent = [](at::Tensor& tensor) {
    bool defined = false;
    aoti_torch_is_defined(const_cast<at::Tensor*>(&tensor.impl()->_fw_grad(0, tensor)), &defined);
    return defined;
  };
  auto* words = reinterpret_cast<const int64_t*>(handles);
  for (int64_t i = 0; i < count; i++) {
    if (words[i] == 0 || !has_tangent(jt::tensor(words[i]))) continue;
    jt::StateBit bit = jt::find_grad_bit();
    if (bit.byte == nullptr) jt::throw_not_implemented("forward-mode derivatives through custom functions");
    *bit.byte = static_cast<unsigned char>(*bit.byte ^ bit.mask << 2);
    if (!has_tangent(jt::tensor(words[i]))) return 2;
    *bit.byte = static_cast<unsigned char>(*bit.byte ^ bit.mask << 2);
    jt::throw_not_implemented("forward-mode derivatives through custom functions");
  }
  return 1;
  JT_CATCH("forward_ad")
}

int64_t jt_forward_mode_on() noexcept {
  jt::StateBit bit = jt::find_grad_bit();
  *bit.byte = static_cast<unsigned char>(*bit.byte | bit.mask << 2);
  return 1;
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
