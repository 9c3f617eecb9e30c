// The slice of libtorch's C++ ABI that the shim passes through.
//
// The presets ship libtorch's libraries without its headers, and one shim has to run on many libtorch builds, so what
// is used is declared here: names and parameter types (they make the mangled symbol), and the size and layout of what
// crosses by value. Where a libtorch SDK is at hand, native/check/abi_check.cpp holds these declarations to it.
//
// Every imported function is weak: one that the libtorch at hand lacks has a null address, which the shim tests before
// a call, so that a missing operator is an error code and not the end of the process.
//
// The classes are compiled with hidden visibility. That keeps templates over them (std::vector<at::Tensor>, ...) local
// to the shim: libtorch exports instantiations of the same names that own what they hold, ours do not.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_set>
#include <utility>
#include <vector>

#define JT_IMPORT __attribute__((weak, visibility("default")))

namespace caffe2 {

// A number of a registered type; those of ScalarType have the same numbers there.
class TypeMeta {
 public:
  explicit TypeMeta(uint16_t index) : index_(index) {}

 private:
  uint16_t index_;
};

}  // namespace caffe2

namespace c10 {

enum class ScalarType : int8_t {};
enum class Layout : int8_t {};
enum class MemoryFormat : int8_t {};
enum class DeviceType : int8_t {};
enum class QScheme : uint8_t {};
enum class DispatchKey : uint16_t {};

struct Device {
  DeviceType type;
  int8_t index;
};

// A SymInt that holds a plain integer is that integer. Values below the bound would be read as a pointer to a symbolic
// node, so symInt() in shim.h refuses them.
class SymInt {
 public:
  explicit SymInt(int64_t value) : value_(value) {}
  SymInt(const SymInt& other) : value_(other.value_) {}
  SymInt(SymInt&& other) noexcept : value_(other.value_) {}
  ~SymInt() {}
  int64_t value() const { return value_; }
  static constexpr int64_t kLowest = -(int64_t{1} << 62);

 private:
  int64_t value_;
};

class Scalar {
 public:
  enum class Tag { d, i, u, z, b };
  Scalar() : tag_(Tag::i) { payload_.i[0] = 0; }
  Scalar(Tag tag, int64_t low, int64_t high) : tag_(tag) {
    payload_.i[0] = low;
    payload_.i[1] = high;
  }
  Scalar(const Scalar& other) : tag_(other.tag_), payload_(other.payload_) {}
  ~Scalar() {}
  Tag tag() const { return tag_; }
  int64_t low() const { return payload_.i[0]; }
  int64_t high() const { return payload_.i[1]; }

 private:
  Tag tag_;
  union alignas(16) {
    int64_t i[2];
  } payload_;
};

template <typename T>
class ArrayRef {
 public:
  ArrayRef() : data_(nullptr), length_(0) {}
  ArrayRef(const T* data, size_t length) : data_(data), length_(length) {}

 private:
  const T* data_;
  size_t length_;
};

template <typename T>
class OptionalArrayRef {
 public:
  OptionalArrayRef() = default;
  explicit OptionalArrayRef(ArrayRef<T> values) : values_(values) {}

 private:
  std::optional<ArrayRef<T>> values_;
};

template <typename T>
class IListRef {
 public:
  explicit IListRef(ArrayRef<T> values) : unboxed_(values), tag_(0) {}

 private:
  ArrayRef<T> unboxed_;
  uint32_t tag_;
};

// Only the virtual function after what() is used: the text without the C++ backtrace.
class Error : public std::exception {
 public:
  const char* what() const noexcept override;
  virtual const char* what_without_backtrace() const noexcept;
};

class TensorImpl;
struct AutogradState;

// What an empty Tensor points to: libtorch never has a null there.
struct UndefinedTensorImpl {
  JT_IMPORT static UndefinedTensorImpl _singleton;
};

}  // namespace c10

