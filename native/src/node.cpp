#include "node.h"

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <thread>
#if defined(__APPLE__)
#include <malloc/malloc.h>
#else
#include <malloc.h>
#endif
#if defined(__GLIBC__)
#include <dlfcn.h>
#include <elf.h>
#include <link.h>
#endif

#include "hooks.h"

namespace at::_ops {
struct empty_memory_format {
  JT_IMPORT static at::Tensor call(c10::ArrayRef<c10::SymInt>, ::std::optional<c10::ScalarType>,
                                   ::std::optional<c10::Layout>, ::std::optional<c10::Device>, ::std::optional<bool>,
                                   ::std::optional<c10::MemoryFormat>);
};
struct fill__Scalar {
  JT_IMPORT static at::Tensor& call(at::Tensor&, const c10::Scalar&);
};
struct stack {
  JT_IMPORT static at::Tensor call(c10::ArrayRef<at::Tensor>, int64_t);
};
struct view_as {
  JT_IMPORT static at::Tensor call(const at::Tensor&, const at::Tensor&);
};
}  // namespace at::_ops

namespace jt {
namespace {

using torch::autograd::Edge;
using torch::autograd::Impls;
using torch::autograd::MaybeTensors;
using torch::autograd::Tensors;
namespace impl = torch::autograd::impl;

constexpr size_t kWord = sizeof(void*);
constexpr size_t kMaxSlots = 40;
constexpr size_t kVectorSize = 3 * kWord;
constexpr size_t kMapSize = 7 * kWord;  // std::unordered_map

[[noreturn]] void unexpected(const char* what) {
  throw_not_implemented(
      std::string("custom functions and nodes: this libtorch's autograd nodes are not built as expected (") + what + ")");
}

void expect(bool condition, const char* what) {
  if (!condition) unexpected(what);
}

Owned scalar(float value) {
  Owned made(at::_ops::empty_memory_format::call({}, static_cast<c10::ScalarType>(6), std::nullopt,
                                                 c10::Device{static_cast<c10::DeviceType>(0), -1}, std::nullopt,
                                                 std::nullopt));
  int64_t bits;
  double wide = value;
  std::memcpy(&bits, &wide, sizeof bits);
  at::_ops::fill__Scalar::call(made.get(), c10::Scalar(c10::Scalar::Tag::d, bits, 0));
  return made;
}

// One that nobody reads.
Owned placeholder() {
  return Owned(at::_ops::empty_memory_format::call({}, static_cast<c10::ScalarType>(6), std::nullopt,
                                                   c10::Device{static_cast<c10::DeviceType>(0), -1}, std::nullopt,
                                                   std::nullopt));
}

// ---- The virtual table of a node of ours

struct Table {
  void* head[2];            // offset to top, type
  void* slots[kMaxSlots];  // where a node's pointer points
  std::unique_ptr<NodeBehaviour> behaviour;
  void (*destroy)(void* node);
  void (*release_resources)(void* node);
  const void* mark;  // tells our tables from libtorch's
};
const char kMark = 0;

Table* table_of(const void* node) {
  char* slots = *static_cast<char* const*>(node);
  return reinterpret_cast<Table*>(slots - sizeof(Table::head));
}

// Functions with the calling convention of Node's virtual ones: this is a node of ours.
struct NodeFunctions {
  virtual std::string name() const { return table_of(this)->behaviour->name(); }

  virtual void release_variables() { table_of(this)->behaviour->release_variables(); }

  virtual std::vector<at::Tensor> apply(std::vector<at::Tensor>&& gradients) {
    return table_of(this)->behaviour->apply(gradients);
  }

  // Weak references may outlive this by long. What was saved goes before the edges: its nodes are then still held by
  // the edges, whose release libtorch does without recursion.
  virtual void release_resources() {
    Table* table = table_of(this);
    table->behaviour.reset();
    table->release_resources(this);
  }

