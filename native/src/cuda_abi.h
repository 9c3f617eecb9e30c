// The slice of the C++ ABI of libtorch's CUDA libraries that the shim passes through, and the plain C functions of the
// CUDA runtime that they bring with them. As in libtorch_abi.h every function is weak: without CUDA all are null.
//
// What holds for all of 2.10 to 2.14: a stream is a c10::Stream (16 bytes, in registers), a pool's id a pair of
// numbers, and the allocator's statistics are 64-bit words throughout (StatArray: 3 x Stat: current, peak, allocated,
// freed). What differs is asked of the library itself: cuda_memory.cpp.
#pragma once

#include "libtorch_abi.h"

struct CUstream_st;
struct CUevent_st;
struct CUgraph_st;
struct CUgraphExec_st;

enum cudaStreamCaptureMode : unsigned {};  // 0 global, 1 thread_local, 2 relaxed; unsigned, as in the runtime

struct JtCudaIpcEventHandle {  // cudaIpcEventHandle_t
  char reserved[64];
};

extern "C" {
JT_IMPORT const char* cudaGetErrorString(int error);
JT_IMPORT int cudaGetLastError();
JT_IMPORT int cudaMemGetInfo(size_t* free, size_t* total);
JT_IMPORT int cudaEventCreateWithFlags(CUevent_st** event, unsigned flags);
JT_IMPORT int cudaEventDestroy(CUevent_st* event);
JT_IMPORT int cudaEventRecordWithFlags(CUevent_st* event, CUstream_st* stream, unsigned flags);
JT_IMPORT int cudaEventQuery(CUevent_st* event);
JT_IMPORT int cudaEventSynchronize(CUevent_st* event);
JT_IMPORT int cudaEventElapsedTime(float* milliseconds, CUevent_st* start, CUevent_st* end);
JT_IMPORT int cudaIpcGetEventHandle(JtCudaIpcEventHandle* handle, CUevent_st* event);
JT_IMPORT int cudaIpcOpenEventHandle(CUevent_st** event, JtCudaIpcEventHandle handle);
JT_IMPORT int cudaStreamQuery(CUstream_st* stream);
JT_IMPORT int cudaStreamSynchronize(CUstream_st* stream);
JT_IMPORT int cudaStreamGetPriority(CUstream_st* stream, int* priority);
JT_IMPORT int cudaStreamWaitEvent(CUstream_st* stream, CUevent_st* event, unsigned flags);
JT_IMPORT int cudaStreamIsCapturing(CUstream_st* stream, unsigned* status);
JT_IMPORT int cudaDeviceGetStreamPriorityRange(int* least, int* greatest);
JT_IMPORT int cudaGraphDebugDotPrint(CUgraph_st* graph, const char* path, unsigned flags);

// The state of warnings about synchronizing, one number: 0 none, 1 warn, 2 error.
JT_IMPORT extern int _ZZN3c104cuda13warning_stateEvE14warning_state_;
}

namespace c10 {

struct Stream {
  Device device;
  int64_t id;
};

namespace cuda {

struct CUDAStream {
  Device device;
  int64_t id;

  JT_IMPORT CUstream_st* stream() const;
};

JT_IMPORT int8_t current_device();
JT_IMPORT void set_device(int8_t device, bool force);
JT_IMPORT int8_t ExchangeDevice(int8_t device);
JT_IMPORT int8_t MaybeExchangeDevice(int8_t device);
JT_IMPORT void device_synchronize();
JT_IMPORT bool hasPrimaryContext(int8_t device);
JT_IMPORT void warn_or_error_on_sync();
JT_IMPORT void c10_cuda_check_implementation(int error, const char* file, const char* function, unsigned line,
                                             bool assertions);
JT_IMPORT CUDAStream getStreamFromPool(int priority, int8_t device);
JT_IMPORT CUDAStream getStreamFromExternal(CUstream_st* stream, int8_t device);
JT_IMPORT CUDAStream getDefaultCUDAStream(int8_t device);
JT_IMPORT CUDAStream getCurrentCUDAStream(int8_t device);
JT_IMPORT void setCurrentCUDAStream(CUDAStream stream);

namespace CUDACachingAllocator {
class CUDAAllocator;
// A std::atomic of a pointer, which is as a pointer.
JT_IMPORT extern CUDAAllocator* allocator;
}  // namespace CUDACachingAllocator

}  // namespace cuda
}  // namespace c10

namespace at {

class HostAllocator;
JT_IMPORT HostAllocator* getHostAllocator(c10::DeviceType device);

namespace accelerator {
JT_IMPORT void emptyHostCache();
}  // namespace accelerator

namespace _ops {
struct record_stream {
  JT_IMPORT static void call(at::Tensor& self, c10::Stream stream);
};
}  // namespace _ops

namespace cuda {

using MempoolId = std::pair<unsigned long long, unsigned long long>;

JT_IMPORT bool canDeviceAccessPeer(int8_t device, int8_t peer);
JT_IMPORT MempoolId graph_pool_handle();

// Made by its constructor in memory of ours: cuda_graph.cpp says how much.
struct CUDAGraph {
  JT_IMPORT void capture_begin(MempoolId pool, cudaStreamCaptureMode mode);
  JT_IMPORT void capture_end();
  JT_IMPORT void instantiate();
  JT_IMPORT void replay();
  JT_IMPORT void reset();
  JT_IMPORT MempoolId pool();
  JT_IMPORT void enable_debug_mode();
  JT_IMPORT void debug_dump(const std::string& path);      // gone in 2.14
  JT_IMPORT void retain_pool(MempoolId pool);              // new in 2.14
  JT_IMPORT CUgraph_st* raw_cuda_graph();
  JT_IMPORT CUgraphExec_st* raw_cuda_graph_exec();
  JT_IMPORT static CUDAGraph* get_currently_capturing_graph();
};

struct MemPool {
  JT_IMPORT MempoolId id();
  JT_IMPORT int use_count();
  JT_IMPORT int8_t device();
};

}  // namespace cuda
}  // namespace at

