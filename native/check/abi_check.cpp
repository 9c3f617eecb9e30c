// Holds the shim's declarations of libtorch to libtorch's own headers. What can be said at compile time is said there
// (abi_facts.h, the generated signatures.cpp and the static_asserts here); the layout of private members is looked at
// in running code. Built where a libtorch SDK is at hand: cmake -DTORCH_INCLUDE_DIR=..., target abi_check.
#include "abi_check.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Context.h>
#include <ATen/DLConvertor.h>
#include <ATen/Parallel.h>
#include <ATen/Version.h>
#include <ATen/autocast_mode.h>
#include <ATen/core/Generator.h>
#include <ATen/core/IListRef.h>
#include <ATen/LegacyVmapMode.h>
#include <ATen/core/Tensor.h>
#if __has_include(<nlohmann/json.hpp>)  // which some packages of the headers leave out
#include <ATen/functorch/BatchedTensorImpl.h>
#include <ATen/functorch/DynamicLayer.h>
#include <ATen/functorch/PlumbingHelper.h>
#define JT_FUNCTORCH
#endif
#include <c10/core/AutogradState.h>
#include <c10/core/DefaultDtype.h>
#include <c10/core/GradMode.h>
#include <c10/core/InferenceMode.h>
#include <c10/core/QScheme.h>
#include <c10/core/Scalar.h>
#include <c10/core/SymInt.h>
#include <c10/core/UndefinedTensorImpl.h>
#include <c10/core/impl/LocalDispatchKeySet.h>
#include <c10/util/OptionalArrayRef.h>
#include <torch/csrc/autograd/anomaly_mode.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/csrc/autograd/engine.h>
#include <torch/csrc/autograd/function.h>
#include <torch/csrc/autograd/function_hook.h>
#include <torch/csrc/autograd/saved_variable_hooks.h>
#include <torch/csrc/autograd/variable.h>
#include <torch/csrc/inductor/aoti_torch/c/shim.h>
#include <torch/csrc/stable/c/shim.h>

#include <cstdio>
#include <cstring>
#include <optional>
#include <string_view>

#include "../src/abi_facts.h"

#define JT_FUNCTION(name, ...) static_assert(std::is_same_v<decltype(name), __VA_ARGS__>)
#define JT_METHOD(name, ...) static_assert(std::is_same_v<decltype(&name), __VA_ARGS__>)

