// Gradients and hooks: what libtorch exports without an operator.
#include <cstdlib>
#include <memory>
#include <stdexcept>

#include "node.h"

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

