// CUDA devices, streams and events.
//
// A stream is passed as its number and its device's, which is all that libtorch keeps of one. An event is an object of
// this file: libtorch's own is a class without a symbol.
#include <cstring>
#include <stdexcept>

#include "cuda_shim.h"

namespace jt {

void cuda_check(int error) {
  if (error == 0) return;
  (void)cudaGetLastError();  // or the next kernel would report it once more
  throw_accelerator_error(std::string("CUDA error: ") + cudaGetErrorString(error));
}

CudaGuard::~CudaGuard() {
  if (previous_ < 0) return;
  try {
    c10::cuda::MaybeExchangeDevice(previous_);
  } catch (...) {  // a device that broke in between: the next call on it says so
  }
}

namespace {

constexpr unsigned kDisableTiming = 0x02;
constexpr unsigned kExternal = 0x08;  // libtorch's own flag
constexpr int kNotReady = 600;

struct Event {
  unsigned flags;
  bool external;
  int8_t device = -1;
  CUevent_st* event = nullptr;  // made when it is first recorded

  void create(int8_t on) {
    CudaGuard guard(on);
    cuda_check(cudaEventCreateWithFlags(&event, flags));
    device = on;
  }

  bool done() const {
    if (event == nullptr) return true;
    int error = cudaEventQuery(event);
    if (error == kNotReady) {
      (void)cudaGetLastError();
      return false;
    }
    cuda_check(error);
    return true;
  }
};

Event& event(int64_t address) { return *reinterpret_cast<Event*>(address); }

// set_device, which older libraries have in another form.
void set_device(int8_t device) {
  if (c10::cuda::set_device != nullptr) {
    c10::cuda::set_device(device, false);
  } else {
    c10::cuda::ExchangeDevice(device);
  }
}

bool capturing(CUstream_st* stream) {
  unsigned status = 0;
  cuda_check(cudaStreamIsCapturing(stream, &status));
  return status != 0;
}

// The flag of an event that a captured graph leaves to others, which is an error outside of a capture.
unsigned external_flag(const Event& event) {
  return event.external && capturing(c10::cuda::getCurrentCUDAStream(-1).stream()) ? 1 : 0;
}

int64_t results_of(c10::cuda::CUDAStream stream) {
  return Results().add(stream.id).add(static_cast<int64_t>(stream.device.index)).finish();
}

}  // namespace
}  // namespace jt

using jt::cuda_index;
using jt::CudaGuard;
using jt::Results;

// ---- Devices

int64_t jt_cuda_current_device() noexcept {
  JT_TRY("current_device", &c10::cuda::current_device)
  return Results().add(static_cast<int64_t>(c10::cuda::current_device())).finish();
  JT_CATCH("current_device")
}

int64_t jt_cuda_set_device(int64_t device) noexcept {
  JT_TRY("set_device", &c10::cuda::ExchangeDevice)
  jt::set_device(cuda_index(device));
  return 1;
  JT_CATCH("set_device")
}

// The device that was current before.
int64_t jt_cuda_exchange_device(int64_t device) noexcept {
  JT_TRY("exchange_device", &c10::cuda::ExchangeDevice)
  return Results().add(static_cast<int64_t>(c10::cuda::ExchangeDevice(cuda_index(device)))).finish();
  JT_CATCH("exchange_device")
}

// The same, without making a context on a device that has none.
int64_t jt_cuda_maybe_exchange_device(int64_t device) noexcept {
  JT_TRY("maybe_exchange_device", &c10::cuda::MaybeExchangeDevice)
  return Results().add(static_cast<int64_t>(c10::cuda::MaybeExchangeDevice(cuda_index(device)))).finish();
  JT_CATCH("maybe_exchange_device")
}

int64_t jt_cuda_synchronize(int64_t device) noexcept {
  JT_TRY("synchronize", &c10::cuda::device_synchronize)
  CudaGuard guard(cuda_index(device));
  c10::cuda::device_synchronize();
  return 1;
  JT_CATCH("synchronize")
}

int64_t jt_cuda_can_access_peer(int64_t device, int64_t peer) noexcept {
  JT_TRY("can_device_access_peer", &at::cuda::canDeviceAccessPeer)
  return Results().add(at::cuda::canDeviceAccessPeer(cuda_index(device), cuda_index(peer))).finish();
  JT_CATCH("can_device_access_peer")
}