// Constructors and destructors have no address in C++, so they are declared by their symbols.
extern "C" {
JT_IMPORT void _ZN2at4cuda9CUDAGraphC1Eb(void* self, bool keep_graph);
JT_IMPORT void _ZN2at4cuda9CUDAGraphD1Ev(void* self);
JT_IMPORT void _ZN2at17CUDAGeneratorImpl14register_graphEPNS_4cuda9CUDAGraphE(void* generator, void* graph);
// at::cuda::MemPool(std::shared_ptr<CUDAAllocator>, bool is_user_created, bool use_on_oom, bool no_split), and the form
// with a bare pointer that older libraries have. A shared_ptr is passed by address.
JT_IMPORT void _ZN2at4cuda7MemPoolC1ESt10shared_ptrIN3c104cuda20CUDACachingAllocator13CUDAAllocatorEEbbb(
    void* self, void* allocator, bool is_user_created, bool use_on_oom, bool no_split);
JT_IMPORT void _ZN2at4cuda7MemPoolC1EPN3c104cuda20CUDACachingAllocator13CUDAAllocatorEbbb(
    void* self, void* allocator, bool is_user_created, bool use_on_oom, bool no_split);
JT_IMPORT void _ZN2at4cuda7MemPoolD1Ev(void* self);
JT_IMPORT void* _ZN2at4cuda24getCurrentCUDABlasHandleEb(bool setup);
JT_IMPORT void* _ZN2at4cuda24getCurrentCUDABlasHandleEv();
JT_IMPORT void* _ZN2at4cuda28getCurrentCUDASolverDnHandleEv();
JT_IMPORT void* _ZN2at6native32getCurrentCUDASolverDnHandleLazyEv();
JT_IMPORT void _ZN5torch14CudaIPCCollectEv();

// A class that overrides the allocator's virtual functions by exported ones: where in its table a function is found is
// where it is in the table of every allocator of this library.
#define JT_PLUGGABLE(name) _ZN5torch4cuda22CUDAPluggableAllocator22CUDAPluggableAllocator##name
JT_IMPORT extern void* const _ZTVN5torch4cuda22CUDAPluggableAllocator22CUDAPluggableAllocatorE[];
JT_IMPORT void _ZNK5torch4cuda22CUDAPluggableAllocator22CUDAPluggableAllocator11raw_deleterEv();
JT_IMPORT void JT_PLUGGABLE(8allocateEm)();
JT_IMPORT void JT_PLUGGABLE(11initializedEv)();
JT_IMPORT void JT_PLUGGABLE(10emptyCacheESt4pairIyyE)();
JT_IMPORT void JT_PLUGGABLE(14getDeviceStatsEa)();
JT_IMPORT void JT_PLUGGABLE(21resetAccumulatedStatsEa)();
JT_IMPORT void JT_PLUGGABLE(14resetPeakStatsEa)();
JT_IMPORT void JT_PLUGGABLE(21raw_alloc_with_streamEmP11CUstream_st)();
JT_IMPORT void JT_PLUGGABLE(10raw_deleteEPv)();
JT_IMPORT void JT_PLUGGABLE(17getMemoryFractionEa)();
JT_IMPORT void JT_PLUGGABLE(17setMemoryFractionEda)();
JT_IMPORT void JT_PLUGGABLE(25getExpandableSegmentSizesEa)();
JT_IMPORT void JT_PLUGGABLE(9cacheInfoEaPm)();
JT_IMPORT void JT_PLUGGABLE(19beginAllocateToPoolEaSt4pairIyyESt8functionIFbP11CUstream_stEE)();
JT_IMPORT void JT_PLUGGABLE(17endAllocateToPoolEaSt4pairIyyE)();
JT_IMPORT void JT_PLUGGABLE(11releasePoolEaSt4pairIyyE)();
JT_IMPORT void JT_PLUGGABLE(8snapshotESt4pairIyyEb)();  // the flag came with 2.11 or so
JT_IMPORT void JT_PLUGGABLE(8snapshotESt4pairIyyE)();
JT_IMPORT void JT_PLUGGABLE(4nameB5cxx11Ev)();
}

namespace torch::cuda::CUDAPluggableAllocator {
using Allocator = std::shared_ptr<c10::cuda::CUDACachingAllocator::CUDAAllocator>;
JT_IMPORT Allocator createCustomAllocator(std::function<void*(size_t, int, CUstream_st*)> allocate,
                                          std::function<void(void*, size_t, int, CUstream_st*)> release);
JT_IMPORT void changeCurrentAllocator(const Allocator& allocator);
}  // namespace torch::cuda::CUDAPluggableAllocator