namespace at {

// An intrusive pointer to a TensorImpl. This mirror never counts references: it either borrows (arguments) or is
// emptied by the shim (results); ownership changes hands through libtorch's own entry points.
class TensorBase {
 public:
  TensorBase() : impl_(&c10::UndefinedTensorImpl::_singleton) {}
  explicit TensorBase(void* impl) : impl_(impl) {}
  TensorBase(const TensorBase& other) : impl_(other.impl_) {}
  TensorBase(TensorBase&& other) noexcept : impl_(std::exchange(other.impl_, &c10::UndefinedTensorImpl::_singleton)) {}
  ~TensorBase() {}
  c10::TensorImpl* impl() const { return static_cast<c10::TensorImpl*>(impl_); }

  JT_IMPORT unsigned _register_hook(std::function<TensorBase(const TensorBase&)> hook) const;
  JT_IMPORT void remove_hook(unsigned position) const;
  JT_IMPORT void* const& grad_fn() const;
  JT_IMPORT std::string toString() const;

 protected:
  void* impl_;
};

class Tensor : public TensorBase {
 public:
  using TensorBase::TensorBase;
  Tensor(const Tensor& other) : TensorBase(other) {}
  Tensor(Tensor&& other) noexcept : TensorBase(std::move(other)) {}
  ~Tensor() {}
};

}  // namespace at

// OpenBLAS has threads of its own, which libtorch's setting does not reach.
extern "C" JT_IMPORT void openblas_set_num_threads(int threads);

// Of CUDA's own libraries, which libtorch_cuda brings.
extern "C" {
JT_IMPORT int cudaDeviceGetAttribute(int* value, int attribute, int device);
JT_IMPORT size_t cudnnGetVersion();
}

// libtorch's stable C entry points: 0 is success.
extern "C" {
JT_IMPORT int32_t aoti_torch_delete_tensor_object(void* tensor);
JT_IMPORT int32_t aoti_torch_new_tensor_handle(void* tensor, void** result);
JT_IMPORT int32_t aoti_torch_assign_tensors(void* source, void* target);
JT_IMPORT int32_t aoti_torch_is_defined(void* tensor, bool* result);
JT_IMPORT int32_t aoti_torch_get_data_ptr(void* tensor, void** result);
JT_IMPORT int32_t aoti_torch_get_storage_size(void* tensor, int64_t* result);
JT_IMPORT int32_t aoti_torch_get_storage_offset(void* tensor, int64_t* result);
JT_IMPORT int32_t aoti_torch_get_dim(void* tensor, int64_t* result);
JT_IMPORT int32_t aoti_torch_get_numel(void* tensor, int64_t* result);
JT_IMPORT int32_t aoti_torch_get_sizes(void* tensor, int64_t** result);
JT_IMPORT int32_t aoti_torch_get_strides(void* tensor, int64_t** result);
JT_IMPORT int32_t aoti_torch_get_dtype(void* tensor, int32_t* result);
JT_IMPORT int32_t aoti_torch_get_layout(void* tensor, int32_t* result);
JT_IMPORT int32_t aoti_torch_get_device_type(void* tensor, int32_t* result);
JT_IMPORT int32_t aoti_torch_get_device_index(void* tensor, int32_t* result);
JT_IMPORT uint64_t aoti_torch_abi_version();
JT_IMPORT int32_t aoti_torch_empty_strided(int64_t dim, const int64_t* sizes, const int64_t* strides, int32_t dtype,
                                           int32_t device_type, int32_t device_index, void** result);
JT_IMPORT int32_t torch_delete_generator(void* generator);
JT_IMPORT int32_t torch_new_generator_handle(void* generator, void** result);
JT_IMPORT int32_t torch_from_blob(void* data, int64_t dim, const int64_t* sizes, const int64_t* strides,
                                  int64_t storage_offset, int32_t dtype, int32_t device_type, int32_t device_index,
                                  void** result, int32_t layout, const uint8_t* opaque_metadata,
                                  int64_t opaque_metadata_size, void (*deleter)(void* data, void* context),
                                  void* context);
JT_IMPORT int32_t torch_call_dispatcher(const char* name, const char* overload, uint64_t* stack,
                                        uint64_t extension_build_version);
JT_IMPORT int32_t torch_new_list_reserve_size(size_t size, void** result);
JT_IMPORT int32_t torch_list_push_back(void* list, uint64_t value);
JT_IMPORT int32_t torch_delete_list(void* list);
JT_IMPORT int32_t torch_new_stable_ivalue(uint64_t** result);
JT_IMPORT int32_t torch_delete_stable_ivalue(uint64_t* value);
JT_IMPORT const char* torch_exception_get_what_without_backtrace();
JT_IMPORT int32_t torch_set_requires_grad(void* tensor, bool requires_grad);
}

