// Nodes of the autograd graph: reading libtorch's, and making ones whose behaviour is ours.
//
// No header of libtorch's is at hand, and Node's constructor is inline, so a node of ours is one that libtorch built:
// it stacks placeholders that stand for the inputs, which gives a node with the right edges, numbers and owners; then
// the node gets a virtual table of its own, a copy in which apply, name and the ends of life are ours. What else of a
// node's layout is needed (where its edges, hooks and input metadata lie) is found by looking at such a node, and all of
// it is tried out once before it is used. A libtorch where that fails is refused.
#pragma once

#include "shim.h"

namespace jt {

// A tensor that owns its reference.
class Owned {
 public:
  explicit Owned(at::Tensor&& tensor) : tensor_(std::move(tensor)) {}
  Owned(Owned&& other) noexcept : tensor_(std::move(other.tensor_)) {}
  Owned(const Owned&) = delete;
  ~Owned() { reset(); }
  at::Tensor& get() { return tensor_; }
  const at::Tensor& get() const { return tensor_; }
  void reset() {
    at::Tensor undefined;
    aoti_torch_assign_tensors(&undefined, &tensor_);
  }

 private:
  at::Tensor tensor_;
};

// What a node of ours does. The node owns it; it ends when the node can no longer be used.
struct NodeBehaviour {
  virtual ~NodeBehaviour() = default;
  virtual std::string name() const = 0;
  // Takes gradients of outputs (undefined ones included), returns one for each edge. Owns what it returns.
  virtual std::vector<at::Tensor> apply(const std::vector<at::Tensor>& gradients) = 0;
  virtual void release_variables() = 0;
};

struct NodeLayout {
  bool shared;         // nodes are held by shared_ptr: two words; else by intrusive_ptr: one
  size_t edge_size;    // of one edge
  size_t edges;        // offsets in a node: std::vector<Edge>
  size_t pre_hooks;    // std::vector<std::unique_ptr<FunctionPreHook>>
  size_t post_hooks;   // std::vector<std::unique_ptr<FunctionPostHook>>
  size_t metadata;     // SmallVector<InputMetadata, 2>
  size_t slots;        // of the virtual table, and where in it:
  size_t destroy;
  size_t release_resources;  // 0 where there is none
  size_t name;
  size_t release_variables;
  size_t apply;

  template <typename T>
  T& at(void* node, size_t offset) const {
    return *reinterpret_cast<T*>(static_cast<char*>(node) + offset);
  }
  uint32_t& input_nr(torch::autograd::Edge& edge) const {
    return *reinterpret_cast<uint32_t*>(&edge.words[shared ? 2 : 1]);
  }
};

// Found, and tried out, on the first call.
// Throws kNotImplemented where this libtorch is not built as expected.
const NodeLayout& node_layout();

// The node that made a tensor, or null.
inline void* grad_fn(const at::TensorBase& tensor) { return tensor.grad_fn(); }

// A strong edge to a node that is alive.
torch::autograd::Edge edge_to(void* node, uint32_t input_nr);

// A tensor without elements to speak of whose gradient edge is the given one: the way to hold a node.
Owned anchor(const torch::autograd::Edge& edge);

// A tensor whose node is a new one with the behaviour, no inputs yet, and an edge for each of the tensors. Grad mode
// must be on, and one of them require a gradient.
Owned make_node(const std::vector<at::Tensor>& inputs, std::unique_ptr<NodeBehaviour> behaviour);

// What a node calls itself.
std::string node_name(void* node);

// The same for nodes of any libtorch, also one whose nodes cannot be looked into: there the name of the node's class.
std::string any_node_name(void* node);

// What makes the results of a forward the outputs of a node (null: of none), as _wrap_outputs.
torch::autograd::MaybeTensors wrap_outputs(const torch::autograd::Tensors& inputs,
                                           const torch::autograd::Impls& non_differentiable,
                                           const torch::autograd::Impls& dirty,
                                           const torch::autograd::MaybeTensors& results, const Owned* node,
                                           const std::function<torch::autograd::Tensors(
                                               torch::autograd::Tensors, torch::autograd::Tensors)>& jvp);

}  // namespace jt
