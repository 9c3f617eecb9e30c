// The switches of torch.backends: members of at::Context, by Python's names.
#include "shim.h"

using jt::Results;
using jt::str;

namespace jt {
namespace {

using at::Context;

struct Switch {
  std::string_view name;
  bool (Context::*get)() const;
  void (Context::*set)(bool);
};

const Switch kSwitches[] = {
    {"cudnn.enabled", &Context::userEnabledCuDNN, &Context::setUserEnabledCuDNN},
    {"cudnn.benchmark", &Context::benchmarkCuDNN, &Context::setBenchmarkCuDNN},
    {"cudnn.deterministic", &Context::deterministicCuDNN, &Context::setDeterministicCuDNN},
    {"mkldnn.enabled", &Context::userEnabledMkldnn, &Context::setUserEnabledMkldnn},
    {"mkldnn.deterministic", &Context::deterministicMkldnn, &Context::setDeterministicMkldnn},
    {"nnpack.enabled", &Context::userEnabledNNPACK, &Context::setUserEnabledNNPACK},
    {"cuda.flash_sdp", &Context::userEnabledFlashSDP, &Context::setSDPUseFlash},
    {"cuda.mem_efficient_sdp", &Context::userEnabledMemEfficientSDP, &Context::setSDPUseMemEfficient},
    {"cuda.math_sdp", &Context::userEnabledMathSDP, &Context::setSDPUseMath},
    {"cuda.cudnn_sdp", &Context::userEnabledCuDNNSDP, &Context::setSDPUseCuDNN},
    {"cuda.fp16_bf16_reduction_math_sdp", &Context::allowFP16BF16ReductionMathSDP,
     &Context::setAllowFP16BF16ReductionMathSDP},
    {"cuda.matmul.allow_tf32", &Context::allowTF32CuBLAS, &Context::setAllowTF32CuBLAS},
    {"cuda.matmul.allow_fp16_accumulation", &Context::allowFP16AccumulationCuBLAS,
     &Context::setAllowFP16AccumulationCuBLAS},
    {"cuda.matmul.prefer_cublaslt_grouped_gemm", &Context::preferCublasltGroupedGemm,
     &Context::setPreferCublasltGroupedGemm},
};

const Switch& switch_of(std::string_view name) {
  for (const Switch& one : kSwitches)
    if (one.name == name) return one;
  throw_value_error("no switch is called " + std::string(name));
}

struct Reduction {
  at::CuBLASReductionOption (Context::*get)() const;
  void (Context::*set)(bool, bool);
};

Reduction reduction(int64_t bfloat16) {
  if (bfloat16 != 0) return {&Context::allowBF16ReductionCuBLAS, &Context::setAllowBF16ReductionCuBLAS};
  return {&Context::allowFP16ReductionCuBLAS, &Context::setAllowFP16ReductionCuBLAS};
}

using PrecisionOf = at::Float32Precision (Context::*)(at::Float32Backend, at::Float32Op) const;
using SetPrecision = void (Context::*)(at::Float32Backend, at::Float32Op, at::Float32Precision);
using PrecisionOfText = std::string (Context::*)(const std::string&, const std::string&) const;
using SetPrecisionText = void (Context::*)(const std::string&, const std::string&, const std::string&);

}  // namespace
}  // namespace jt

// Settings that are read come back with something added, because 0 is an error.

int64_t jt_backend_switch(int64_t text, int64_t length) noexcept {
  JT_TRY("torch.backends", &at::globalContext)
  const jt::Switch& one = jt::switch_of(str(text, length));
  if (one.get == nullptr) return jt::missing(one.name.data());
  return int64_t{(at::globalContext().*one.get)()} + 1;
  JT_CATCH("torch.backends")
}

int64_t jt_set_backend_switch(int64_t text, int64_t length, int64_t on) noexcept {
  JT_TRY("torch.backends", &at::globalContext)
  const jt::Switch& one = jt::switch_of(str(text, length));
  if (one.set == nullptr) return jt::missing(one.name.data());
  (at::globalContext().*one.set)(on != 0);
  return 1;
  JT_CATCH("torch.backends")
}

