#include "hooks.h"

#include <algorithm>
#include <stdexcept>

namespace jt {
namespace {

using torch::autograd::Tensors;

// Tensors with references of their own, until they are handed on.
class OwnedTensors {
 public:
  explicit OwnedTensors(const Tensors& tensors) {
    for (const at::Tensor& tensor : tensors) {
      int64_t handle = share_or_zero(tensor);
      if (handle == 0)
        tensors_.emplace_back();
      else
        tensors_.push_back(take(handle));
    }
  }
  OwnedTensors(const OwnedTensors&) = delete;
  ~OwnedTensors() { release(); }
  const Tensors& get() const { return tensors_; }
  void replace(Tensors&& others) {
    release();
    tensors_ = std::move(others);
  }
  Tensors finish() { return std::move(tensors_); }

 private:
  void release() {
    for (at::Tensor& tensor : tensors_) Owned(std::move(tensor));
    tensors_.clear();
  }

  Tensors tensors_;
};

bool is_undefined(const at::Tensor& tensor) { return tensor.impl() == at::Tensor().impl(); }

// What a hook may put in the place of what it got. Takes over what it is given.
void replace(OwnedTensors& values, Tensors&& given, const std::string& name) {
  OwnedTensors result({});
  result.replace(std::move(given));
  const Tensors& before = values.get();
  const Tensors& after = result.get();
  if (before.size() != after.size())
    throw std::runtime_error("hook '" + name + "' has returned an incorrect number of values (got " +
                             std::to_string(after.size()) + ", but expected " + std::to_string(before.size()) + ")");
  for (size_t i = 0; i < after.size(); i++) {
    if (is_undefined(after[i])) continue;
    if (is_undefined(before[i])) throw std::runtime_error("can't replace a None gradient with a non-None value");
    if (&torch::autograd::check_variable_result != nullptr)
      torch::autograd::check_variable_result(before[i], after[i], name);
  }
  values.replace(result.finish());
}

class JavaPreHook : public PreHook {
 public:
  HookList list;
  Tensors operator()(const Tensors& grad_outputs) override {
    OwnedTensors values(grad_outputs);
    for (const auto& hook : list.all()) {
      Tensors answer =
          invoke(hook->kept.id(), static_cast<int64_t>(values.get().size()), {&values.get()}, values.get().size());
      if (!answer.empty()) replace(values, std::move(answer), hook->name);
    }
    return values.finish();
  }
};

class JavaPostHook : public PostHook {
 public:
  HookList list;
  Tensors operator()(const Tensors& grad_inputs, const Tensors& grad_outputs) override {
    OwnedTensors values(grad_inputs);
    for (const auto& hook : list.all()) {
      size_t size = values.get().size();
      Tensors answer =
          invoke(hook->kept.id(), static_cast<int64_t>(size), {&values.get(), &grad_outputs}, size);
      if (!answer.empty()) replace(values, std::move(answer), hook->name);
    }
    return values.finish();
  }
};

class JavaPostAccumulateHook : public torch::autograd::PostAccumulateGradHook {
 public:
  HookList list;
  void operator()(const at::Tensor& tensor) override {
    Tensors leaf;
    leaf.emplace_back(tensor);
    for (const auto& hook : list.all()) invoke(hook->kept.id(), 1, {&leaf}, 0);
  }
  void compiled_args(void*) const override { PreHook::no_compiled_autograd(); }
  void apply_with_saved(at::Tensor&, void*) override { PreHook::no_compiled_autograd(); }
};

// Whether an object of libtorch's is one of ours.
template <typename T>
T* ours(void* object) {
  static T example;
  bool same = object != nullptr && *static_cast<void**>(object) == *reinterpret_cast<void**>(&example);
  return same ? static_cast<T*>(object) : nullptr;
}

// The node's list of our hooks; where there is none, and one is wanted, a new one.
template <typename T>
T* list_of(void* node, size_t offset, bool wanted) {
  auto& hooks = node_layout().at<std::vector<void*>>(node, offset);
  for (void* hook : hooks) {
    if (T* list = ours<T>(hook)) return list;
  }
  if (!wanted) return nullptr;
  T* list = new T();
  hooks.push_back(list);
  return list;
}

JavaPostAccumulateHook* leaf_hook(int64_t leaf) {
  return ours<JavaPostAccumulateHook>(torch::autograd::impl::post_acc_grad_hooks(tensor(leaf)).get());
}

HookList* node_hooks(int64_t anchor, bool before, bool wanted) {
  const NodeLayout& layout = node_layout();
  void* node = grad_fn(tensor(anchor));
  if (before) {
    auto* hook = list_of<JavaPreHook>(node, layout.pre_hooks, wanted);
    return hook == nullptr ? nullptr : &hook->list;
  }
  auto* hook = list_of<JavaPostHook>(node, layout.post_hooks, wanted);
  return hook == nullptr ? nullptr : &hook->list;
}

}  // namespace

void PreHook::no_compiled_autograd() { throw std::runtime_error("compiled autograd cannot have hooks in Java"); }

int64_t HookList::add(int64_t id, std::string name) {
  std::shared_ptr<Hook> hook(new Hook{Kept(id), std::move(name)});
  std::lock_guard<std::mutex> lock(mutex_);
  hooks_.push_back(std::move(hook));
  return id;
}

bool HookList::remove(int64_t id) {
  std::shared_ptr<Hook> removed;  // released outside of the lock
  std::lock_guard<std::mutex> lock(mutex_);
  auto found = std::find_if(hooks_.begin(), hooks_.end(), [id](const auto& hook) { return hook->kept.id() == id; });
  if (found == hooks_.end()) return false;
  removed = std::move(*found);
  hooks_.erase(found);
  return true;
}

std::vector<std::shared_ptr<HookList::Hook>> HookList::all() {
  std::lock_guard<std::mutex> lock(mutex_);
  return hooks_;
}

}  // namespace jt

