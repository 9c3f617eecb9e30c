// What every generated function of the shim uses.
//
// The calling convention is one for all operators, so that a few downcall shapes serve three thousand of them: a
// parameter is an int64_t or a double, the result is an int64_t, and 0 means that an error is kept for this thread.
//
//   Tensor                 address of a jt::Handle (whose first member is the at::Tensor); 0 is an absent Tensor?
//   Tensor[], Tensor?[]    address of an array of such addresses (overwritten by the call), length
//   int, SymInt, bool, ... the value; an optional one is preceded by 0 (absent) or 1
//   int[], float[], ...    address, length; address 0 is an absent optional list
//   Scalar                 tag (-1 is an absent Scalar?), low and high word
//   bool[n]                a bit mask
//   str                    address, length; address 0 is an absent str?
//
// One Tensor comes back as the address of a new handle. Everything else comes back as the address of a thread-local
// array of int64_t that stays valid until the thread's next call; a list in it is preceded by its length and an
// undefined tensor is 0.
#pragma once

#include <initializer_list>

#include "libtorch_abi.h"

namespace jt {

// A native handle: the first member is the at::Tensor, so a pointer to it is an at::Tensor*.
struct Handle {
  at::Tensor tensor;
  int64_t bytes;  // what the tensor keeps alive when it was made, for the memory accounting on the Java side
};

enum class ErrorKind : int32_t { kOther, kIndex, kValue, kNotImplemented, kOutOfMemory, kJava, kMissing, kAccelerator };

// Thrown by an upcall whose Java code failed; carries the number under which Java keeps the exception. libtorch's
// autograd engine ends a backward in good order only for a std::exception.
struct JavaException : std::exception {
  int64_t token;
  explicit JavaException(int64_t token) : token(token) {}
  const char* what() const noexcept override { return "an exception in Java"; }
};

// Keep the current exception, or the absence of an operator, as this thread's error. Both return 0.
int64_t failed(const char* operation) noexcept;
int64_t missing(const char* operation) noexcept;
[[noreturn]] void throw_value_error(std::string text);
[[noreturn]] void throw_index_error(std::string text);
[[noreturn]] void throw_not_implemented(std::string text);
[[noreturn]] void throw_accelerator_error(std::string text);

// Owns the memory of a handle while a call that may throw fills it.
class Box {
 public:
  Box();
  Box(const Box&) = delete;
  ~Box();
  void* slot() { return &handle_->tensor; }
  int64_t finish() noexcept;