struct Tensor : at::TensorBase {  // which may name the protected member
  static_assert(std::is_same_v<decltype(&Tensor::_register_hook),
                               unsigned (at::TensorBase::*)(std::function<at::TensorBase(const at::TensorBase&)>) const>);
};
JT_METHOD(at::TensorBase::remove_hook, void (at::TensorBase::*)(unsigned) const);
// A shared_ptr or an intrusive_ptr, by version: the node's address comes first in both.
using GradFn = decltype(std::declval<const at::TensorBase&>().grad_fn());
static_assert(std::is_same_v<GradFn, const std::remove_cvref_t<GradFn>&>);
static_assert(std::is_same_v<std::remove_cvref_t<decltype(*std::declval<GradFn>())>, torch::autograd::Node>);
JT_METHOD(c10::TensorImpl::requires_grad, bool (c10::TensorImpl::*)() const);
JT_METHOD(c10::TensorImpl::mutable_grad, at::Tensor& (c10::TensorImpl::*)());
JT_FUNCTION(c10::GradMode::is_enabled, bool());
JT_FUNCTION(c10::GradMode::set_enabled, void(bool));
JT_FUNCTION(c10::InferenceMode::is_enabled, bool());
JT_FUNCTION(c10::AutogradState::get_tls_state, c10::AutogradState&());
static_assert(sizeof(c10::AutogradState) <= 32);
JT_FUNCTION(c10::parseDispatchKey, c10::DispatchKey(const std::string&));
JT_FUNCTION(c10::get_default_dtype_as_scalartype, c10::ScalarType());
JT_FUNCTION(c10::impl::tls_set_dispatch_key_excluded, void(c10::DispatchKey, bool));
JT_FUNCTION(c10::impl::tls_set_dispatch_key_included, void(c10::DispatchKey, bool));
JT_METHOD(at::Generator::set_state, void (at::Generator::*)(const at::Tensor&));
JT_METHOD(at::Generator::get_state, at::Tensor (at::Generator::*)() const);
JT_METHOD(at::CPUGeneratorImpl::set_current_seed, void (at::CPUGeneratorImpl::*)(uint64_t));
JT_METHOD(at::CPUGeneratorImpl::current_seed, uint64_t (at::CPUGeneratorImpl::*)() const);
JT_METHOD(at::CPUGeneratorImpl::seed, uint64_t (at::CPUGeneratorImpl::*)());
JT_METHOD(at::CPUGeneratorImpl::set_offset, void (at::CPUGeneratorImpl::*)(uint64_t));
JT_METHOD(at::CPUGeneratorImpl::get_offset, uint64_t (at::CPUGeneratorImpl::*)() const);
JT_METHOD(at::Generator::graphsafe_set_state, void (at::Generator::*)(const at::Generator&));
JT_METHOD(at::Generator::graphsafe_get_state, at::Generator (at::Generator::*)() const);
JT_METHOD(c10::GeneratorImpl::device, c10::Device (c10::GeneratorImpl::*)() const);
JT_METHOD(c10::GeneratorImpl::clone, c10::intrusive_ptr<c10::GeneratorImpl> (c10::GeneratorImpl::*)() const);
static_assert(sizeof(c10::intrusive_ptr<c10::GeneratorImpl>) == 8);
static_assert(std::is_same_v<c10::DeviceIndex, int8_t>);
JT_FUNCTION(at::detail::getDefaultCPUGenerator, const at::Generator&());
JT_FUNCTION(at::detail::createCPUGenerator, at::Generator(uint64_t));
JT_FUNCTION(at::toDLPack, DLManagedTensor*(const at::Tensor&));
JT_FUNCTION(at::toDLPackVersioned, DLManagedTensorVersioned*(const at::Tensor&));
JT_FUNCTION(at::fromDLPack, at::Tensor(DLManagedTensor*, std::function<void(void*)>));
JT_FUNCTION(at::fromDLPackVersioned, at::Tensor(DLManagedTensorVersioned*, std::function<void(void*)>));
JT_FUNCTION(at::set_num_threads, void(int));
JT_FUNCTION(at::get_num_threads, int());
JT_FUNCTION(at::set_num_interop_threads, void(int));
JT_FUNCTION(at::get_num_interop_threads, size_t());
JT_FUNCTION(at::get_parallel_info, std::string());
JT_FUNCTION(at::show_config, std::string());
JT_FUNCTION(at::globalContext, at::Context&());
JT_METHOD(at::Context::deterministicAlgorithms, bool (at::Context::*)() const);
JT_METHOD(at::Context::deterministicAlgorithmsWarnOnly, bool (at::Context::*)() const);
JT_METHOD(at::Context::setDeterministicAlgorithms, void (at::Context::*)(bool, bool));
JT_METHOD(at::Context::deterministicFillUninitializedMemory, bool (at::Context::*)() const);
JT_METHOD(at::Context::setDeterministicFillUninitializedMemory, void (at::Context::*)(bool));
JT_METHOD(at::Context::float32MatmulPrecision, at::Float32MatmulPrecision (at::Context::*)() const);
JT_METHOD(at::Context::setFloat32MatmulPrecision, void (at::Context::*)(const std::string&));
JT_FUNCTION(at::Context::setFlushDenormal, bool(bool));
JT_FUNCTION(at::Context::hasMKL, bool());
JT_FUNCTION(at::Context::hasMKLDNN, bool());
JT_FUNCTION(at::Context::hasOpenMP, bool());
JT_FUNCTION(at::Context::hasLAPACK, bool());
JT_METHOD(at::Context::userEnabledCuDNN, bool (at::Context::*)() const);
JT_METHOD(at::Context::setUserEnabledCuDNN, void (at::Context::*)(bool));
JT_METHOD(at::Context::benchmarkCuDNN, bool (at::Context::*)() const);
JT_METHOD(at::Context::setBenchmarkCuDNN, void (at::Context::*)(bool));
JT_METHOD(at::Context::benchmarkLimitCuDNN, int (at::Context::*)() const);
JT_METHOD(at::Context::setBenchmarkLimitCuDNN, void (at::Context::*)(int));
JT_METHOD(at::Context::deterministicCuDNN, bool (at::Context::*)() const);
JT_METHOD(at::Context::setDeterministicCuDNN, void (at::Context::*)(bool));
JT_METHOD(at::Context::allowTF32CuDNN, bool (at::Context::*)(std::optional<at::Float32Op>) const);
JT_METHOD(at::Context::setAllowTF32CuDNN, void (at::Context::*)(bool));
JT_METHOD(at::Context::userEnabledMkldnn, bool (at::Context::*)() const);
JT_METHOD(at::Context::setUserEnabledMkldnn, void (at::Context::*)(bool));
JT_METHOD(at::Context::deterministicMkldnn, bool (at::Context::*)() const);
JT_METHOD(at::Context::setDeterministicMkldnn, void (at::Context::*)(bool));
JT_METHOD(at::Context::userEnabledNNPACK, bool (at::Context::*)() const);
JT_METHOD(at::Context::setUserEnabledNNPACK, void (at::Context::*)(bool));
JT_METHOD(at::Context::userEnabledFlashSDP, bool (at::Context::*)() const);
JT_METHOD(at::Context::setSDPUseFlash, void (at::Context::*)(bool));
JT_METHOD(at::Context::userEnabledMemEfficientSDP, bool (at::Context::*)() const);
JT_METHOD(at::Context::setSDPUseMemEfficient, void (at::Context::*)(bool));
JT_METHOD(at::Context::userEnabledMathSDP, bool (at::Context::*)() const);
JT_METHOD(at::Context::setSDPUseMath, void (at::Context::*)(bool));
JT_METHOD(at::Context::userEnabledCuDNNSDP, bool (at::Context::*)() const);
JT_METHOD(at::Context::setSDPUseCuDNN, void (at::Context::*)(bool));
JT_METHOD(at::Context::allowFP16BF16ReductionMathSDP, bool (at::Context::*)() const);
JT_METHOD(at::Context::setAllowFP16BF16ReductionMathSDP, void (at::Context::*)(bool));
JT_METHOD(at::Context::allowTF32CuBLAS, bool (at::Context::*)() const);
JT_METHOD(at::Context::setAllowTF32CuBLAS, void (at::Context::*)(bool));
JT_METHOD(at::Context::allowFP16AccumulationCuBLAS, bool (at::Context::*)() const);
JT_METHOD(at::Context::setAllowFP16AccumulationCuBLAS, void (at::Context::*)(bool));
JT_METHOD(at::Context::preferCublasltGroupedGemm, bool (at::Context::*)() const);
JT_METHOD(at::Context::setPreferCublasltGroupedGemm, void (at::Context::*)(bool));
JT_METHOD(at::Context::allowFP16ReductionCuBLAS, at::CuBLASReductionOption (at::Context::*)() const);
JT_METHOD(at::Context::setAllowFP16ReductionCuBLAS, void (at::Context::*)(bool, bool));
JT_METHOD(at::Context::allowBF16ReductionCuBLAS, at::CuBLASReductionOption (at::Context::*)() const);
JT_METHOD(at::Context::setAllowBF16ReductionCuBLAS, void (at::Context::*)(bool, bool));
JT_METHOD(at::Context::linalgPreferredBackend, at::LinalgBackend (at::Context::*)() const);
JT_METHOD(at::Context::setLinalgPreferredBackend, void (at::Context::*)(at::LinalgBackend));
JT_METHOD(at::Context::blasPreferredBackend, at::BlasBackend (at::Context::*)());
JT_METHOD(at::Context::setBlasPreferredBackend, void (at::Context::*)(at::BlasBackend));
JT_METHOD(at::Context::cudnnDepthwiseKernel, at::CuDNNDepthwiseKernel (at::Context::*)() const);
JT_METHOD(at::Context::setCuDNNDepthwiseKernel, void (at::Context::*)(at::CuDNNDepthwiseKernel));
JT_METHOD(at::Context::float32Precision, at::Float32Precision (at::Context::*)(at::Float32Backend, at::Float32Op) const);
JT_METHOD(at::Context::setFloat32Precision, void (at::Context::*)(at::Float32Backend, at::Float32Op, at::Float32Precision));
JT_FUNCTION(at::str2backend, at::Float32Backend(const std::string&));
JT_FUNCTION(at::str2op, at::Float32Op(const std::string&));
JT_FUNCTION(at::str2precision, at::Float32Precision(const std::string&));
JT_FUNCTION(at::precision2str, std::string(at::Float32Precision));
static_assert(sizeof(at::Float32Backend) == 4 && sizeof(at::Float32Op) == 4 && sizeof(at::Float32Precision) == 4);
static_assert(sizeof(at::CuBLASReductionOption) == 1 && sizeof(at::LinalgBackend) == 1 && sizeof(at::BlasBackend) == 1);
static_assert(static_cast<int>(at::LinalgBackend::Magma) == 2 && static_cast<int>(at::BlasBackend::Ck) == 3);
static_assert(static_cast<int>(at::CuBLASReductionOption::DisallowReducedPrecisionDisallowSplitK) == 2);
static_assert(sizeof(at::Float32MatmulPrecision) == 4 && int(at::Float32MatmulPrecision::HIGHEST) == 0 &&
              int(at::Float32MatmulPrecision::HIGH) == 1 && int(at::Float32MatmulPrecision::MEDIUM) == 2);