// Registers the hook that Java knows as id, before or after the node that a tensor holds.
int64_t jt_node_hook(int64_t anchor, int64_t before, int64_t id, int64_t name, int64_t name_length) noexcept {
  JT_TRY("register_hook", &torch::autograd::impl::gradient_edge)
  return jt::node_hooks(anchor, before != 0, true)->add(id, std::string(jt::str(name, name_length)));
  JT_CATCH("register_hook")
}

int64_t jt_node_remove_hook(int64_t anchor, int64_t before, int64_t id) noexcept {
  JT_TRY("remove", &torch::autograd::impl::gradient_edge)
  jt::HookList* hooks = jt::node_hooks(anchor, before != 0, false);
  if (hooks != nullptr) hooks->remove(id);
  return 1;
  JT_CATCH("remove")
}

// Registers the hook that Java knows as id, for when the gradient of a leaf was accumulated.
int64_t jt_post_accumulate_hook(int64_t handle, int64_t id) noexcept {
  JT_TRY("register_post_accumulate_grad_hook", &torch::autograd::impl::set_post_acc_grad_hooks)
  auto* hook = jt::leaf_hook(handle);
  if (hook == nullptr) {
    auto made = std::make_unique<jt::JavaPostAccumulateHook>();
    hook = made.get();
    torch::autograd::impl::set_post_acc_grad_hooks(jt::tensor(handle), std::move(made));
  }
  return hook->list.add(id, "");
  JT_CATCH("register_post_accumulate_grad_hook")
}

int64_t jt_remove_post_accumulate_hook(int64_t handle, int64_t id) noexcept {
  JT_TRY("remove", &torch::autograd::impl::post_acc_grad_hooks)
  auto* hook = jt::leaf_hook(handle);
  if (hook != nullptr) hook->list.remove(id);
  return 1;
  JT_CATCH("remove")
}
