// Operators with a Tensor?[] argument (index, index_put_, ...), called by name through libtorch's stable dispatcher.
#include <algorithm>
#include <stdexcept>

#include "shim.h"

namespace jt {
namespace {

constexpr uint64_t kExtensionVersion = uint64_t{2} << 56 | uint64_t{10} << 48;  // the oldest libtorch we speak to

void check(int32_t code) {
  if (code == 0) return;
  std::string text = torch_exception_get_what_without_backtrace();
  text.resize(std::min(text.size(), text.find('\n')));
  // The type of the error does not come through the C entry point.
  auto says = [&text](const char* start, const char* part) {
    return text.rfind(start, 0) == 0 && text.find(part) != std::string::npos;
  };
  if (says("index ", "out of bounds") || says("tensors used as indices must be", "") || says("The shape of the mask", "") ||
      says("shape mismatch: indexing tensors", "") || says("too many indices", ""))
    throw_index_error(text);
  if (says("\"", " not implemented for ")) throw_not_implemented(text);
  throw std::runtime_error(text);
}

}  // namespace

DispatcherCall::~DispatcherCall() {
  for (int i = 0; i < filled_; i++) {
    if (tensors_ >> i & 1) aoti_torch_delete_tensor_object(reinterpret_cast<void*>(stack_[i]));
    if (lists_ >> i & 1) torch_delete_list(reinterpret_cast<void*>(stack_[i]));
  }
}

DispatcherCall& DispatcherCall::add(const at::Tensor& value) {
  void* owned = nullptr;
  check(aoti_torch_new_tensor_handle(const_cast<at::Tensor*>(&value), &owned));
  tensors_ |= 1u << filled_;
  stack_[filled_++] = reinterpret_cast<uint64_t>(owned);
  return *this;
}

DispatcherCall& DispatcherCall::add(bool value) {
  stack_[filled_++] = value;
  return *this;
}

DispatcherCall& DispatcherCall::add_list(int64_t handles, int64_t length) {
  void* list = nullptr;
  check(torch_new_list_reserve_size(static_cast<size_t>(length), &list));
  lists_ |= 1u << filled_;
  stack_[filled_++] = reinterpret_cast<uint64_t>(list);
  auto* words = reinterpret_cast<const int64_t*>(handles);
  for (int64_t i = 0; i < length; i++) {
    uint64_t element = 0;
    if (words[i] != 0) {
      void* owned = nullptr;
      check(aoti_torch_new_tensor_handle(reinterpret_cast<void*>(words[i]), &owned));
      uint64_t* boxed = nullptr;
      check(torch_new_stable_ivalue(&boxed));
      *boxed = reinterpret_cast<uint64_t>(owned);
      element = reinterpret_cast<uint64_t>(boxed);
    }
    check(torch_list_push_back(list, element));
  }
  return *this;
}

int64_t DispatcherCall::call() {
  tensors_ = lists_ = 0;  // the callee takes what is on the stack
  check(torch_call_dispatcher(name_, overload_, stack_, kExtensionVersion));
  auto* result = reinterpret_cast<at::Tensor*>(stack_[0]);
  int64_t handle = share(result);
  aoti_torch_delete_tensor_object(result);
  return handle;
}

}  // namespace jt