JT_FUNCTION(at::autocast::is_autocast_enabled, bool(c10::DeviceType));
JT_FUNCTION(at::autocast::set_autocast_enabled, void(c10::DeviceType, bool));
JT_FUNCTION(at::autocast::get_autocast_dtype, c10::ScalarType(c10::DeviceType));
JT_FUNCTION(at::autocast::set_autocast_dtype, void(c10::DeviceType, c10::ScalarType));
JT_FUNCTION(at::autocast::is_autocast_cache_enabled, bool());
JT_FUNCTION(at::autocast::set_autocast_cache_enabled, void(bool));
JT_FUNCTION(at::autocast::increment_nesting, int());
JT_FUNCTION(at::autocast::decrement_nesting, int());
JT_FUNCTION(at::autocast::clear_cache, void());
JT_METHOD(torch::autograd::Node::name, std::string (torch::autograd::Node::*)() const);
JT_METHOD(c10::TensorImpl::_fw_grad, const at::Tensor& (c10::TensorImpl::*)(uint64_t, const at::TensorBase&) const);
JT_METHOD(at::TensorBase::toString, std::string (at::TensorBase::*)() const);
JT_FUNCTION(torch::autograd::impl::gradient_edge, torch::autograd::Edge(const at::Tensor&));
JT_FUNCTION(torch::autograd::impl::set_gradient_edge, void(const at::Tensor&, torch::autograd::Edge));
JT_FUNCTION(torch::autograd::impl::bump_version, void(const at::Tensor&));
JT_FUNCTION(torch::autograd::impl::set_post_acc_grad_hooks,
            void(const at::TensorBase&, std::unique_ptr<torch::autograd::PostAccumulateGradHook>));
