// Hooks of nodes and of leaves that Java has, and the lists that libtorch is given for them.
#pragma once

#include <mutex>

#include "node.h"

namespace jt {

// What libtorch calls before and after a node; the order of the virtual functions is libtorch's.
struct PreHook {
  virtual ~PreHook() = default;
  virtual std::vector<at::Tensor> operator()(const std::vector<at::Tensor>& grad_outputs) = 0;
  virtual void compiled_args(void* args) const { no_compiled_autograd(); }
  [[noreturn]] static void no_compiled_autograd();
};
struct PostHook {
  virtual ~PostHook() = default;
  virtual std::vector<at::Tensor> operator()(const std::vector<at::Tensor>& grad_inputs,
                                             const std::vector<at::Tensor>& grad_outputs) = 0;
  virtual void compiled_args(void* args) const { PreHook::no_compiled_autograd(); }
};

// Hooks in the order of their registration. One that is being called may remove itself or others.
class HookList {
 public:
  struct Hook {
    Kept kept;
    std::string name;
  };
  int64_t add(int64_t id, std::string name);
  bool remove(int64_t id);
  std::vector<std::shared_ptr<Hook>> all();

 private:
  std::mutex mutex_;
  std::vector<std::shared_ptr<Hook>> hooks_;
};

}  // namespace jt
