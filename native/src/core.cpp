// Errors, handles, results and what a tensor says about itself.
#include <cxxabi.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <new>
#include <set>
#include <stdexcept>

#include "shim.h"

#include "abi_facts.h"  // of what shim.h declared

namespace jt {
namespace {

struct LastError {
  ErrorKind kind = ErrorKind::kOther;
  int64_t token = 0;
  std::string text;
};
thread_local LastError last_error;
thread_local std::vector<int64_t> results;
thread_local std::string result_text;

struct ValueError : std::runtime_error {
  using std::runtime_error::runtime_error;
};
struct IndexError : std::runtime_error {
  using std::runtime_error::runtime_error;
};
struct NotImplementedError : std::runtime_error {
  using std::runtime_error::runtime_error;
};
struct AcceleratorError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// What a person reads. The lines behind it are backtraces, lists of every backend's registrations and the like.
std::string first_line(const std::string& text) {
  size_t start = text.find_first_not_of(" \n");
  if (start == std::string::npos) return "no text was given";
  size_t end = text.find('\n', start);
  return text.substr(start, end == std::string::npos ? end : end - start);
}

// what() of a c10::Error symbolises a backtrace; what_without_backtrace() is cheap. Which type it is is asked by name:
// the type's own typeinfo would have to be linked.
std::string text_of(const std::exception& error, const char* type) {
  static const std::set<std::string_view> c10_errors = {
      "N3c105ErrorE",          "N3c1010IndexErrorE",         "N3c1010ValueErrorE",       "N3c109TypeErrorE",
      "N3c1019NotImplementedErrorE", "N3c1017EnforceFiniteErrorE", "N3c1011LinAlgErrorE", "N3c1016OutOfMemoryErrorE",
      "N3c1011BufferErrorE",   "N3c1011SyntaxErrorE",        "N3c109DistErrorE",         "N3c1016AcceleratorErrorE",
      "N3c1029ErrorAlwaysShowCppStacktraceE"};
  std::string text = c10_errors.count(type) != 0 ? static_cast<const c10::Error&>(error).what_without_backtrace()
                                                 : error.what();
  text = first_line(text);
  // A backend that lacks a kernel goes on with guesses and with every backend that has one.
  text.resize(std::min(text.size(), text.find(" This could be because the operator doesn't exist")));
  return text;
}

ErrorKind kind_of(std::string_view type) {
  if (type == "N3c1010IndexErrorE" || type == "St12out_of_range") return ErrorKind::kIndex;
  if (type == "N3c1010ValueErrorE" || type == "N3c109TypeErrorE" || type == "St16invalid_argument")
    return ErrorKind::kValue;
  if (type == "N3c1019NotImplementedErrorE") return ErrorKind::kNotImplemented;
  if (type == "N3c1016OutOfMemoryErrorE") return ErrorKind::kOutOfMemory;
  if (type == "N3c1016AcceleratorErrorE") return ErrorKind::kAccelerator;
  return ErrorKind::kOther;
}

int64_t element_size(int32_t dtype) {
  //                                     u8 i8 i16 i32 i64 f16 f32 f64 c32 c64 c128 bool qi8 qu8 qi32 bf16
  static constexpr int8_t sizes[] = {1, 1, 2, 4, 8, 2, 4, 8, 4, 8, 16, 1, 1, 1, 4, 2,
                                     1, 1, 1, 1, 1, 1, 2, 4, 8};  // quint4x2 quint2x4 bits1x8..8 bits16, float8 …
  if (dtype == 27) return 2;  // uint16, uint32, uint64
  if (dtype == 28) return 4;
  if (dtype == 29) return 8;
  return dtype >= 0 && dtype < 16 ? sizes[dtype] : 1;
}

// An upper bound of the native memory that the handle keeps alive: the elements it shows, but no more than its storage.
int64_t bytes_of(void* handle) {
  int64_t elements = 0;
  int32_t dtype = 0;
  if (aoti_torch_get_numel(handle, &elements) != 0 || aoti_torch_get_dtype(handle, &dtype) != 0) return 0;
  int64_t bytes = elements * element_size(dtype);
  if (bytes < 4096) return bytes;
  int32_t layout = 0;
  int64_t storage = 0;
  if (aoti_torch_get_layout(handle, &layout) == 0 && layout == 0 &&
      aoti_torch_get_storage_size(handle, &storage) == 0 && storage < bytes)
    return storage;
  return bytes;
}

bool defined(at::Tensor& tensor) {
  bool result = false;
  return aoti_torch_is_defined(&tensor, &result) == 0 && result;
}

}  // namespace

int64_t failed(const char* operation) noexcept {
  LastError& error = last_error;
  try {
    error.token = 0;
    error.kind = ErrorKind::kOther;
    error.text = std::string(operation) + ": ";
    try {
      throw;
    } catch (const JavaException& thrown) {
      error.kind = ErrorKind::kJava;
      error.token = thrown.token;
    } catch (const ValueError& thrown) {
      error.kind = ErrorKind::kValue;
      error.text += thrown.what();
    } catch (const IndexError& thrown) {
      error.kind = ErrorKind::kIndex;
      error.text += thrown.what();
    } catch (const NotImplementedError& thrown) {
      error.kind = ErrorKind::kNotImplemented;
      error.text += thrown.what();
    } catch (const AcceleratorError& thrown) {
      error.kind = ErrorKind::kAccelerator;
      error.text += thrown.what();
    } catch (const std::bad_alloc&) {
      error.kind = ErrorKind::kOutOfMemory;
      error.text += "out of memory";
    } catch (const std::exception& thrown) {
      const char* type = abi::__cxa_current_exception_type()->name();
      error.kind = kind_of(type);
      error.text += text_of(thrown, type);
      if (error.text.find("DefaultCPUAllocator") != std::string::npos) error.kind = ErrorKind::kOutOfMemory;
    } catch (...) {
      error.text += "a C++ exception that is not a std::exception";
    }
  } catch (...) {  // no memory left for the text
    error.kind = ErrorKind::kOutOfMemory;
  }
  return 0;
}

int64_t missing(const char* operation) noexcept {
  last_error.kind = ErrorKind::kMissing;
  last_error.text = operation;
  return 0;
}

void throw_value_error(std::string text) { throw ValueError(text); }
void throw_index_error(std::string text) { throw IndexError(text); }
void throw_not_implemented(std::string text) { throw NotImplementedError(text); }
void throw_accelerator_error(std::string text) { throw AcceleratorError(text); }

Box::Box() : handle_(static_cast<Handle*>(std::malloc(sizeof(Handle)))) {
  if (handle_ == nullptr) throw std::bad_alloc();
}

Box::~Box() { std::free(handle_); }

int64_t Box::finish() noexcept {
  Handle* handle = std::exchange(handle_, nullptr);
  handle->bytes = bytes_of(handle);
  return reinterpret_cast<int64_t>(handle);
}

std::optional<at::Generator> generator_opt(int64_t address) {
  if (address == 0) return std::nullopt;
  if (torch_new_generator_handle == nullptr || torch_delete_generator == nullptr)
    throw std::runtime_error("this libtorch cannot share generators (2.13 or newer can)");
  void* copy = nullptr;
  if (torch_new_generator_handle(reinterpret_cast<void*>(address), &copy) != 0)
    throw std::runtime_error("not a generator");
  auto* owned = static_cast<at::Generator*>(copy);
  std::optional<at::Generator> result(std::in_place, owned->release());
  torch_delete_generator(owned);
  return result;
}

Callbacks callbacks{};

Results::Results() { results.clear(); }

Results& Results::add(int64_t value) {
  results.push_back(value);
  return *this;
}

Results& Results::add(double value) {
  int64_t bits;
  std::memcpy(&bits, &value, sizeof bits);
  return add(bits);
}

Results& Results::add(c10::Scalar value) {
  return add(static_cast<int64_t>(value.tag())).add(value.low()).add(value.high());
}

Results& Results::add(at::Tensor& value) {
  if (!defined(value)) return add(int64_t{0});
  Box box;
  new (box.slot()) at::Tensor(std::move(value));
  return add(box.finish());
}

Results& Results::add(std::vector<at::Tensor>& values) {
  add(static_cast<int64_t>(values.size()));
  for (at::Tensor& value : values) add(value);
  return *this;
}

Results& Results::add_string(const std::string& text) {
  result_text = text;
  return add(reinterpret_cast<int64_t>(result_text.data())).add(static_cast<int64_t>(result_text.size()));
}

int64_t Results::finish() {
  if (results.empty()) results.push_back(0);
  return reinterpret_cast<int64_t>(results.data());
}

int64_t share(void* tensor) {
  void* copy = nullptr;
  if (aoti_torch_new_tensor_handle(tensor, &copy) != 0) throw std::runtime_error("not a tensor");
  auto* owned = static_cast<at::Tensor*>(copy);
  Box box;
  new (box.slot()) at::Tensor(std::move(*owned));
  aoti_torch_delete_tensor_object(copy);
  return box.finish();
}

int64_t share_or_zero(const at::Tensor& tensor) {
  auto& shared = const_cast<at::Tensor&>(tensor);
  return defined(shared) ? share(&shared) : 0;
}

at::Tensor take(int64_t handle) {
  at::Tensor result(std::move(tensor(handle)));
  std::free(reinterpret_cast<void*>(handle));
  return result;
}

std::vector<at::Tensor> vector_of(int64_t handles, int64_t length) {
  std::vector<at::Tensor> result;
  result.reserve(static_cast<size_t>(length));
  auto* words = reinterpret_cast<const int64_t*>(handles);
  for (int64_t i = 0; i < length; i++) {
    if (words[i] == 0)
      result.emplace_back();
    else
      result.emplace_back(static_cast<void*>(tensor(words[i]).impl()));
  }
  return result;
}

std::vector<at::Tensor> invoke(int64_t id, int64_t what,
                               std::initializer_list<const std::vector<at::Tensor>*> lists, size_t room) {
  std::vector<int64_t> words;
  for (const std::vector<at::Tensor>* list : lists) {
    for (const at::Tensor& tensor : *list) words.push_back(share_or_zero(tensor));
  }
  auto count = static_cast<int64_t>(words.size());
  words.resize(std::max({words.size(), room, size_t{1}}));
  int64_t answer = callbacks.invoke(id, what, reinterpret_cast<int64_t>(words.data()), count);
  if (answer < 0) throw JavaException(-answer);
  std::vector<at::Tensor> result;
  for (int64_t i = 0; i < answer; i++) {
    if (words[i] == 0)
      result.emplace_back();
    else
      result.push_back(take(words[i]));
  }
  return result;
}

namespace {

template <typename T>
T get(int32_t (*getter)(void*, T*), int64_t handle) noexcept {
  T value{};
  getter(reinterpret_cast<void*>(handle), &value);
  return value;
}

}  // namespace
}  // namespace jt