JT_FUNCTION(torch::autograd::impl::post_acc_grad_hooks,
            std::unique_ptr<torch::autograd::PostAccumulateGradHook>&(const at::Tensor&));
JT_FUNCTION(torch::autograd::check_variable_result,
            void(const at::TensorBase&, const at::TensorBase&, const std::string&));
JT_FUNCTION(torch::autograd::Engine::get_default_engine, torch::autograd::Engine&());
JT_METHOD(torch::autograd::Engine::is_checkpoint_valid, bool (torch::autograd::Engine::*)());
// An edge is a pointer to a node, of one word or two, and a number; the functions of the shim know both forms.
static_assert(sizeof(torch::autograd::Edge) == 16 || sizeof(torch::autograd::Edge) == 24);
static_assert(std::is_same_v<decltype(torch::autograd::Edge::input_nr), uint32_t> &&
              !std::is_trivially_destructible_v<torch::autograd::Edge>);

// Classes whose virtual functions the shim writes itself, in the order of libtorch's. A class of the shim's with the same
// declarations gets the same table; here that nothing is missing in between: what it overrides has these types.
JT_METHOD(torch::autograd::FunctionPreHook::operator(), std::vector<at::Tensor> (torch::autograd::FunctionPreHook::*)(
                                                            const std::vector<at::Tensor>&));
JT_METHOD(torch::autograd::FunctionPostHook::operator(), std::vector<at::Tensor> (torch::autograd::FunctionPostHook::*)(
                                                             const std::vector<at::Tensor>&,
                                                             const std::vector<at::Tensor>&));