// The mode of warnings about synchronizing; a negative one only asks.
int64_t jt_cuda_sync_debug_mode(int64_t mode) noexcept {
  JT_TRY("sync_debug_mode", &_ZZN3c104cuda13warning_stateEvE14warning_state_)
  if (mode >= 0) _ZZN3c104cuda13warning_stateEvE14warning_state_ = static_cast<int>(mode);
  return Results().add(int64_t{_ZZN3c104cuda13warning_stateEvE14warning_state_}).finish();
  JT_CATCH("sync_debug_mode")
}

int64_t jt_cuda_blas_handle() noexcept {
  void* handle = nullptr;
  JT_TRY("current_blas_handle", &c10::cuda::current_device)
  if (_ZN2at4cuda24getCurrentCUDABlasHandleEb != nullptr) {
    handle = _ZN2at4cuda24getCurrentCUDABlasHandleEb(true);
  } else if (_ZN2at4cuda24getCurrentCUDABlasHandleEv != nullptr) {
    handle = _ZN2at4cuda24getCurrentCUDABlasHandleEv();
  } else {
    return jt::missing("current_blas_handle");
  }
  return Results().add(reinterpret_cast<int64_t>(handle)).finish();
  JT_CATCH("current_blas_handle")
}

int64_t jt_cuda_solver_handle() noexcept {
  void* handle = nullptr;
  JT_TRY("current_solver_handle", &c10::cuda::current_device)
  if (_ZN2at6native32getCurrentCUDASolverDnHandleLazyEv != nullptr) {
    handle = _ZN2at6native32getCurrentCUDASolverDnHandleLazyEv();
  } else if (_ZN2at4cuda28getCurrentCUDASolverDnHandleEv != nullptr) {
    handle = _ZN2at4cuda28getCurrentCUDASolverDnHandleEv();
  } else {
    return jt::missing("current_solver_handle");
  }
  return Results().add(reinterpret_cast<int64_t>(handle)).finish();
  JT_CATCH("current_solver_handle")
}

int64_t jt_cuda_ipc_collect() noexcept {
  JT_TRY("ipc_collect", &_ZN5torch14CudaIPCCollectEv)
  _ZN5torch14CudaIPCCollectEv();
  return 1;
  JT_CATCH("ipc_collect")
}

// ---- Streams: number and device

int64_t jt_cuda_stream_from_pool(int64_t priority, int64_t device) noexcept {
  JT_TRY("Stream", &c10::cuda::getStreamFromPool)
  return jt::results_of(c10::cuda::getStreamFromPool(static_cast<int>(priority), cuda_index(device)));
  JT_CATCH("Stream")
}

int64_t jt_cuda_stream_from_external(int64_t pointer, int64_t device) noexcept {
  JT_TRY("get_stream_from_external", &c10::cuda::getStreamFromExternal)
  return jt::results_of(
      c10::cuda::getStreamFromExternal(reinterpret_cast<CUstream_st*>(pointer), cuda_index(device)));
  JT_CATCH("get_stream_from_external")
}

int64_t jt_cuda_current_stream(int64_t device) noexcept {
  JT_TRY("current_stream", &c10::cuda::getCurrentCUDAStream)
  return jt::results_of(c10::cuda::getCurrentCUDAStream(cuda_index(device)));
  JT_CATCH("current_stream")
}

int64_t jt_cuda_default_stream(int64_t device) noexcept {
  JT_TRY("default_stream", &c10::cuda::getDefaultCUDAStream)
  return jt::results_of(c10::cuda::getDefaultCUDAStream(cuda_index(device)));
  JT_CATCH("default_stream")
}

// Of the stream's device, which becomes the current one, as in Python.
int64_t jt_cuda_set_stream(int64_t id, int64_t device) noexcept {
  JT_TRY("set_stream", &c10::cuda::setCurrentCUDAStream)
  if (c10::cuda::current_device() != cuda_index(device)) jt::set_device(cuda_index(device));
  c10::cuda::setCurrentCUDAStream(jt::cuda_stream(id, device));
  return 1;
  JT_CATCH("set_stream")
}

