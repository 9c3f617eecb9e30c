// Memory that libtorch shares with others: tensors over foreign memory, memory that is lent out, DLPack.
#include <cstring>
#include <stdexcept>

#include "shim.h"

namespace at::_ops {
struct resize_ {
  JT_IMPORT static const at::Tensor& call(const at::Tensor& self, c10::ArrayRef<c10::SymInt> size,
                                          std::optional<c10::MemoryFormat> memory_format);
};
}  // namespace at::_ops

namespace jt {
namespace {

// Where StorageImpl keeps whether it may be resized. Neither the class nor its setter is exported; the flag is found by
// comparing a storage over foreign memory, which must not be resized, with one of libtorch's own of the same size, and
// by trying it.
struct ResizableFlag {
  size_t offset = 0;  // 0: not found
};

// Behind the table of virtual functions and the counts of references, both in TensorImpl and in StorageImpl.
constexpr size_t kFirstMember = 16;
constexpr int64_t kProbeSize = 4242;

unsigned char* storage_of(at::Tensor& tensor) {
  unsigned char* storage = nullptr;
  std::memcpy(&storage, reinterpret_cast<unsigned char*>(tensor.impl()) + kFirstMember, sizeof storage);
  return storage;
}

// An owner of one tensor, from libtorch's C entry points.
struct Owned {
  void* tensor = nullptr;
  ~Owned() {
    if (tensor != nullptr) aoti_torch_delete_tensor_object(tensor);
  }
  at::Tensor& get() { return *static_cast<at::Tensor*>(tensor); }
};

bool starts_with_data(at::Tensor& tensor) {
  void* data = nullptr;
  void* found = nullptr;
  if (aoti_torch_get_data_ptr(&tensor, &data) != 0) return false;
  std::memcpy(&found, storage_of(tensor) + kFirstMember, sizeof found);
  return data == found;
}

bool refuses_to_grow(at::Tensor& tensor) {
  const c10::SymInt larger(2 * kProbeSize);
  try {
    at::_ops::resize_::call(tensor, {&larger, 1}, std::nullopt);
    return false;
  } catch (const std::exception&) {
    return true;
  }
}

ResizableFlag find_resizable_flag() {
  static unsigned char memory[kProbeSize];
  int64_t size = kProbeSize;
  int64_t stride = 1;
  Owned foreign, own;
  if (&at::_ops::resize_::call == nullptr ||
      torch_from_blob(memory, 1, &size, &stride, 0, 0, 0, -1, &foreign.tensor, 0, nullptr, 0, [](void*, void*) {},
                      nullptr) != 0 ||
      aoti_torch_empty_strided(1, &size, &stride, 0, 0, -1, &own.tensor) != 0 || !starts_with_data(foreign.get()) ||
      !starts_with_data(own.get()))
    return {};
  const unsigned char* a = storage_of(foreign.get());
  unsigned char* b = storage_of(own.get());
  size_t flags = kFirstMember;
  for (int64_t word = 0; word != kProbeSize; flags += 8) {
    if (flags == 96) return {};
    std::memcpy(&word, a + flags, sizeof word);
  }
  for (size_t i = flags; i < flags + 8; i++) {
    if (a[i] != 0 || b[i] != 1) continue;
    b[i] = 0;
    if (refuses_to_grow(own.get())) return {i};
    b[i] = 1;
  }
  return {};
}

}  // namespace
}  // namespace jt

// A tensor over memory that Java owns; release(token) is called when the last tensor over it is gone.
int64_t jt_from_memory(int64_t data, int64_t sizes, int64_t strides, int64_t dim, int64_t dtype,
                       int64_t token) noexcept {
  JT_TRY("from_blob", &torch_from_blob)
  void* made = nullptr;
  int32_t code = torch_from_blob(
      reinterpret_cast<void*>(data), dim, reinterpret_cast<const int64_t*>(sizes),
      reinterpret_cast<const int64_t*>(strides), 0, static_cast<int32_t>(dtype), 0, -1, &made, 0, nullptr, 0,
      [](void*, void* context) { jt::callbacks.release(reinterpret_cast<int64_t>(context)); },
      reinterpret_cast<void*>(token));
  if (code != 0) throw std::runtime_error(torch_exception_get_what_without_backtrace());
  int64_t handle = jt::share(made);
  aoti_torch_delete_tensor_object(made);
  return handle;
  JT_CATCH("from_blob")
}

// The bytes of a tensor's storage.
int64_t jt_storage_size(int64_t handle) noexcept {
  int64_t size = 0;
  aoti_torch_get_storage_size(reinterpret_cast<void*>(handle), &size);
  return size;
}

// Has libtorch refuse to resize the storage from now on, as Tensor.numpy() does: its memory is lent out. The tensor is
// strided and has a storage.
int64_t jt_pin_storage(int64_t handle) noexcept {
  JT_TRY("pin_storage", &aoti_torch_empty_strided)
  static const jt::ResizableFlag flag = jt::find_resizable_flag();
  if (flag.offset == 0) throw std::runtime_error("storages are not as this libtorch was expected to keep them");
  unsigned char* storage = jt::storage_of(jt::tensor(handle));
  if (storage == nullptr) throw std::runtime_error("the tensor has no storage");
  storage[flag.offset] = 0;
  return 1;
  JT_CATCH("pin_storage")
}

// A new DLManagedTensor, or a DLManagedTensorVersioned, that holds a reference to the tensor.
int64_t jt_to_dlpack(int64_t handle, int64_t versioned) noexcept {
  if (versioned != 0) {
    JT_TRY("to_dlpack", &at::toDLPackVersioned)
    return reinterpret_cast<int64_t>(at::toDLPackVersioned(jt::tensor(handle)));
    JT_CATCH("to_dlpack")
  }
  JT_TRY("to_dlpack", &at::toDLPack)
  return reinterpret_cast<int64_t>(at::toDLPack(jt::tensor(handle)));
  JT_CATCH("to_dlpack")
}

// A tensor that takes over such a structure: it is deleted with the last tensor over it. Not taken where this fails.
int64_t jt_from_dlpack(int64_t managed, int64_t versioned) noexcept {
  if (versioned != 0) {
    JT_TRY("from_dlpack", &at::fromDLPackVersioned)
    auto* source = reinterpret_cast<DLManagedTensorVersioned*>(managed);
    jt::Box box;
    new (box.slot()) at::Tensor(at::fromDLPackVersioned(source, {}));
    return box.finish();
    JT_CATCH("from_dlpack")
  }
  JT_TRY("from_dlpack", &at::fromDLPack)
  auto* source = reinterpret_cast<DLManagedTensor*>(managed);
  jt::Box box;
  new (box.slot()) at::Tensor(at::fromDLPack(source, {}));
  return box.finish();
  JT_CATCH("from_dlpack")
}

// Frees what nobody took over.
int64_t jt_delete_dlpack(int64_t managed, int64_t versioned) noexcept {
  if (versioned != 0) {
    auto* source = reinterpret_cast<DLManagedTensorVersioned*>(managed);
    if (source->deleter != nullptr) source->deleter(source);
  } else {
    auto* source = reinterpret_cast<DLManagedTensor*>(managed);
    if (source->deleter != nullptr) source->deleter(source);
  }
  return 1;
}