JT_METHOD(torch::autograd::PostAccumulateGradHook::operator(),
          void (torch::autograd::PostAccumulateGradHook::*)(const at::Tensor&));
JT_METHOD(torch::autograd::SavedVariableHooks::call_pack_hook,
          void (torch::autograd::SavedVariableHooks::*)(const at::Tensor&));
JT_METHOD(torch::autograd::SavedVariableHooks::call_unpack_hook,
          at::Tensor (torch::autograd::SavedVariableHooks::*)());

struct Node : torch::autograd::Node {  // which may name the protected member
  static_assert(std::is_same_v<decltype(&Node::apply), std::vector<at::Tensor> (torch::autograd::Node::*)(
                                                           std::vector<at::Tensor>&&)>);
};
JT_METHOD(torch::autograd::Node::release_variables, void (torch::autograd::Node::*)());

JT_FUNCTION(torch::autograd::backward, void(const std::vector<at::Tensor>&, const std::vector<at::Tensor>&,
                                            std::optional<bool>, bool, const std::vector<at::Tensor>&));
JT_FUNCTION(torch::autograd::grad,
            std::vector<at::Tensor>(const std::vector<at::Tensor>&, const std::vector<at::Tensor>&,
                                    const std::vector<at::Tensor>&, std::optional<bool>, bool, bool));

JT_FUNCTION(torch::autograd::forward_ad::enter_dual_level, uint64_t());
JT_FUNCTION(torch::autograd::forward_ad::exit_dual_level, void(uint64_t));
JT_FUNCTION(at::impl::VmapMode::increment_nesting, int64_t());
JT_FUNCTION(at::impl::VmapMode::decrement_nesting, int64_t());

#ifdef JT_FUNCTORCH
using at::functorch::DynamicLayer;
JT_FUNCTION(at::functorch::initAndPushDynamicLayer,
            int64_t(at::functorch::TransformType, std::optional<c10::SymInt>,
                    std::optional<at::functorch::RandomnessType>, std::optional<bool>, std::optional<bool>,
                    std::optional<bool>, std::optional<bool>));
JT_FUNCTION(at::functorch::popDynamicLayerAndDeleteMetadata, DynamicLayer());
JT_FUNCTION(at::functorch::getDynamicLayerStack, const std::vector<DynamicLayer>&());
JT_FUNCTION(at::functorch::addBatchDim, at::Tensor(at::Tensor, int64_t, int64_t));
JT_FUNCTION(at::functorch::unwrapTensorAtLevel,
            std::tuple<at::Tensor, std::optional<int64_t>>(const at::Tensor&, int64_t));
static_assert(static_cast<int>(at::functorch::TransformType::Vmap) == 1 && sizeof(at::functorch::TransformType) == 4);
static_assert(static_cast<int>(at::functorch::RandomnessType::Error) == 0 &&
              static_cast<int>(at::functorch::RandomnessType::Same) == 1 &&
              static_cast<int>(at::functorch::RandomnessType::Different) == 2);
static_assert(sizeof(DynamicLayer) == 80 && alignof(DynamicLayer) == 8);
#endif

// The C entry points; their handles are pointers.
static_assert(std::is_same_v<AOTITorchError, int32_t> && std::is_pointer_v<AtenTensorHandle>);
JT_FUNCTION(aoti_torch_delete_tensor_object, int32_t(AtenTensorHandle));
JT_FUNCTION(aoti_torch_new_tensor_handle, int32_t(AtenTensorHandle, AtenTensorHandle*));
JT_FUNCTION(aoti_torch_assign_tensors, int32_t(AtenTensorHandle, AtenTensorHandle));
JT_FUNCTION(aoti_torch_empty_strided,
            int32_t(int64_t, const int64_t*, const int64_t*, int32_t, int32_t, int32_t, AtenTensorHandle*));