int64_t jt_cudnn_allow_tf32() noexcept {
  JT_TRY("cudnn.allow_tf32", &at::globalContext)
  bool (at::Context::*now)(std::optional<at::Float32Op>) const = &at::Context::allowTF32CuDNN;
  bool (at::Context::*before)(const std::string&) const = &at::Context::allowTF32CuDNN;
  if (now != nullptr) return int64_t{(at::globalContext().*now)(std::nullopt)} + 1;
  if (before != nullptr) return int64_t{(at::globalContext().*before)("")} + 1;
  return jt::missing("cudnn.allow_tf32");
  JT_CATCH("cudnn.allow_tf32")
}

int64_t jt_set_cudnn_allow_tf32(int64_t on) noexcept {
  JT_TRY("cudnn.allow_tf32", &at::globalContext)
  if (&at::Context::setAllowTF32CuDNN == nullptr) return jt::missing("cudnn.allow_tf32");
  at::globalContext().setAllowTF32CuDNN(on != 0);
  return 1;
  JT_CATCH("cudnn.allow_tf32")
}

int64_t jt_cudnn_benchmark_limit() noexcept {
  JT_TRY("cudnn.benchmark_limit", &at::globalContext)
  if (&at::Context::benchmarkLimitCuDNN == nullptr) return jt::missing("cudnn.benchmark_limit");
  return jt::Results().add(int64_t{at::globalContext().benchmarkLimitCuDNN()}).finish();
  JT_CATCH("cudnn.benchmark_limit")
}

int64_t jt_set_cudnn_benchmark_limit(int64_t limit) noexcept {
  JT_TRY("cudnn.benchmark_limit", &at::globalContext)
  if (&at::Context::setBenchmarkLimitCuDNN == nullptr) return jt::missing("cudnn.benchmark_limit");
  at::globalContext().setBenchmarkLimitCuDNN(static_cast<int>(limit));
  return 1;
  JT_CATCH("cudnn.benchmark_limit")
}

int64_t jt_cudnn_depthwise_kernel() noexcept {
  JT_TRY("cudnn.depthwise_kernel", &at::globalContext)
  if (&at::Context::cudnnDepthwiseKernel == nullptr) return jt::missing("cudnn.depthwise_kernel");
  return static_cast<int64_t>(at::globalContext().cudnnDepthwiseKernel()) + 1;
  JT_CATCH("cudnn.depthwise_kernel")
}

int64_t jt_set_cudnn_depthwise_kernel(int64_t text, int64_t length) noexcept {
  JT_TRY("cudnn.depthwise_kernel", &at::str2cudnn_depthwise)
  if (&at::Context::setCuDNNDepthwiseKernel == nullptr) return jt::missing("cudnn.depthwise_kernel");
  at::globalContext().setCuDNNDepthwiseKernel(at::str2cudnn_depthwise(std::string(str(text, length))));
  return 1;
  JT_CATCH("cudnn.depthwise_kernel")
}

// cuDNN's version and one more, where libtorch brought cuDNN with it.
int64_t jt_cudnn_version() noexcept { return cudnnGetVersion == nullptr ? 1 : static_cast<int64_t>(cudnnGetVersion()) + 1; }

// What sums of half precision in products of matrices may do: 0 shorter sums, split, 1 full sums, split, 2 neither.
int64_t jt_cublas_reduction(int64_t bfloat16) noexcept {
  JT_TRY("cuda.matmul.allow_reduced_precision_reduction", &at::globalContext)
  jt::Reduction one = jt::reduction(bfloat16);
  if (one.get == nullptr || one.set == nullptr)
    return jt::missing("cuda.matmul.allow_reduced_precision_reduction");
  return static_cast<int64_t>((at::globalContext().*one.get)()) + 1;
  JT_CATCH("cuda.matmul.allow_reduced_precision_reduction")
}