namespace c10 {

class TensorImpl {
 public:
  JT_IMPORT bool requires_grad() const;
  JT_IMPORT const at::Tensor& grad() const;
  JT_IMPORT at::Tensor& mutable_grad();
  JT_IMPORT const at::Tensor& _fw_grad(uint64_t level, const at::TensorBase& self) const;
};

struct GradMode {
  JT_IMPORT static bool is_enabled();
  JT_IMPORT static void set_enabled(bool enabled);
};

struct InferenceMode {
  JT_IMPORT static bool is_enabled();
};

struct AutogradState {
  JT_IMPORT static AutogradState& get_tls_state();
};

JT_IMPORT DispatchKey parseDispatchKey(const std::string& name);
JT_IMPORT ScalarType get_default_dtype_as_scalartype();
JT_IMPORT void set_default_dtype(caffe2::TypeMeta dtype);

namespace impl {
JT_IMPORT void tls_set_dispatch_key_excluded(DispatchKey key, bool desired);
JT_IMPORT void tls_set_dispatch_key_included(DispatchKey key, bool desired);
}  // namespace impl

}  // namespace c10

// DLPack's structures, as far as they are asked who frees them.
struct DLTensor {
  void* data;
  int32_t device_type, device_id;
  int32_t ndim;
  uint8_t dtype_code, dtype_bits;
  uint16_t dtype_lanes;
  int64_t* shape;
  int64_t* strides;
  uint64_t byte_offset;
};

struct DLManagedTensor {
  DLTensor dl_tensor;
  void* manager_ctx;
  void (*deleter)(DLManagedTensor* self);
};

struct DLManagedTensorVersioned {
  uint32_t major, minor;
  void* manager_ctx;
  void (*deleter)(DLManagedTensorVersioned* self);
  uint64_t flags;
  DLTensor dl_tensor;
};

namespace at {
class Generator;
}

namespace c10 {

// The mutex is public: whoever touches a generator's state holds it, as the kernels do.
struct GeneratorImpl {
  void* virtual_functions;
  uint64_t references;
  std::mutex mutex_;

  JT_IMPORT Device device() const;
  JT_IMPORT at::Generator clone() const;  // an intrusive_ptr, which is what a Generator is
};

namespace cuda {
JT_IMPORT int8_t device_count() noexcept;
}  // namespace cuda

}  // namespace c10

namespace at {

JT_IMPORT DLManagedTensor* toDLPack(const Tensor& tensor);
JT_IMPORT DLManagedTensorVersioned* toDLPackVersioned(const Tensor& tensor);
JT_IMPORT Tensor fromDLPack(DLManagedTensor* managed, std::function<void(void*)> deleter);
JT_IMPORT Tensor fromDLPackVersioned(DLManagedTensorVersioned* managed, std::function<void(void*)> deleter);

// Owns its reference: operators take it by value and may move from it.
class Generator {
 public:
  explicit Generator(void* owned) : impl_(owned) {}
  Generator(const Generator&) = delete;
  Generator(Generator&& other) noexcept : impl_(std::exchange(other.impl_, nullptr)) {}
  ~Generator() {
    if (impl_ != nullptr) torch_delete_generator(new void*(impl_));
  }
  void* impl() const { return impl_; }
  void* release() { return std::exchange(impl_, nullptr); }

