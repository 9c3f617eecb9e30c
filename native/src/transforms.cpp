// Forward mode's levels, and vmap over libtorch's own batching rules.
#include <cstdlib>
#include <memory>
#include <new>
#include <stdexcept>

#include "shim.h"

using at::functorch::DynamicLayer;
using at::functorch::RandomnessType;
using at::functorch::TransformType;
using jt::Box;
using jt::Results;

namespace {

// A reference of our own, passed by value: the callee may move from it, and what it leaves is dropped.
struct OwnedTensor {
  void* impl;
  explicit OwnedTensor(at::Tensor& tensor) : impl(nullptr) {
    int64_t handle = jt::share(&tensor);
    at::Tensor& owned = jt::tensor(handle);
    impl = owned.impl();
    std::free(reinterpret_cast<void*>(handle));
  }
  OwnedTensor(OwnedTensor&& other) noexcept : impl(std::exchange(other.impl, &c10::UndefinedTensorImpl::_singleton)) {}
  ~OwnedTensor() {
    at::Tensor undefined;
    aoti_torch_assign_tensors(&undefined, this);
  }
};

}  // namespace

// The new level plus one.
int64_t jt_enter_dual_level() noexcept {
  JT_TRY("enter_dual_level", &torch::autograd::forward_ad::enter_dual_level)
  return static_cast<int64_t>(torch::autograd::forward_ad::enter_dual_level()) + 1;
  JT_CATCH("enter_dual_level")
}

int64_t jt_exit_dual_level(int64_t level) noexcept {
  JT_TRY("exit_dual_level", &torch::autograd::forward_ad::exit_dual_level)
  torch::autograd::forward_ad::exit_dual_level(static_cast<uint64_t>(level));
  return 1;
  JT_CATCH("exit_dual_level")
}

int64_t jt_transforms_active() noexcept {
  if (&at::functorch::getDynamicLayerStack == nullptr) return 0;
  // Begin and end of the vector: its elements' size is the library's own.
  auto* ends = reinterpret_cast<void* const*>(&at::functorch::getDynamicLayerStack());
  return ends[0] != ends[1];
}

// The new level, from 1.
int64_t jt_vmap_enter(int64_t batch_size, int64_t randomness) noexcept {
  JT_TRY("vmap", &at::functorch::initAndPushDynamicLayer)
  return at::functorch::initAndPushDynamicLayer(TransformType::kVmap, jt::sym_int(batch_size),
                                                static_cast<RandomnessType>(randomness), std::nullopt, std::nullopt,
                                                std::nullopt, std::nullopt);
  JT_CATCH("vmap")
}

int64_t jt_vmap_exit(int64_t level) noexcept {
  JT_TRY("vmap", &at::functorch::popDynamicLayerAndDeleteMetadata)
  DynamicLayer layer = at::functorch::popDynamicLayerAndDeleteMetadata();
  if (layer.type != TransformType::kVmap || layer.level != level)
    throw std::runtime_error("a transform that was entered later is still at work");
  using Alive = std::shared_ptr<bool>;
  reinterpret_cast<Alive*>(layer.alive)->~Alive();
  return 1;
  JT_CATCH("vmap")
}

int64_t jt_vmap_add_batch_dim(int64_t handle, int64_t dim, int64_t level) noexcept {
  JT_TRY("vmap", &at::functorch::addBatchDim)
  auto add = reinterpret_cast<at::Tensor (*)(OwnedTensor, int64_t, int64_t)>(&at::functorch::addBatchDim);
  Box box;
  new (box.slot()) at::Tensor(add(OwnedTensor(jt::tensor(handle)), dim, level));
  return box.finish();
  JT_CATCH("vmap")
}

// The tensor without the batch of a level, and where that batch is, or -1.
int64_t jt_vmap_unwrap(int64_t handle, int64_t level) noexcept {
  JT_TRY("vmap", &at::functorch::unwrapTensorAtLevel)
  auto [value, dim] = at::functorch::unwrapTensorAtLevel(jt::tensor(handle), level);
  return Results().add(value).add(dim.value_or(-1)).finish();
  JT_CATCH("vmap")
}

// The older vmap, which goes through the autograd engine: enters it for 1 and leaves it for 0; the level plus one.
int64_t jt_vmap_mode(int64_t enter) noexcept {
  JT_TRY("vmap", &at::impl::VmapMode::increment_nesting)
  return (enter != 0 ? at::impl::VmapMode::increment_nesting() : at::impl::VmapMode::decrement_nesting()) + 1;
  JT_CATCH("vmap")
}