int64_t jt_set_cublas_reduction(int64_t bfloat16, int64_t reduced_precision, int64_t split_k) noexcept {
  JT_TRY("cuda.matmul.allow_reduced_precision_reduction", &at::globalContext)
  jt::Reduction one = jt::reduction(bfloat16);
  if (one.set == nullptr) return jt::missing("cuda.matmul.allow_reduced_precision_reduction");
  (at::globalContext().*one.set)(reduced_precision != 0, split_k != 0);
  return 1;
  JT_CATCH("cuda.matmul.allow_reduced_precision_reduction")
}

// The preferred library by its number in libtorch: of linear algebra, or of products of matrices.
int64_t jt_preferred_library(int64_t blas) noexcept {
  JT_TRY("preferred_library", &at::Context::linalgPreferredBackend)
  if (blas == 0) return static_cast<int64_t>(at::globalContext().linalgPreferredBackend()) + 1;
  return static_cast<int64_t>(at::globalContext().blasPreferredBackend()) + 1;
  JT_CATCH("preferred_library")
}

int64_t jt_set_preferred_library(int64_t blas, int64_t library) noexcept {
  JT_TRY("preferred_library", &at::Context::setLinalgPreferredBackend)
  if (blas == 0)
    at::globalContext().setLinalgPreferredBackend(static_cast<at::LinalgBackend>(library));
  else
    at::globalContext().setBlasPreferredBackend(static_cast<at::BlasBackend>(library));
  return 1;
  JT_CATCH("preferred_library")
}

int64_t jt_fp32_precision(int64_t backend, int64_t backend_length, int64_t op, int64_t op_length) noexcept {
  JT_TRY("fp32_precision", &at::globalContext)
  std::string where(str(backend, backend_length)), what(str(op, op_length));
  jt::PrecisionOf now = &at::Context::float32Precision;
  jt::PrecisionOfText before = &at::Context::float32Precision;
  if (now != nullptr)
    return Results()
        .add_string(at::precision2str((at::globalContext().*now)(at::str2backend(where), at::str2op(what))))
        .finish();
  if (before != nullptr) return Results().add_string((at::globalContext().*before)(where, what)).finish();
  return jt::missing("fp32_precision");
  JT_CATCH("fp32_precision")
}

int64_t jt_set_fp32_precision(int64_t backend, int64_t backend_length, int64_t op, int64_t op_length, int64_t precision,
                              int64_t precision_length) noexcept {
  JT_TRY("fp32_precision", &at::globalContext)
  std::string where(str(backend, backend_length)), what(str(op, op_length)), how(str(precision, precision_length));
  jt::SetPrecision now = &at::Context::setFloat32Precision;
  jt::SetPrecisionText before = &at::Context::setFloat32Precision;
  if (now != nullptr)
    (at::globalContext().*now)(at::str2backend(where), at::str2op(what), at::str2precision(how));
  else if (before != nullptr)
    (at::globalContext().*before)(where, what, how);
  else
    return jt::missing("fp32_precision");
  return 1;
  JT_CATCH("fp32_precision")
}

// Whether libtorch was built with what: 2 for yes, 1 for no.
int64_t jt_built_with(int64_t text, int64_t length) noexcept {
  JT_TRY("torch.backends", &at::globalContext)
  std::string_view what = str(text, length);
  if (what == "mkl") return int64_t{at::Context::hasMKL()} + 1;
  if (what == "mkldnn") return int64_t{at::Context::hasMKLDNN()} + 1;
  if (what == "openmp") return int64_t{at::Context::hasOpenMP()} + 1;
  if (what == "lapack") return int64_t{at::Context::hasLAPACK()} + 1;
  if (what == "cuda") return int64_t{c10::cuda::device_count != nullptr} + 1;
  jt::throw_value_error("no backend is called " + std::string(what));
  JT_CATCH("torch.backends")
}