 private:
  Handle* handle_;
};

inline at::Tensor& tensor(int64_t handle) { return reinterpret_cast<Handle*>(handle)->tensor; }

inline std::optional<at::Tensor> tensor_opt(int64_t handle) {
  return handle == 0 ? std::nullopt : std::optional<at::Tensor>(tensor(handle));
}

// Turns the array of handles into an array of tensors in place: both are one pointer wide.
inline c10::ArrayRef<at::Tensor> tensors(int64_t address, int64_t length) {
  auto* words = reinterpret_cast<int64_t*>(address);
  for (int64_t i = 0; i < length; i++) words[i] = reinterpret_cast<int64_t>(tensor(words[i]).impl());
  return {reinterpret_cast<at::Tensor*>(words), static_cast<size_t>(length)};
}

inline c10::SymInt sym_int(int64_t value) {
  if (value < c10::SymInt::kLowest) throw_value_error("integer " + std::to_string(value) + " is out of range");
  return c10::SymInt(value);
}

inline c10::ArrayRef<int64_t> ints(int64_t address, int64_t length) {
  return {reinterpret_cast<const int64_t*>(address), static_cast<size_t>(length)};
}

inline c10::ArrayRef<c10::SymInt> sym_ints(int64_t address, int64_t length) {
  auto* values = reinterpret_cast<const int64_t*>(address);
  for (int64_t i = 0; i < length; i++) (void)sym_int(values[i]);
  return {reinterpret_cast<const c10::SymInt*>(values), static_cast<size_t>(length)};
}

inline c10::OptionalArrayRef<int64_t> ints_opt(int64_t address, int64_t length) {
  return address == 0 ? c10::OptionalArrayRef<int64_t>() : c10::OptionalArrayRef<int64_t>(ints(address, length));
}

inline c10::OptionalArrayRef<c10::SymInt> sym_ints_opt(int64_t address, int64_t length) {
  return address == 0 ? c10::OptionalArrayRef<c10::SymInt>()
                      : c10::OptionalArrayRef<c10::SymInt>(sym_ints(address, length));
}

inline std::optional<c10::ArrayRef<double>> doubles_opt(int64_t address, int64_t length) {
  if (address == 0) return std::nullopt;
  return c10::ArrayRef<double>(reinterpret_cast<const double*>(address), static_cast<size_t>(length));
}

inline std::optional<int64_t> int_opt(int64_t present, int64_t value) {
  return present ? std::optional<int64_t>(value) : std::nullopt;
}

inline std::optional<c10::SymInt> sym_int_opt(int64_t present, int64_t value) {
  return present ? std::optional<c10::SymInt>(sym_int(value)) : std::nullopt;
}

inline std::optional<double> double_opt(int64_t present, double value) {
  return present ? std::optional<double>(value) : std::nullopt;
}

inline std::optional<bool> bool_opt(int64_t value) {  // -1 is absent
  return value < 0 ? std::nullopt : std::optional<bool>(value != 0);
}

template <size_t N>
std::array<bool, N> bools(int64_t mask) {
  std::array<bool, N> values;
  for (size_t i = 0; i < N; i++) values[i] = (mask >> i) & 1;
  return values;
}

inline c10::Scalar scalar(int64_t tag, int64_t low, int64_t high) {
  return c10::Scalar(static_cast<c10::Scalar::Tag>(tag), low, high);
}

inline std::optional<c10::Scalar> scalar_opt(int64_t tag, int64_t low, int64_t high) {
  return tag < 0 ? std::nullopt : std::optional<c10::Scalar>(scalar(tag, low, high));
}

inline std::vector<c10::Scalar> scalars(int64_t address, int64_t length) {
  auto* words = reinterpret_cast<const int64_t*>(address);
  std::vector<c10::Scalar> values;
  values.reserve(static_cast<size_t>(length));
  for (int64_t i = 0; i < length; i++) values.push_back(scalar(words[3 * i], words[3 * i + 1], words[3 * i + 2]));
  return values;
}

inline c10::ArrayRef<c10::Scalar> view(const std::vector<c10::Scalar>& values) { return {values.data(), values.size()}; }

template <typename E>
std::optional<E> enum_opt(int64_t value) {  // -1 is absent
  return value < 0 ? std::nullopt : std::optional<E>(static_cast<E>(value));
}

inline c10::Device device(int64_t value) {  // type << 8 | index, index -1 is "the current one"
  return {static_cast<c10::DeviceType>(value >> 8), static_cast<int8_t>(value & 0xff)};
}

inline std::optional<c10::Device> device_opt(int64_t value) {
  return value < 0 ? std::nullopt : std::optional<c10::Device>(device(value));
}

inline std::string_view str(int64_t address, int64_t length) {
  return {reinterpret_cast<const char*>(address), static_cast<size_t>(length)};
}

inline std::optional<std::string_view> str_opt(int64_t address, int64_t length) {
  return address == 0 ? std::nullopt : std::optional<std::string_view>(str(address, length));
}

// A new reference to a generator (the address of an at::Generator), or none.
std::optional<at::Generator> generator_opt(int64_t address);

// The thread's array of results.
class Results {
 public:
  Results();
  Results& add(int64_t value);
  Results& add(bool value) { return add(int64_t{value}); }
  Results& add(double value);
  Results& add(c10::SymInt value) { return add(value.value()); }
  Results& add(c10::Scalar value);
  Results& add(c10::ScalarType value) { return add(static_cast<int64_t>(value)); }
  Results& add(c10::QScheme value) { return add(static_cast<int64_t>(value)); }
  Results& add(at::Tensor& value);  // moves the tensor into a new handle
  Results& add(at::Tensor&& value) { return add(value); }
  Results& add(std::vector<at::Tensor>& values);
  Results& add(std::vector<at::Tensor>&& values) { return add(values); }
  Results& add_string(const std::string& text);
  template <typename... T>
  Results& add(std::tuple<T...>&& values) {
    std::apply([this](auto&... value) { (add(value), ...); }, values);
    return *this;
  }
  int64_t finish();
};

// A new handle to a tensor.
int64_t share(void* tensor);

// The same, 0 for an undefined tensor.
int64_t share_or_zero(const at::Tensor& tensor);

// Ends a handle, and takes what it held.
at::Tensor take(int64_t handle);

// The tensors of an array of handles, without counting; 0 is an undefined one.
std::vector<at::Tensor> vector_of(int64_t handles, int64_t length);

// Upcalls into Java; none lets a Java exception out.
struct Callbacks {
  int64_t (*hook)(int64_t id, int64_t gradient);  // a new gradient's handle, 0 for none, or -token of an exception
  void (*release)(int64_t token);
  // What Java keeps under id does one of its things to words, which hold handles (0: undefined) that it takes; it may
  // leave new ones there: the result is how many, or -token of an exception.
  int64_t (*invoke)(int64_t id, int64_t what, int64_t words, int64_t count);
};
extern Callbacks callbacks;

// Asks what Java keeps under id; the result owns what it holds. There is room for the results among the words.
std::vector<at::Tensor> invoke(int64_t id, int64_t what,
                               std::initializer_list<const std::vector<at::Tensor>*> lists, size_t room);

// What Java keeps under a number, told when native code lets go of it.
class Kept {
 public:
  explicit Kept(int64_t id) : id_(id) {}
  Kept(const Kept&) = delete;
  ~Kept() { callbacks.release(id_); }
  int64_t id() const { return id_; }

 private:
  int64_t id_;
};

// One call through the dispatcher by name: the way of the few operators whose arguments (Tensor?[]) cannot be built
// without libtorch's headers.
class DispatcherCall {
 public:
  DispatcherCall(const char* name, const char* overload) : name_(name), overload_(overload) {}
  DispatcherCall(const DispatcherCall&) = delete;
  ~DispatcherCall();
  DispatcherCall& add(const at::Tensor& value);
  DispatcherCall& add(bool value);
  DispatcherCall& add_list(int64_t handles, int64_t length);  // Tensor?[]: absent ones are 0
  int64_t call();                                             // the only result, a tensor, as a new handle

 private:
  const char* name_;
  const char* overload_;
  uint64_t stack_[8] = {};
  int filled_ = 0;
  uint32_t tensors_ = 0;  // which of stack_ are tensors that we own, which are lists
  uint32_t lists_ = 0;
};

}  // namespace jt

#define JT_TRY(name, function)                            \
  if ((function) == nullptr) return ::jt::missing(name);  \
  try {
#define JT_CATCH(name)         \
  }                            \
  catch (...) {                \
    return ::jt::failed(name); \
  }
#define JT_EXPORT extern "C" __attribute__((visibility("default")))