JT_FUNCTION(aoti_torch_is_defined, int32_t(AtenTensorHandle, bool*));
JT_FUNCTION(aoti_torch_get_data_ptr, int32_t(AtenTensorHandle, void**));
JT_FUNCTION(aoti_torch_get_storage_size, int32_t(AtenTensorHandle, int64_t*));
JT_FUNCTION(aoti_torch_get_storage_offset, int32_t(AtenTensorHandle, int64_t*));
JT_FUNCTION(aoti_torch_get_dim, int32_t(AtenTensorHandle, int64_t*));
JT_FUNCTION(aoti_torch_get_numel, int32_t(AtenTensorHandle, int64_t*));
JT_FUNCTION(aoti_torch_get_sizes, int32_t(AtenTensorHandle, int64_t**));
JT_FUNCTION(aoti_torch_get_strides, int32_t(AtenTensorHandle, int64_t**));
JT_FUNCTION(aoti_torch_get_dtype, int32_t(AtenTensorHandle, int32_t*));
JT_FUNCTION(aoti_torch_get_layout, int32_t(AtenTensorHandle, int32_t*));
JT_FUNCTION(aoti_torch_get_device_type, int32_t(AtenTensorHandle, int32_t*));
JT_FUNCTION(aoti_torch_get_device_index, int32_t(AtenTensorHandle, int32_t*));
JT_FUNCTION(aoti_torch_abi_version, uint64_t());
JT_FUNCTION(torch_call_dispatcher, int32_t(const char*, const char*, StableIValue*, uint64_t));
static_assert(std::is_same_v<StableIValue, uint64_t> && std::is_pointer_v<StableListHandle>);
JT_FUNCTION(torch_new_list_reserve_size, int32_t(size_t, StableListHandle*));
JT_FUNCTION(torch_list_push_back, int32_t(StableListHandle, StableIValue));
JT_FUNCTION(torch_delete_list, int32_t(StableListHandle));

// Numbers that Java knows.
static_assert(int(c10::ScalarType::Byte) == 0 && int(c10::ScalarType::Char) == 1 && int(c10::ScalarType::Short) == 2 &&
              int(c10::ScalarType::Int) == 3 && int(c10::ScalarType::Long) == 4 && int(c10::ScalarType::Half) == 5 &&
              int(c10::ScalarType::Float) == 6 && int(c10::ScalarType::Double) == 7 &&
              int(c10::ScalarType::ComplexHalf) == 8 && int(c10::ScalarType::ComplexFloat) == 9 &&
              int(c10::ScalarType::ComplexDouble) == 10 && int(c10::ScalarType::Bool) == 11 &&
              int(c10::ScalarType::QInt8) == 12 && int(c10::ScalarType::QUInt8) == 13 &&
              int(c10::ScalarType::QInt32) == 14 && int(c10::ScalarType::BFloat16) == 15 &&
              int(c10::ScalarType::Float8_e5m2) == 23 && int(c10::ScalarType::Float8_e4m3fn) == 24 &&
              int(c10::ScalarType::Float8_e5m2fnuz) == 25 && int(c10::ScalarType::Float8_e4m3fnuz) == 26 &&
              int(c10::ScalarType::UInt16) == 27 && int(c10::ScalarType::UInt32) == 28 &&
              int(c10::ScalarType::UInt64) == 29 && int(c10::ScalarType::Bits1x8) == 18 &&
              int(c10::ScalarType::Bits16) == 22 && int(c10::ScalarType::UInt1) == 30 &&
              int(c10::ScalarType::UInt7) == 36 && int(c10::ScalarType::Int1) == 37 &&
              int(c10::ScalarType::Int7) == 43 && int(c10::ScalarType::Float8_e8m0fnu) == 44 &&
              int(c10::ScalarType::Float4_e2m1fn_x2) == 45);
#if TORCH_VERSION_MAJOR > 2 || TORCH_VERSION_MINOR >= 14
static_assert(int(c10::ScalarType::BComplex32) == 46);
#endif
static_assert(int(c10::Layout::Strided) == 0 && int(c10::Layout::Sparse) == 1 && int(c10::Layout::SparseCsr) == 2);
static_assert(int(c10::MemoryFormat::Contiguous) == 0 && int(c10::MemoryFormat::Preserve) == 1 &&
              int(c10::MemoryFormat::ChannelsLast) == 2 && int(c10::MemoryFormat::ChannelsLast3d) == 3);