  JT_IMPORT void set_state(const Tensor& state);
  JT_IMPORT Tensor get_state() const;
  JT_IMPORT void graphsafe_set_state(const Generator& state);
  JT_IMPORT Generator graphsafe_get_state() const;

 private:
  void* impl_;
};

struct CPUGeneratorImpl : c10::GeneratorImpl {
  JT_IMPORT void set_current_seed(uint64_t seed);
  JT_IMPORT uint64_t current_seed() const;
  JT_IMPORT uint64_t seed();
  JT_IMPORT void set_offset(uint64_t offset);
  JT_IMPORT uint64_t get_offset() const;
};

struct CUDAGeneratorImpl : c10::GeneratorImpl {
  JT_IMPORT void set_current_seed(uint64_t seed);
  JT_IMPORT uint64_t current_seed() const;
  JT_IMPORT uint64_t seed();
  JT_IMPORT void set_offset(uint64_t offset);
  JT_IMPORT uint64_t get_offset() const;
};

namespace detail {
JT_IMPORT const Generator& getDefaultCPUGenerator();
JT_IMPORT Generator createCPUGenerator(uint64_t seed);
}  // namespace detail

namespace cuda::detail {
JT_IMPORT const Generator& getDefaultCUDAGenerator(int8_t device);
JT_IMPORT Generator createCUDAGenerator(int8_t device);
}  // namespace cuda::detail

// The process's settings.
enum class Float32MatmulPrecision { HIGHEST, HIGH, MEDIUM };

enum class CuBLASReductionOption : uint8_t {};
enum class Float32Backend {};
enum class Float32Op {};
enum class Float32Precision {};
enum class CuDNNDepthwiseKernel {};
enum class LinalgBackend : int8_t {};
enum class BlasBackend : int8_t {};

class Context {
 public:
  JT_IMPORT bool deterministicAlgorithms() const;
  JT_IMPORT bool deterministicAlgorithmsWarnOnly() const;
  JT_IMPORT void setDeterministicAlgorithms(bool enabled, bool warn_only);
  JT_IMPORT bool deterministicFillUninitializedMemory() const;
  JT_IMPORT void setDeterministicFillUninitializedMemory(bool fill);
  JT_IMPORT Float32MatmulPrecision float32MatmulPrecision() const;
  JT_IMPORT void setFloat32MatmulPrecision(const std::string& precision);
  JT_IMPORT static bool setFlushDenormal(bool on);

