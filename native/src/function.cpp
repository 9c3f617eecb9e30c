// Custom functions: nodes whose backward is Java's.
#include <algorithm>
#include <stdexcept>

#include "node.h"

namespace jt {
namespace {

using torch::autograd::Impls;
using torch::autograd::MaybeTensors;
using torch::autograd::Tensors;

// What Java is asked to do, as torch.internal.Upcalls.Kept knows it.
enum What : int64_t { kBackward, kReleaseVariables, kJvp };

class JavaBehaviour : public NodeBehaviour {
 public:
  JavaBehaviour(int64_t id, std::string name, size_t inputs) : kept_(id), name_(std::move(name)), inputs_(inputs) {}
  std::string name() const override { return name_; }
  Tensors apply(const Tensors& gradients) override { return invoke(kept_.id(), kBackward, {&gradients}, inputs_); }
  void release_variables() override {
    int64_t none = 0;
    callbacks.invoke(kept_.id(), kReleaseVariables, reinterpret_cast<int64_t>(&none), 0);
  }

 private:
  Kept kept_;
  std::string name_;
  size_t inputs_;
};

// The impls of some tensors.
Impls impls(const Tensors& tensors) {
  Impls result;
  for (const at::Tensor& tensor : tensors) result.insert(tensor.impl());
  return result;
}

// Reads the lists of jt_function_apply.
class Words {
 public:
  explicit Words(int64_t address) : next_(reinterpret_cast<const int64_t*>(address)) {}
  Tensors list() {
    int64_t length = *next_++;
    Tensors result = vector_of(reinterpret_cast<int64_t>(next_), length);
    next_ += length;
    return result;
  }

 private:
  const int64_t* next_;
};

}  // namespace
}  // namespace jt

using jt::Results;

// Whether custom functions can be had, or why not.
int64_t jt_function_check() noexcept {
  JT_TRY("Function", &torch::autograd::impl::gradient_edge)
  jt::node_layout();
  return 1;
  JT_CATCH("Function")
}

// Makes tensors the outputs of a function that Java knows as id. The words are four lists of handles, each behind its
// length: inputs, results of the forward, those of the inputs that it changed in place, and those of the results that
// have no gradient. The results: the address of the node (0 for none), then for each output a handle, 0 for an absent
// one, -1 for the result itself.
int64_t jt_function_apply(int64_t id, int64_t name, int64_t name_length, int64_t recorded, int64_t lists) noexcept {
  JT_TRY("Function", &torch::autograd::impl::gradient_edge)
  using namespace torch::autograd;
  // Without a node the behaviour, and what Java keeps for it, goes when this returns; jvp is asked for before that.
  auto input_count = static_cast<size_t>(*reinterpret_cast<int64_t*>(lists));
  std::unique_ptr<jt::NodeBehaviour> behaviour =
      std::make_unique<jt::JavaBehaviour>(id, std::string(jt::str(name, name_length)), input_count);
  jt::Words words(lists);
  Tensors inputs = words.list(), results = words.list(), dirty = words.list(), fixed = words.list();
  MaybeTensors given;
  for (at::Tensor& result : results) {
    if (result.impl() == at::Tensor().impl())
      given.emplace_back();
    else
      given.emplace_back(at::Tensor(result));
  }
  std::optional<jt::Owned> node;
  if (recorded != 0) node.emplace(jt::make_node(inputs, std::move(behaviour)));
  for (const at::Tensor& changed : dirty) impl::bump_version(changed);
  auto jvp = [id, &given](Tensors&& of, Tensors&& gradients) {
    return jt::invoke(id, jt::kJvp, {&of, &gradients}, given.size());
  };
  MaybeTensors outputs =
      jt::wrap_outputs(inputs, jt::impls(fixed), jt::impls(dirty), given, node ? &*node : nullptr, jvp);
  Results answer;
  answer.add(node ? reinterpret_cast<int64_t>(jt::grad_fn(node->get())) : int64_t{0});
  for (size_t i = 0; i < outputs.size(); i++) {
    if (!outputs[i].has_value()) {
      answer.add(int64_t{0});
    } else if (outputs[i]->impl() == results[i].impl()) {
      jt::Owned same(std::move(*outputs[i]));
      answer.add(int64_t{-1});
    } else {
      answer.add(*outputs[i]);
    }
  }
  return answer.finish();
  JT_CATCH("Function")
}

// A saved output as its function's backward sees it: a tensor over the saved elements with the node for its history.
int64_t jt_saved_output(int64_t saved, int64_t node, int64_t output) noexcept {
  JT_TRY("saved_tensors", &torch::autograd::impl::set_gradient_edge)
  torch::autograd::impl::set_gradient_edge(jt::tensor(saved),
                                           jt::edge_to(reinterpret_cast<void*>(node), static_cast<uint32_t>(output)));
  return 1;
  JT_CATCH("saved_tensors")
}

// A tensor's type as torch prints it in errors.
int64_t jt_type_name(int64_t handle) noexcept {
  JT_TRY("type", &aoti_torch_new_tensor_handle)
  return Results().add_string(jt::tensor(handle).toString()).finish();
  JT_CATCH("type")
}

// Whether a backward that is running accumulates into leaves, as checkpointing needs.
int64_t jt_is_checkpoint_valid() noexcept {
  if (&torch::autograd::Engine::get_default_engine == nullptr) return 1;
  return torch::autograd::Engine::get_default_engine().is_checkpoint_valid();
}