static_assert(int(c10::DeviceType::CPU) == 0 && int(c10::DeviceType::CUDA) == 1 && int(c10::DeviceType::HIP) == 6 &&
              int(c10::DeviceType::XLA) == 9 && int(c10::DeviceType::XPU) == 12 && int(c10::DeviceType::MPS) == 13 &&
              int(c10::DeviceType::Meta) == 14 && int(c10::DeviceType::PrivateUse1) == 20);

namespace {

int failures = 0;

void expect(bool right, const char* what) {
  if (right) return;
  std::printf("wrong: %s\n", what);
  failures++;
}

// The value of type T at an offset in an object.
template <typename T, typename O>
T at_offset(const O& object, size_t offset) {
  T value;
  std::memcpy(&value, reinterpret_cast<const char*>(&object) + offset, sizeof value);
  return value;
}

void expect_scalar(const c10::Scalar& scalar, int32_t tag, const char* what) {
  expect(at_offset<int32_t>(scalar, 0) == tag, what);
}

// Each flag is the bit after the one before, in one byte.
void expect_flag(int place, void (*set)(c10::AutogradState&), const char* what) {
  c10::AutogradState off(false, false, false, false), grad = off, flag = off;
  grad.set_grad_mode(true);
  set(flag);
  bool found = false;
  for (std::size_t i = 0; i < sizeof off; i++) {
    auto byte = [i](const c10::AutogradState& state) { return at_offset<unsigned char>(state, i); };
    int first = byte(off) ^ byte(grad);
    found |= first != 0 && (byte(off) ^ byte(flag)) == first << place;
  }
  expect(found, what);
}

}  // namespace

// Where a virtual function is in its class's table: the Itanium ABI's pointer to it is one more than its offset.
template <typename F>
size_t slot(F function) {
  uintptr_t word;
  static_assert(sizeof function == 2 * sizeof word);
  std::memcpy(&word, &function, sizeof word);
  return (word - 1) / sizeof(void*);
}

struct NodeSlots : torch::autograd::Node {
  static void check() {
    expect(slot(&NodeSlots::release_variables) == slot(&NodeSlots::name) + 3, "release_variables behind name");
    expect(slot(&NodeSlots::apply) > slot(&NodeSlots::release_variables), "apply last");
  }
};

struct EngineSlots : torch::autograd::Engine {
  static void check() {
    expect(slot(&EngineSlots::get_default_saved_variable_hooks) == slot(&EngineSlots::execute_with_graph_task) + 2,
           "get_default_saved_variable_hooks behind execute_with_graph_task");
  }
};

