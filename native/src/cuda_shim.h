// What the CUDA parts of the shim share.
#pragma once

#include "cuda_abi.h"
#include "shim.h"

namespace jt {

// Throws for an error of the CUDA runtime what is told apart as libtorch's own error for it is.
void cuda_check(int error);

// Makes a device the current one for a while; -1 is the one that is.
class CudaGuard {
 public:
  explicit CudaGuard(int8_t device) : previous_(device < 0 ? int8_t{-1} : c10::cuda::ExchangeDevice(device)) {}
  CudaGuard(const CudaGuard&) = delete;
  ~CudaGuard();

 private:
  int8_t previous_;
};

inline int8_t cuda_index(int64_t device) { return static_cast<int8_t>(device); }

inline c10::cuda::CUDAStream cuda_stream(int64_t id, int64_t device) {
  return {{static_cast<c10::DeviceType>(1), cuda_index(device)}, id};
}

}  // namespace jt
