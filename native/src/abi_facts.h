// Sizes, alignments and passing of what crosses between the shim and libtorch. These hold for the declarations in
// libtorch_abi.h in every build of the shim, and for libtorch's own headers where abi_check is built: the names are the
// same, so this file is included behind either.
#pragma once

#include <cstddef>
#include <type_traits>

#define JT_SIZE(size, align, ...) static_assert(sizeof(__VA_ARGS__) == (size) && alignof(__VA_ARGS__) == (align))
// A class with a destructor of its own is passed and returned by address; a trivial one in registers.
#define JT_BY_ADDRESS(...) static_assert(!std::is_trivially_destructible_v<__VA_ARGS__>)
#define JT_IN_REGISTERS(...) \
  static_assert(std::is_trivially_copyable_v<__VA_ARGS__> && std::is_trivially_destructible_v<__VA_ARGS__>)

JT_SIZE(8, 8, at::TensorBase);
JT_SIZE(8, 8, at::Tensor);
JT_SIZE(8, 8, at::Generator);
JT_SIZE(32, 16, c10::Scalar);
JT_SIZE(8, 8, c10::SymInt);
JT_SIZE(2, 1, c10::Device);
JT_SIZE(1, 1, c10::ScalarType);
JT_SIZE(1, 1, c10::Layout);
JT_SIZE(1, 1, c10::MemoryFormat);
JT_SIZE(1, 1, c10::DeviceType);
JT_SIZE(1, 1, c10::QScheme);
JT_SIZE(2, 2, c10::DispatchKey);
JT_SIZE(16, 8, c10::ArrayRef<int64_t>);
JT_SIZE(16, 8, c10::ArrayRef<c10::SymInt>);
JT_SIZE(16, 8, c10::ArrayRef<at::Tensor>);
JT_SIZE(16, 8, c10::ArrayRef<c10::Scalar>);
JT_SIZE(24, 8, c10::OptionalArrayRef<int64_t>);
JT_SIZE(24, 8, c10::OptionalArrayRef<c10::SymInt>);
JT_SIZE(24, 8, std::optional<c10::ArrayRef<double>>);
JT_SIZE(24, 8, c10::IListRef<at::Tensor>);
JT_SIZE(16, 8, std::optional<at::Tensor>);
JT_SIZE(16, 8, std::optional<at::Generator>);
JT_SIZE(48, 16, std::optional<c10::Scalar>);
JT_SIZE(16, 8, std::optional<c10::SymInt>);
JT_SIZE(16, 8, std::optional<int64_t>);
JT_SIZE(16, 8, std::optional<double>);
JT_SIZE(2, 1, std::optional<bool>);
JT_SIZE(3, 1, std::optional<c10::Device>);
JT_SIZE(2, 1, std::optional<c10::ScalarType>);
JT_SIZE(2, 1, std::optional<c10::Layout>);
JT_SIZE(2, 1, std::optional<c10::MemoryFormat>);
JT_SIZE(24, 8, std::optional<std::string_view>);

JT_SIZE(48, 8, DLTensor);
JT_SIZE(64, 8, DLManagedTensor);
JT_SIZE(80, 8, DLManagedTensorVersioned);
static_assert(offsetof(DLManagedTensor, deleter) == 56);
static_assert(offsetof(DLManagedTensorVersioned, deleter) == 16 && offsetof(DLManagedTensorVersioned, dl_tensor) == 32);

JT_BY_ADDRESS(at::TensorBase);
JT_BY_ADDRESS(at::Tensor);
JT_BY_ADDRESS(at::Generator);
JT_BY_ADDRESS(c10::Scalar);
JT_BY_ADDRESS(c10::SymInt);
JT_BY_ADDRESS(std::optional<at::Tensor>);
JT_BY_ADDRESS(std::optional<at::Generator>);
JT_BY_ADDRESS(std::optional<c10::SymInt>);
JT_BY_ADDRESS(std::optional<c10::Scalar>);

JT_IN_REGISTERS(c10::Device);
JT_IN_REGISTERS(c10::ArrayRef<int64_t>);
JT_IN_REGISTERS(c10::ArrayRef<at::Tensor>);
JT_IN_REGISTERS(c10::ArrayRef<c10::SymInt>);
JT_IN_REGISTERS(c10::ArrayRef<c10::Scalar>);
JT_IN_REGISTERS(c10::OptionalArrayRef<int64_t>);
JT_IN_REGISTERS(c10::OptionalArrayRef<c10::SymInt>);
JT_IN_REGISTERS(std::optional<c10::ArrayRef<double>>);
JT_IN_REGISTERS(std::optional<int64_t>);
JT_IN_REGISTERS(std::optional<double>);
JT_IN_REGISTERS(std::optional<bool>);
JT_IN_REGISTERS(std::optional<c10::Device>);
JT_IN_REGISTERS(std::optional<c10::ScalarType>);
JT_IN_REGISTERS(std::optional<std::string_view>);