int main() {
  NodeSlots::check();
  EngineSlots::check();
  using namespace torch::autograd;
  expect(slot(&FunctionPreHook::operator()) == 2 && slot(&FunctionPreHook::compiled_args) == 3, "FunctionPreHook");
  expect(slot(&FunctionPostHook::operator()) == 2 && slot(&FunctionPostHook::compiled_args) == 3, "FunctionPostHook");
  expect(slot(&PostAccumulateGradHook::operator()) == 2 && slot(&PostAccumulateGradHook::compiled_args) == 3 &&
             slot(&PostAccumulateGradHook::apply_with_saved) == 4,
         "PostAccumulateGradHook");
  expect(slot(&SavedVariableHooks::call_pack_hook) == 0 && slot(&SavedVariableHooks::call_unpack_hook) == 1 &&
             slot(&SavedVariableHooks::retrieve_unpack_hook_data) == 4,
         "SavedVariableHooks");
  expect_scalar(c10::Scalar(2.5), 0, "the tag of a double Scalar");
  expect(at_offset<double>(c10::Scalar(2.5), 16) == 2.5, "the value of a double Scalar");
  expect_scalar(c10::Scalar(int64_t{-7}), 1, "the tag of an integer Scalar");
  expect(at_offset<int64_t>(c10::Scalar(int64_t{-7}), 16) == -7, "the value of an integer Scalar");
  expect_scalar(c10::Scalar(~uint64_t{0}), 2, "the tag of an unsigned Scalar");
  c10::Scalar complex(c10::complex<double>(1.5, -2.5));
  expect_scalar(complex, 3, "the tag of a complex Scalar");
  expect(at_offset<double>(complex, 16) == 1.5 && at_offset<double>(complex, 24) == -2.5, "the value of a complex Scalar");
  expect_scalar(c10::Scalar(true), 4, "the tag of a boolean Scalar");
  expect((at_offset<int64_t>(c10::Scalar(true), 16) & 0xff) == 1, "the value of a boolean Scalar");

  expect(at_offset<int64_t>(c10::SymInt(-5), 0) == -5, "a negative SymInt");
  int64_t lowest = -(int64_t{1} << 62);
  expect(c10::SymInt::check_range(lowest) && !c10::SymInt::check_range(lowest - 1), "the lowest plain SymInt");

  int64_t numbers[] = {1, 2, 3};
  c10::ArrayRef<int64_t> list(numbers, 3);
  expect(at_offset<void*>(list, 0) == numbers && at_offset<size_t>(list, 8) == 3, "ArrayRef is pointer and length");
  c10::OptionalArrayRef<int64_t> some(list);
  expect(at_offset<void*>(some, 0) == numbers && at_offset<bool>(some, 16), "OptionalArrayRef is an optional ArrayRef");
  expect(!at_offset<bool>(c10::OptionalArrayRef<int64_t>(), 16), "an absent OptionalArrayRef");

  at::Tensor tensors[2];
  c10::IListRef<at::Tensor> boxless{c10::ArrayRef<at::Tensor>(tensors, 2)};
  expect(at_offset<void*>(boxless, 0) == tensors && at_offset<size_t>(boxless, 8) == 2 &&
             at_offset<uint32_t>(boxless, 16) == 0,
         "IListRef is an ArrayRef and a tag");
  expect(at_offset<void*>(tensors[0], 0) == static_cast<void*>(c10::UndefinedTensorImpl::singleton()),
         "an empty Tensor points to the undefined one");

  std::remove_cvref_t<GradFn> node;
  expect(at_offset<void*>(node, 0) == nullptr, "a null grad_fn");

  caffe2::TypeMeta half = caffe2::TypeMeta::fromScalarType(c10::ScalarType::Half);
  static_assert(sizeof half == 2 && std::is_trivially_copyable_v<caffe2::TypeMeta>);
  expect(at_offset<uint16_t>(half, 0) == 5, "a TypeMeta is the number of the type");
  at::Generator generator = at::detail::createCPUGenerator();
  expect(reinterpret_cast<char*>(&generator.mutex()) - static_cast<char*>(at_offset<void*>(generator, 0)) == 16,
         "a generator's mutex lies behind its references");

  c10::Device device(c10::DeviceType::CUDA, 3);
  expect(at_offset<int8_t>(device, 0) == 1 && at_offset<int8_t>(device, 1) == 3, "Device is type and index");

#ifdef JT_FUNCTORCH
  DynamicLayer layer(at::functorch::TransformType::Vmap, 3, c10::SymInt(2), at::functorch::RandomnessType::Error);
  expect(at_offset<int32_t>(layer, 0) == 1 && at_offset<int64_t>(layer, 8) == 3, "DynamicLayer begins with its level");
  expect(reinterpret_cast<const char*>(&layer.interpreter().is_alive_ptr()) == reinterpret_cast<const char*>(&layer) + 40,
         "DynamicLayer's shared flag");
#endif

  expect_flag(0, [](c10::AutogradState& state) { state.set_grad_mode(true); }, "grad mode");
  expect_flag(1, [](c10::AutogradState& state) { state.set_inference_mode(true); }, "inference mode");
  expect_flag(2, [](c10::AutogradState& state) { state.set_fw_grad_mode(true); }, "forward mode");
  expect_flag(3, [](c10::AutogradState& state) { state.set_multithreading_enabled(true); }, "multithreading");
  expect_flag(4, [](c10::AutogradState& state) { state.set_view_replay_enabled(true); }, "view replay");

  std::size_t absent = 0;
  for (std::size_t i = 0; i < operators_count; i++) {
    if (operators_found[i].found) continue;
    std::printf("%s %s", absent++ == 0 ? "not in these headers, or with other parameters:" : ",", operators_found[i].name);
  }
  std::printf("%s%zu operators and the types they pass agree with libtorch %d.%d.%d's headers; %d wrong\n",
              absent == 0 ? "" : "\n", operators_count - absent, TORCH_VERSION_MAJOR, TORCH_VERSION_MINOR,
              TORCH_VERSION_PATCH, failures);
  return failures == 0 ? 0 : 1;
}