  // backends.cpp
  JT_IMPORT static bool hasMKL();
  JT_IMPORT static bool hasMKLDNN();
  JT_IMPORT static bool hasOpenMP();
  JT_IMPORT static bool hasLAPACK();
  JT_IMPORT bool userEnabledCuDNN() const;
  JT_IMPORT void setUserEnabledCuDNN(bool on);
  JT_IMPORT bool benchmarkCuDNN() const;
  JT_IMPORT void setBenchmarkCuDNN(bool on);
  JT_IMPORT int benchmarkLimitCuDNN() const;
  JT_IMPORT void setBenchmarkLimitCuDNN(int limit);
  JT_IMPORT bool deterministicCuDNN() const;
  JT_IMPORT void setDeterministicCuDNN(bool on);
  JT_IMPORT bool allowTF32CuDNN(std::optional<Float32Op> op) const;
  JT_IMPORT bool allowTF32CuDNN(const std::string& op) const;  // until 2.9
  JT_IMPORT void setAllowTF32CuDNN(bool on);
  JT_IMPORT bool userEnabledMkldnn() const;
  JT_IMPORT void setUserEnabledMkldnn(bool on);
  JT_IMPORT bool deterministicMkldnn() const;
  JT_IMPORT void setDeterministicMkldnn(bool on);
  JT_IMPORT bool userEnabledNNPACK() const;
  JT_IMPORT void setUserEnabledNNPACK(bool on);
  JT_IMPORT bool userEnabledFlashSDP() const;
  JT_IMPORT void setSDPUseFlash(bool on);
  JT_IMPORT bool userEnabledMemEfficientSDP() const;
  JT_IMPORT void setSDPUseMemEfficient(bool on);
  JT_IMPORT bool userEnabledMathSDP() const;
  JT_IMPORT void setSDPUseMath(bool on);
  JT_IMPORT bool userEnabledCuDNNSDP() const;
  JT_IMPORT void setSDPUseCuDNN(bool on);
  JT_IMPORT bool allowFP16BF16ReductionMathSDP() const;
  JT_IMPORT void setAllowFP16BF16ReductionMathSDP(bool on);
  JT_IMPORT bool allowTF32CuBLAS() const;
  JT_IMPORT void setAllowTF32CuBLAS(bool on);
  JT_IMPORT bool allowFP16AccumulationCuBLAS() const;
  JT_IMPORT void setAllowFP16AccumulationCuBLAS(bool on);
  JT_IMPORT bool preferCublasltGroupedGemm() const;
  JT_IMPORT void setPreferCublasltGroupedGemm(bool on);
  JT_IMPORT CuBLASReductionOption allowFP16ReductionCuBLAS() const;
  JT_IMPORT void setAllowFP16ReductionCuBLAS(bool reduced_precision, bool split_k);
  JT_IMPORT CuBLASReductionOption allowBF16ReductionCuBLAS() const;
  JT_IMPORT void setAllowBF16ReductionCuBLAS(bool reduced_precision, bool split_k);
  JT_IMPORT LinalgBackend linalgPreferredBackend() const;
  JT_IMPORT void setLinalgPreferredBackend(LinalgBackend backend);
  JT_IMPORT BlasBackend blasPreferredBackend();
  JT_IMPORT void setBlasPreferredBackend(BlasBackend backend);
  JT_IMPORT CuDNNDepthwiseKernel cudnnDepthwiseKernel() const;
  JT_IMPORT void setCuDNNDepthwiseKernel(CuDNNDepthwiseKernel kernel);
  JT_IMPORT Float32Precision float32Precision(Float32Backend backend, Float32Op op) const;
  JT_IMPORT void setFloat32Precision(Float32Backend backend, Float32Op op, Float32Precision precision);
  JT_IMPORT std::string float32Precision(const std::string& backend, const std::string& op) const;  // until 2.9
  JT_IMPORT void setFloat32Precision(const std::string& backend, const std::string& op, const std::string& precision);
};

JT_IMPORT Float32Backend str2backend(const std::string& name);
JT_IMPORT Float32Op str2op(const std::string& name);
JT_IMPORT Float32Precision str2precision(const std::string& name);
JT_IMPORT std::string precision2str(Float32Precision precision);
JT_IMPORT CuDNNDepthwiseKernel str2cudnn_depthwise(const std::string& name);

namespace cuda {
JT_IMPORT void* getDeviceProperties(int8_t device);  // a cudaDeviceProp*
}

// A thread's automatic casts.
namespace autocast {
JT_IMPORT bool is_autocast_enabled(c10::DeviceType device);
JT_IMPORT void set_autocast_enabled(c10::DeviceType device, bool enabled);
JT_IMPORT c10::ScalarType get_autocast_dtype(c10::DeviceType device);
JT_IMPORT void set_autocast_dtype(c10::DeviceType device, c10::ScalarType dtype);
JT_IMPORT bool is_autocast_cache_enabled();
JT_IMPORT void set_autocast_cache_enabled(bool enabled);
JT_IMPORT int increment_nesting();
JT_IMPORT int decrement_nesting();
JT_IMPORT void clear_cache();
}  // namespace autocast

JT_IMPORT Context& globalContext();
JT_IMPORT void set_num_threads(int threads);
JT_IMPORT int get_num_threads();
JT_IMPORT void set_num_interop_threads(int threads);
JT_IMPORT size_t get_num_interop_threads();
JT_IMPORT std::string get_parallel_info();
JT_IMPORT std::string show_config();

}  // namespace at