using jt::Box;
using jt::Results;

// The thread's last error.
int64_t jt_error_kind() noexcept { return static_cast<int64_t>(jt::last_error.kind); }
int64_t jt_error_token() noexcept { return jt::last_error.token; }
int64_t jt_error_text() noexcept {
  try {
    return Results().add_string(jt::last_error.text).finish();
  } catch (...) {
    return 0;
  }
}

// Releases a handle: the reference is dropped by assigning an undefined tensor, then the memory is freed.
int64_t jt_free(int64_t handle) noexcept {
  at::Tensor undefined;
  aoti_torch_assign_tensors(&undefined, reinterpret_cast<void*>(handle));
  std::free(reinterpret_cast<void*>(handle));
  return 1;
}

// A new handle to the tensor at an address, which may be any at::Tensor*.
int64_t jt_share(int64_t tensor) noexcept {
  JT_TRY("share", &aoti_torch_new_tensor_handle)
  return jt::share(reinterpret_cast<void*>(tensor));
  JT_CATCH("share")
}

// What a tensor says about itself. None of these fails for a live handle.
int64_t jt_dim(int64_t handle) noexcept { return jt::get(aoti_torch_get_dim, handle); }
int64_t jt_numel(int64_t handle) noexcept { return jt::get(aoti_torch_get_numel, handle); }
int64_t jt_dtype(int64_t handle) noexcept { return jt::get(aoti_torch_get_dtype, handle); }
int64_t jt_layout(int64_t handle) noexcept { return jt::get(aoti_torch_get_layout, handle); }
int64_t jt_sizes(int64_t handle) noexcept {
  return reinterpret_cast<int64_t>(jt::get(aoti_torch_get_sizes, handle));
}
int64_t jt_strides(int64_t handle) noexcept {
  return reinterpret_cast<int64_t>(jt::get(aoti_torch_get_strides, handle));
}
int64_t jt_device(int64_t handle) noexcept {
  return int64_t{jt::get(aoti_torch_get_device_type, handle)} << 8 |
         (jt::get(aoti_torch_get_device_index, handle) & 0xff);
}
int64_t jt_data(int64_t handle) noexcept {
  return reinterpret_cast<int64_t>(jt::get(aoti_torch_get_data_ptr, handle));
}
int64_t jt_storage_offset(int64_t handle) noexcept { return jt::get(aoti_torch_get_storage_offset, handle); }

// The identity of the tensor behind a handle: two handles of one tensor have the same.
int64_t jt_impl(int64_t handle) noexcept { return reinterpret_cast<int64_t>(jt::tensor(handle).impl()); }

int64_t jt_version() noexcept { return static_cast<int64_t>(aoti_torch_abi_version()); }

int64_t jt_default_dtype() noexcept { return static_cast<int64_t>(c10::get_default_dtype_as_scalartype()); }
int64_t jt_set_default_dtype(int64_t dtype) noexcept {
  JT_TRY("set_default_dtype", &c10::set_default_dtype)
  c10::set_default_dtype(caffe2::TypeMeta(static_cast<uint16_t>(dtype)));
  return 1;
  JT_CATCH("set_default_dtype")
}

// Java's upcalls.
int64_t jt_set_callbacks(int64_t hook, int64_t release, int64_t invoke) noexcept {
  jt::callbacks.hook = reinterpret_cast<int64_t (*)(int64_t, int64_t)>(hook);
  jt::callbacks.release = reinterpret_cast<void (*)(int64_t)>(release);
  jt::callbacks.invoke = reinterpret_cast<int64_t (*)(int64_t, int64_t, int64_t, int64_t)>(invoke);
  return 1;
}