int64_t jt_cuda_stream_pointer(int64_t id, int64_t device) noexcept {
  JT_TRY("cuda_stream", &c10::cuda::CUDAStream::stream)
  return Results().add(reinterpret_cast<int64_t>(jt::cuda_stream(id, device).stream())).finish();
  JT_CATCH("cuda_stream")
}

int64_t jt_cuda_stream_query(int64_t id, int64_t device) noexcept {
  JT_TRY("query", &cudaStreamQuery)
  CudaGuard guard(cuda_index(device));
  int error = cudaStreamQuery(jt::cuda_stream(id, device).stream());
  if (error == jt::kNotReady) {
    (void)cudaGetLastError();
  } else {
    jt::cuda_check(error);
  }
  return Results().add(error == 0).finish();
  JT_CATCH("query")
}

int64_t jt_cuda_stream_synchronize(int64_t id, int64_t device) noexcept {
  JT_TRY("synchronize", &cudaStreamSynchronize)
  CudaGuard guard(cuda_index(device));
  if (&_ZZN3c104cuda13warning_stateEvE14warning_state_ != nullptr &&
      _ZZN3c104cuda13warning_stateEvE14warning_state_ != 0)
    c10::cuda::warn_or_error_on_sync();
  jt::cuda_check(cudaStreamSynchronize(jt::cuda_stream(id, device).stream()));
  return 1;
  JT_CATCH("synchronize")
}

int64_t jt_cuda_stream_priority(int64_t id, int64_t device) noexcept {
  JT_TRY("priority", &cudaStreamGetPriority)
  CudaGuard guard(cuda_index(device));
  int priority = 0;
  jt::cuda_check(cudaStreamGetPriority(jt::cuda_stream(id, device).stream(), &priority));
  return Results().add(static_cast<int64_t>(priority)).finish();
  JT_CATCH("priority")
}

int64_t jt_cuda_priority_range() noexcept {
  JT_TRY("priority_range", &cudaDeviceGetStreamPriorityRange)
  int least = 0, greatest = 0;
  jt::cuda_check(cudaDeviceGetStreamPriorityRange(&least, &greatest));
  return Results().add(static_cast<int64_t>(least)).add(static_cast<int64_t>(greatest)).finish();
  JT_CATCH("priority_range")
}

// Whether the current stream is captured. A device without a context has nothing captured, and gets none.
int64_t jt_cuda_is_capturing() noexcept {
  JT_TRY("is_current_stream_capturing", &cudaStreamIsCapturing)
  if (c10::cuda::hasPrimaryContext != nullptr && !c10::cuda::hasPrimaryContext(c10::cuda::current_device()))
    return Results().add(false).finish();
  return Results().add(jt::capturing(c10::cuda::getCurrentCUDAStream(-1).stream())).finish();
  JT_CATCH("is_current_stream_capturing")
}

int64_t jt_cuda_record_stream(int64_t tensor, int64_t id, int64_t device) noexcept {
  JT_TRY("record_stream", &at::_ops::record_stream::call)
  c10::cuda::CUDAStream stream = jt::cuda_stream(id, device);
  at::_ops::record_stream::call(jt::tensor(tensor), {stream.device, stream.id});
  return 1;
  JT_CATCH("record_stream")
}

// ---- Events

int64_t jt_cuda_event(int64_t flags) noexcept {
  JT_TRY("Event", &cudaEventCreateWithFlags)
  auto bits = static_cast<unsigned>(flags);
  return reinterpret_cast<int64_t>(new jt::Event{bits & ~jt::kExternal, (bits & jt::kExternal) != 0});
  JT_CATCH("Event")
}

int64_t jt_cuda_event_free(int64_t address) noexcept {
  auto* freed = reinterpret_cast<jt::Event*>(address);
  if (freed->event != nullptr) {
    try {
      CudaGuard guard(freed->device);
      cudaEventDestroy(freed->event);
    } catch (...) {  // the driver is gone, and the event with it
    }
  }
  delete freed;
  return 1;
}