namespace c10 {

namespace detail {
template <typename T>
struct intrusive_target_default_null_type;
}

// Only ever seen behind a reference.
template <typename T, typename Null = detail::intrusive_target_default_null_type<T>>
class intrusive_ptr;

}  // namespace c10

// ---- Nodes of the graph. What of a node's layout is needed is found by looking at nodes that libtorch made: node.cpp

extern "C" {
JT_IMPORT extern void* const _ZTVN5torch8autograd4NodeE[];  // Node's virtual table
JT_IMPORT void _ZN5torch8autograd4NodeD0Ev();               // the destructor that frees
JT_IMPORT void _ZN5torch8autograd4Node17release_resourcesEv();
JT_IMPORT void _ZNK5torch8autograd4Node4nameB5cxx11Ev();
JT_IMPORT extern void* const _ZTVN5torch8autograd6EngineE[];  // Engine's virtual table
void __cxa_pure_virtual();
}

namespace torch::autograd {

struct Node {
  JT_IMPORT std::string name() const;
};

// A strong pointer to a node (one word, or the two of a shared_ptr in old libtorches) and the number of the node's
// input. This mirror never counts: it is filled by libtorch, and emptied by a libtorch function that takes it by value.
struct Edge {
  Edge() = default;
  Edge(const Edge& other) : words{other.words[0], other.words[1], other.words[2]} {}
  ~Edge() {}
  void* words[3] = {};
};

struct FunctionPreHook;
struct FunctionPostHook;

struct PostAccumulateGradHook {
  virtual ~PostAccumulateGradHook() = default;
  virtual void operator()(const at::Tensor& tensor) = 0;
  virtual void compiled_args(void* args) const = 0;
  virtual void apply_with_saved(at::Tensor& tensor, void* saved) = 0;
};

struct Engine {
  JT_IMPORT static Engine& get_default_engine();
  JT_IMPORT bool is_checkpoint_valid();
};

namespace impl {
JT_IMPORT void* materialize_autograd_meta(const at::TensorBase& tensor);
JT_IMPORT Edge gradient_edge(const at::Tensor& tensor);
JT_IMPORT void set_gradient_edge(const at::Tensor& tensor, Edge edge);
JT_IMPORT void bump_version(const at::Tensor& tensor);
JT_IMPORT void set_post_acc_grad_hooks(const at::TensorBase& tensor, std::unique_ptr<PostAccumulateGradHook> hook);
JT_IMPORT std::unique_ptr<PostAccumulateGradHook>& post_acc_grad_hooks(const at::Tensor& tensor);
}  // namespace impl

JT_IMPORT void check_variable_result(const at::TensorBase& original, const at::TensorBase& result,
                                     const std::string& hook_name);

// What makes the results of a custom function its outputs: by libtorch, 2.14 and newer, 2.13, and before that.
using Tensors = std::vector<at::Tensor>;
using Impls = std::unordered_set<c10::TensorImpl*>;
using MaybeTensors = std::vector<std::optional<at::Tensor>>;
JT_IMPORT MaybeTensors _wrap_outputs(const Tensors& inputs, const Impls& non_differentiable, const Impls& dirty,
                                     c10::ArrayRef<std::optional<at::Tensor>> results,
                                     const c10::intrusive_ptr<Node>& node,
                                     const std::function<Tensors(Tensors, Tensors)>& jvp,
                                     const Impls& to_save_if_setup_context,
                                     const std::function<at::Tensor(at::Tensor)>& view_as_self, bool pure_view,
                                     c10::intrusive_ptr<Node>& attached_node);
JT_IMPORT MaybeTensors _wrap_outputs(const Tensors& inputs, const Impls& non_differentiable, const Impls& dirty,
                                     c10::ArrayRef<std::optional<at::Tensor>> results,
                                     const c10::intrusive_ptr<Node>& node,
                                     const std::function<Tensors(Tensors, Tensors)>& jvp,
                                     const Impls& to_save_if_setup_context,
                                     const std::function<at::Tensor(at::Tensor)>& view_as_self, bool pure_view);
JT_IMPORT MaybeTensors _wrap_outputs(const Tensors& inputs, const Impls& non_differentiable, const Impls& dirty,
                                     c10::ArrayRef<std::optional<at::Tensor>> results,
                                     const std::shared_ptr<Node>& node,
                                     const std::function<Tensors(Tensors, Tensors)>& jvp,
                                     const Impls& to_save_if_setup_context,
                                     const std::function<at::Tensor(at::Tensor)>& view_as_self, bool pure_view);

JT_IMPORT void backward(const std::vector<at::Tensor>& tensors, const std::vector<at::Tensor>& grad_tensors,
                        std::optional<bool> retain_graph, bool create_graph, const std::vector<at::Tensor>& inputs);
JT_IMPORT std::vector<at::Tensor> grad(const std::vector<at::Tensor>& outputs, const std::vector<at::Tensor>& inputs,
                                       const std::vector<at::Tensor>& grad_outputs, std::optional<bool> retain_graph,
                                       bool create_graph, bool allow_unused);

struct AnomalyMode {
  JT_IMPORT static bool _enabled;
  JT_IMPORT static bool _check_nan;
};

namespace forward_ad {
JT_IMPORT uint64_t enter_dual_level();
JT_IMPORT void exit_dual_level(uint64_t level);
}  // namespace forward_ad

}  // namespace torch::autograd