  virtual void destroy() {
    std::unique_ptr<Table> table(table_of(this));
    table->behaviour.reset();
    table->destroy(this);
  }
};

enum { kName, kReleaseVariables, kApply, kReleaseResources, kDestroy };

void* function(int slot) {
  static const NodeFunctions functions;
  return (*reinterpret_cast<void* const* const*>(&functions))[slot];
}

void give_table(const NodeLayout& layout, void* node, std::unique_ptr<NodeBehaviour> behaviour) {
  void** original = *static_cast<void***>(node);
  auto table = std::make_unique<Table>();
  std::memcpy(table->head, original - 2, sizeof table->head);
  std::memcpy(table->slots, original, layout.slots * kWord);
  table->behaviour = std::move(behaviour);
  table->mark = &kMark;
  table->destroy = reinterpret_cast<void (*)(void*)>(original[layout.destroy]);
  table->slots[layout.destroy] = function(kDestroy);
  if (layout.release_resources != 0) {
    table->release_resources = reinterpret_cast<void (*)(void*)>(original[layout.release_resources]);
    table->slots[layout.release_resources] = function(kReleaseResources);
  }
  table->slots[layout.name] = function(kName);
  table->slots[layout.release_variables] = function(kReleaseVariables);
  table->slots[layout.apply] = function(kApply);
  *static_cast<void***>(node) = table.release()->slots;
}

// ---- Looking

size_t slot_of(void (*wanted)()) {
  void* const* slots = _ZTVN5torch8autograd4NodeE + 2;
  for (size_t i = 0; i < kMaxSlots; i++) {
    if (slots[i] == reinterpret_cast<void*>(wanted)) return i;
    if (slots[i] == reinterpret_cast<void*>(&__cxa_pure_virtual)) break;
  }
  return 0;
}

void find_slots(NodeLayout& layout) {
  if (_ZTVN5torch8autograd4NodeE == nullptr || &_ZNK5torch8autograd4Node4nameB5cxx11Ev == nullptr)
    unexpected("Node's functions");
  layout.apply = slot_of(&__cxa_pure_virtual);
  // The destructors come first, the one that frees second; compilers leave those of an abstract class out of its table.
  void* destroy = _ZTVN5torch8autograd4NodeE[2 + 1];
  layout.destroy = 1;
  layout.name = slot_of(&_ZNK5torch8autograd4Node4nameB5cxx11Ev);
  layout.release_resources = &_ZN5torch8autograd4Node17release_resourcesEv == nullptr
                                 ? 0
                                 : slot_of(&_ZN5torch8autograd4Node17release_resourcesEv);
  expect(destroy == nullptr || &_ZN5torch8autograd4NodeD0Ev == nullptr ||
             destroy == reinterpret_cast<void*>(&_ZN5torch8autograd4NodeD0Ev),
         "destructors");
  expect(layout.name > 1, "virtual functions");
  // name, tensor_pre_hooks, tensor_post_acc_grad_hooks, release_variables: tried out below
  layout.release_variables = layout.name + 3;
  expect(layout.apply > layout.release_variables, "virtual functions");
  layout.slots = layout.apply + 1;
#if defined(__GLIBC__)
  Dl_info info;
  void* extra = nullptr;
  if (dladdr1(_ZTVN5torch8autograd4NodeE, &info, &extra, RTLD_DL_SYMENT) != 0 && extra != nullptr)
    expect(static_cast<ElfW(Sym)*>(extra)->st_size == (layout.slots + 2) * kWord, "apply is not the last function");
#endif
}

size_t size_of(void* node) {
#if defined(__APPLE__)
  return malloc_size(node);
#else
  return malloc_usable_size(node);
#endif
}

uint32_t half(const uintptr_t* words, size_t byte_offset) {
  uint32_t value;
  std::memcpy(&value, reinterpret_cast<const char*>(words) + byte_offset, sizeof value);
  return value;
}

bool is_zero(const uintptr_t* words, size_t offset, size_t size) {
  for (size_t i = 0; i < size / kWord; i++) {
    if (words[offset / kWord + i] != 0) return false;
  }
  return true;
}

// Looks at the node of a stack of two leaves.
void find_members(NodeLayout& layout) {
  Owned a = scalar(0), b = scalar(0);
  torch_set_requires_grad(&a.get(), true);
  torch_set_requires_grad(&b.get(), true);
  Owned held_a = anchor(impl::gradient_edge(a.get())), held_b = anchor(impl::gradient_edge(b.get()));
  at::Tensor both[] = {at::Tensor(a.get()), at::Tensor(b.get())};
  Owned stacked(at::_ops::stack::call({both, 2}, 0));
  void* node = grad_fn(stacked.get());
  expect(node != nullptr && grad_fn(held_a.get()) != nullptr && grad_fn(held_b.get()) != nullptr, "no node");

  auto* words = static_cast<const uintptr_t*>(node);
  size_t count = std::min<size_t>(size_of(node), 4096) / kWord;
  layout.edge_size = (layout.shared ? 3 : 2) * kWord;
  for (size_t i = 1; i + 3 <= count; i++) {
    uintptr_t begin = words[i], end = words[i + 1], capacity = words[i + 2];
    if (begin != 0 && begin % kWord == 0 && end - begin == 2 * layout.edge_size && capacity >= end &&
        *reinterpret_cast<void**>(begin) == grad_fn(held_a.get()) &&
        *reinterpret_cast<void**>(begin + layout.edge_size) == grad_fn(held_b.get())) {
      expect(layout.edges == 0, "two lists of edges");
      layout.edges = i * kWord;
    }
    // A SmallVector of one element, with room for two in itself behind a header of two words.
    if (begin == reinterpret_cast<uintptr_t>(words + i + 2) && half(words, (i + 1) * kWord) == 1 &&
        half(words, (i + 1) * kWord + 4) == 2) {
      expect(layout.metadata == 0, "two lists of metadata");
      layout.metadata = i * kWord;
    }
  }
  expect(layout.edges != 0, "edges");
  expect(layout.metadata > layout.edges + 4 * kVectorSize + kMapSize, "input metadata");
  if (layout.shared)  // weak_from_this, which edge_to uses
    expect(reinterpret_cast<void* const*>(&stacked.get().grad_fn())[1] == reinterpret_cast<void*>(words[2]), "owner");

  // pre_hooks, tensor_pre_hooks, retains_grad_hooks (a map), post_hooks, metadata
  layout.post_hooks = layout.metadata - kVectorSize;
  size_t map = layout.post_hooks - kMapSize;
  size_t tensor_pre_hooks = map - kVectorSize;
  layout.pre_hooks = tensor_pre_hooks - kVectorSize;
  expect(is_zero(words, layout.pre_hooks, 2 * kVectorSize) && is_zero(words, layout.post_hooks, kVectorSize), "hooks");
  float load_factor;
  std::memcpy(&load_factor, words + map / kWord + 4, sizeof load_factor);
  expect(words[map / kWord] == reinterpret_cast<uintptr_t>(words) + map + 6 * kWord && words[map / kWord + 1] == 1 &&
             words[map / kWord + 3] == 0 && load_factor == 1.0f,
         "hooks of retained gradients");
  stacked.get()._register_hook([](const at::TensorBase&) { return at::TensorBase(); });
  expect(words[tensor_pre_hooks / kWord] != 0 &&
             words[tensor_pre_hooks / kWord + 1] - words[tensor_pre_hooks / kWord] == kWord &&
             is_zero(words, layout.pre_hooks, kVectorSize) && is_zero(words, layout.post_hooks, kVectorSize),
         "tensor hooks");
}

// ---- Trying

std::string virtual_name(const NodeLayout& layout, const void* node) {
  auto name = (*static_cast<void** const*>(node))[layout.name];
  return reinterpret_cast<std::string (*)(const void*)>(name)(node);
}

struct Trial {
  int applied = 0, released = 0, ended = 0, before = 0, after = 0, hooks_ended = 0;
};

std::vector<at::Tensor> copies(const std::vector<at::Tensor>& tensors) {
  std::vector<at::Tensor> result;
  for (const at::Tensor& tensor : tensors) {
    if (tensor.impl() == at::Tensor().impl())
      result.emplace_back();
    else
      result.push_back(take(share(const_cast<at::Tensor*>(&tensor))));
  }
  return result;
}

struct TrialPreHook : PreHook {
  Trial* trial;
  explicit TrialPreHook(Trial* trial) : trial(trial) {}
  ~TrialPreHook() override { trial->hooks_ended++; }
  std::vector<at::Tensor> operator()(const std::vector<at::Tensor>& gradients) override {
    trial->before += gradients.size() == 1 && trial->applied == 0;
    return copies(gradients);
  }
};

struct TrialPostHook : PostHook {
  Trial* trial;
  explicit TrialPostHook(Trial* trial) : trial(trial) {}
  ~TrialPostHook() override { trial->hooks_ended++; }
  std::vector<at::Tensor> operator()(const std::vector<at::Tensor>& results,
                                     const std::vector<at::Tensor>& gradients) override {
    trial->after += gradients.size() == 1 && results.size() == 2 && trial->applied == 1;
    return copies(results);
  }
};

// Doubles by adding up: the gradient goes to both edges.
struct TrialBehaviour : NodeBehaviour {
  Trial* trial;
  explicit TrialBehaviour(Trial* trial) : trial(trial) {}
  ~TrialBehaviour() override { trial->ended++; }
  std::string name() const override { return "TrialBackward"; }
  std::vector<at::Tensor> apply(const std::vector<at::Tensor>& gradients) override {
    trial->applied++;
    std::vector<at::Tensor> result;
    if (gradients.size() != 1) throw std::runtime_error("trial");
    for (int i = 0; i < 2; i++) result.push_back(take(share(const_cast<at::Tensor*>(&gradients[0]))));
    return result;
  }
  void release_variables() override { trial->released++; }
};

Owned make_with(const NodeLayout& layout, const Tensors& inputs, std::unique_ptr<NodeBehaviour> behaviour) {
  std::vector<Owned> stand_ins;
  Tensors listed;
  for (const at::Tensor& input : inputs) {
    // A placeholder with the input's gradient edge: none where the input requires no gradient.
    Edge edge = impl::gradient_edge(input);
    stand_ins.push_back(edge.words[0] == nullptr ? placeholder() : anchor(edge));
    listed.emplace_back(stand_ins.back().get());
  }
  Owned stacked(at::_ops::stack::call({listed.data(), listed.size()}, 0));
  void* node = grad_fn(stacked.get());
  if (node == nullptr) throw std::runtime_error("no input requires a gradient");
  give_table(layout, node, std::move(behaviour));
  // The node's inputs are to be the outputs of the function, not the stack. What is forgotten owns nothing: a shape of
  // one dimension is held in place.
  layout.at<uint32_t>(node, layout.metadata + kWord) = 0;
  return stacked;
}

MaybeTensors wrap_with(const NodeLayout& layout, const Tensors& inputs, const Impls& non_differentiable,
                       const Impls& dirty, const MaybeTensors& results, const Owned* node,
                       const std::function<Tensors(Tensors, Tensors)>& jvp) {
  using torch::autograd::Node;
  using List = c10::ArrayRef<std::optional<at::Tensor>>;
  using Jvp = std::function<Tensors(Tensors, Tensors)>;
  using View = std::function<at::Tensor(at::Tensor)>;
  using Intrusive = c10::intrusive_ptr<Node>;
  static MaybeTensors (*const newest)(const Tensors&, const Impls&, const Impls&, List, const Intrusive&, const Jvp&,
                                      const Impls&, const View&, bool, Intrusive&) = &torch::autograd::_wrap_outputs;
  static MaybeTensors (*const newer)(const Tensors&, const Impls&, const Impls&, List, const Intrusive&, const Jvp&,
                                     const Impls&, const View&, bool) = &torch::autograd::_wrap_outputs;
  static MaybeTensors (*const old)(const Tensors&, const Impls&, const Impls&, List, const std::shared_ptr<Node>&,
                                   const Jvp&, const Impls&, const View&, bool) = &torch::autograd::_wrap_outputs;
  const Impls nothing;
  // By reference, so that the argument stays its owner's.
  const View view_as_self = [](at::Tensor&& x) { return at::_ops::view_as::call(x, x); };
  const List list(results.data(), results.size());
  void* none[2] = {};
  const void* held = node == nullptr ? static_cast<const void*>(none) : &node->get().grad_fn();
  if (layout.shared)
    return old(inputs, non_differentiable, dirty, list, *static_cast<const std::shared_ptr<Node>*>(held), jvp, nothing,
               view_as_self, false);
  auto& intrusive = *static_cast<const Intrusive*>(held);
  if (newest == nullptr)
    return newer(inputs, non_differentiable, dirty, list, intrusive, jvp, nothing, view_as_self, false);
  // The node that libtorch attached comes back: it is given to a tensor, which lets go of it.
  Owned attached = placeholder();
  impl::materialize_autograd_meta(attached.get());
  void* slot = const_cast<void**>(&attached.get().grad_fn());
  return newest(inputs, non_differentiable, dirty, list, intrusive, jvp, nothing, view_as_self, false,
                *static_cast<Intrusive*>(slot));
}

void try_out(const NodeLayout& layout) {
  Trial trial;
  {
    Owned a = scalar(1), b = scalar(2), result = scalar(3);
    torch_set_requires_grad(&a.get(), true);
    Tensors inputs;
    inputs.emplace_back(a.get());
    inputs.emplace_back(b.get());
    MaybeTensors results;
    results.emplace_back(result.get());
    std::vector<at::Tensor> gradients;
    {
      MaybeTensors outputs;
      {
        Owned node = make_with(layout, inputs, std::make_unique<TrialBehaviour>(&trial));
        outputs = wrap_with(layout, inputs, {}, {}, results, &node, [](Tensors&&, Tensors&&) { return Tensors(); });
        expect(outputs.size() == 1 && outputs[0].has_value(), "outputs");
      }
      Owned output(std::move(*outputs[0]));
      void* node = grad_fn(output.get());
      expect(node != nullptr && table_of(node)->mark == &kMark, "the output's node");
      expect(virtual_name(layout, node) == "TrialBackward", "the node's name");
      layout.at<std::vector<void*>>(node, layout.pre_hooks).push_back(new TrialPreHook(&trial));
      layout.at<std::vector<void*>>(node, layout.post_hooks).push_back(new TrialPostHook(&trial));
      Tensors of, with;
      of.emplace_back(output.get());
      with.emplace_back(b.get());
      Tensors to;
      to.emplace_back(a.get());
      gradients = torch::autograd::grad(of, to, with, false, false, false);
    }
    // The result tensor is the output, so it still holds the node.
    expect(gradients.size() == 1, "gradients");
    Owned gradient(std::move(gradients[0]));
    void* data = nullptr;
    aoti_torch_get_data_ptr(&gradient.get(), &data);
    expect(data != nullptr && *static_cast<float*>(data) == 2, "the gradient");
    expect(trial.applied == 1 && trial.released == 1 && trial.ended == 0, "the node's calls");
    expect(trial.before == 1 && trial.after == 1 && trial.hooks_ended == 0, "the calls of hooks");
  }
  expect(trial.ended == 1 && trial.hooks_ended == 2, "the node's end");
}

bool shared_nodes() {
  static MaybeTensors (*const old)(const Tensors&, const Impls&, const Impls&,
                                   c10::ArrayRef<std::optional<at::Tensor>>,
                                   const std::shared_ptr<torch::autograd::Node>&,
                                   const std::function<Tensors(Tensors, Tensors)>&, const Impls&,
                                   const std::function<at::Tensor(at::Tensor)>&, bool) =
      &torch::autograd::_wrap_outputs;
  return old != nullptr;
}

NodeLayout find_here() {
  if (&impl::gradient_edge == nullptr || &impl::set_gradient_edge == nullptr ||
      &impl::materialize_autograd_meta == nullptr || &torch_set_requires_grad == nullptr ||
      &at::_ops::stack::call == nullptr || &at::_ops::view_as::call == nullptr)
    unexpected("functions");
  NodeLayout layout{};
  layout.shared = shared_nodes();
  find_slots(layout);
  find_members(layout);
  try_out(layout);
  return layout;
}

// In a thread of its own, whose modes (grad, inference, autocast, ...) are the default ones.
NodeLayout find() {
  NodeLayout layout{};
  std::exception_ptr failure;
  std::thread([&] {
    try {
      layout = find_here();
    } catch (...) {
      failure = std::current_exception();
    }
  }).join();
  if (failure) std::rethrow_exception(failure);
  return layout;
}

std::atomic<bool> has_made_nodes = false;

}  // namespace

const NodeLayout& node_layout() {
  static const NodeLayout layout = find();
  return layout;
}

Edge edge_to(void* node, uint32_t input_nr) {
  const NodeLayout& layout = node_layout();
  // Libtorch makes the copy that counts: from a tensor that is lent the node for a moment.
  Owned lent = placeholder();
  impl::materialize_autograd_meta(lent.get());
  auto* slot = const_cast<void**>(&lent.get().grad_fn());
  slot[0] = node;
  if (layout.shared) slot[1] = static_cast<void**>(node)[2];  // weak_from_this
  Edge edge = impl::gradient_edge(lent.get());
  slot[0] = nullptr;
  if (layout.shared) slot[1] = nullptr;
  layout.input_nr(edge) = input_nr;
  return edge;
}

Owned anchor(const Edge& edge) {
  Owned made = placeholder();
  impl::set_gradient_edge(made.get(), edge);
  return made;
}

Owned make_node(const std::vector<at::Tensor>& inputs, std::unique_ptr<NodeBehaviour> behaviour) {
  Owned made = make_with(node_layout(), inputs, std::move(behaviour));
  has_made_nodes = true;
  return made;
}

std::string node_name(void* node) { return virtual_name(node_layout(), node); }

std::string any_node_name(void* node) {
  // Only nodes of ours, which are there once the layout is known, have a name that is not their class's.
  return has_made_nodes ? node_name(node) : static_cast<torch::autograd::Node*>(node)->name();
}

MaybeTensors wrap_outputs(const Tensors& inputs, const Impls& non_differentiable,
                          const Impls& dirty, const MaybeTensors& results, const Owned* node,
                          const std::function<Tensors(Tensors, Tensors)>& jvp) {
  return wrap_with(node_layout(), inputs, non_differentiable, dirty, results, node, jvp);
}

}  // namespace jt