int64_t jt_cuda_event_record(int64_t address, int64_t id, int64_t device) noexcept {
  JT_TRY("record", &cudaEventRecordWithFlags)
  jt::Event& event = jt::event(address);
  int8_t on = cuda_index(device);
  if (event.event == nullptr) event.create(on);
  if (event.device != on)
    throw std::runtime_error("Event device " + std::to_string(event.device) +
                             " does not match recording stream's device " + std::to_string(on) + ".");
  CudaGuard guard(on);
  jt::cuda_check(
      cudaEventRecordWithFlags(event.event, jt::cuda_stream(id, device).stream(), jt::external_flag(event)));
  return 1;
  JT_CATCH("record")
}

int64_t jt_cuda_event_wait(int64_t address, int64_t id, int64_t device) noexcept {
  JT_TRY("wait", &cudaStreamWaitEvent)
  jt::Event& event = jt::event(address);
  if (event.event == nullptr) return 1;
  CudaGuard guard(cuda_index(device));
  jt::cuda_check(cudaStreamWaitEvent(jt::cuda_stream(id, device).stream(), event.event, jt::external_flag(event)));
  return 1;
  JT_CATCH("wait")
}

int64_t jt_cuda_event_query(int64_t address) noexcept {
  JT_TRY("query", &cudaEventQuery)
  return Results().add(jt::event(address).done()).finish();
  JT_CATCH("query")
}

int64_t jt_cuda_event_synchronize(int64_t address) noexcept {
  JT_TRY("synchronize", &cudaEventSynchronize)
  jt::Event& event = jt::event(address);
  if (event.event != nullptr) jt::cuda_check(cudaEventSynchronize(event.event));
  return 1;
  JT_CATCH("synchronize")
}

int64_t jt_cuda_event_elapsed(int64_t start, int64_t end) noexcept {
  JT_TRY("elapsed_time", &cudaEventElapsedTime)
  jt::Event& first = jt::event(start);
  jt::Event& last = jt::event(end);
  if ((first.flags | last.flags) & jt::kDisableTiming)
    jt::throw_value_error("Both events must be created with argument 'enable_timing=True'.");
  if (first.event == nullptr || last.event == nullptr)
    jt::throw_value_error("Both events must be recorded before calculating elapsed time.");
  if (!first.done() || !last.done())
    throw std::runtime_error("Both events must be completed before calculating elapsed time.");
  CudaGuard guard(first.device);
  float milliseconds = 0;
  jt::cuda_check(cudaEventElapsedTime(&milliseconds, first.event, last.event));
  return Results().add(static_cast<double>(milliseconds)).finish();
  JT_CATCH("elapsed_time")
}

// The runtime's event, or 0 before it was first recorded.
int64_t jt_cuda_event_pointer(int64_t address) noexcept {
  return reinterpret_cast<int64_t>(jt::event(address).event);
}

int64_t jt_cuda_event_device(int64_t address) noexcept { return jt::event(address).device; }

// 64 bytes with which another process opens the event.
int64_t jt_cuda_event_ipc_handle(int64_t address) noexcept {
  JT_TRY("ipc_handle", &cudaIpcGetEventHandle)
  jt::Event& event = jt::event(address);
  if (event.event == nullptr) event.create(c10::cuda::current_device());
  CudaGuard guard(event.device);
  JtCudaIpcEventHandle handle;
  jt::cuda_check(cudaIpcGetEventHandle(&handle, event.event));
  Results results;
  for (size_t i = 0; i < sizeof handle; i += sizeof(int64_t)) {
    int64_t word;
    std::memcpy(&word, handle.reserved + i, sizeof word);
    results.add(word);
  }
  return results.finish();
  JT_CATCH("ipc_handle")
}

int64_t jt_cuda_event_from_ipc_handle(int64_t bytes, int64_t device) noexcept {
  JT_TRY("from_ipc_handle", &cudaIpcOpenEventHandle)
  JtCudaIpcEventHandle handle;
  std::memcpy(handle.reserved, reinterpret_cast<const void*>(bytes), sizeof handle);
  CudaGuard guard(cuda_index(device));
  auto opened = std::make_unique<jt::Event>(jt::Event{jt::kDisableTiming, false});
  jt::cuda_check(cudaIpcOpenEventHandle(&opened->event, handle));
  opened->device = cuda_index(device);
  return reinterpret_cast<int64_t>(opened.release());
  JT_CATCH("from_ipc_handle")
}