namespace at::functorch {

enum class TransformType { kTorch, kVmap };
enum class RandomnessType { kError, kSame, kDifferent };

// A transform that is at work. What is not used of it is kept as bytes; there is room for more, because it comes back
// by address.
struct DynamicLayer {
  DynamicLayer() = delete;
  ~DynamicLayer() {}
  TransformType type;
  int64_t level;
  unsigned char dispatch_keys[24];
  alignas(std::shared_ptr<bool>) unsigned char alive[sizeof(std::shared_ptr<bool>)];
  unsigned char meta[24];
  unsigned char room[64];
};

JT_IMPORT int64_t initAndPushDynamicLayer(TransformType type, std::optional<c10::SymInt> batch_size,
                                          std::optional<RandomnessType> randomness, std::optional<bool> grad_mode,
                                          std::optional<bool> forward_grad_mode, std::optional<bool> add_back_views,
                                          std::optional<bool> inference_mode);
JT_IMPORT DynamicLayer popDynamicLayerAndDeleteMetadata();
JT_IMPORT const std::vector<DynamicLayer>& getDynamicLayerStack();
JT_IMPORT at::Tensor addBatchDim(at::Tensor tensor, int64_t dim, int64_t level);
JT_IMPORT std::tuple<at::Tensor, std::optional<int64_t>> unwrapTensorAtLevel(const at::Tensor& tensor, int64_t level);

}  // namespace at::functorch

namespace at::impl {
struct VmapMode {
  JT_IMPORT static int64_t increment_nesting();
  JT_IMPORT static int64_t decrement_nesting();
};
}  // namespace at::impl

// There where libtorch was built with the profiler's library.
namespace libkineto {
struct ConfigLoader {
  JT_IMPORT static ConfigLoader& instance();
};
}  // namespace libkineto
