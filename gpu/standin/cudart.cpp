// A stand-in for the CUDA runtime: device memory is host memory, copies are done at once, kernels do nothing.
// Environment: STANDIN_DEVICES (2), STANDIN_MEMORY bytes per device (2 GiB), STANDIN_ERROR (cudaGetDeviceCount's error),
// STANDIN_DRIVER (13000), STANDIN_TRACE=1 names unimplemented functions that are called.
#include <cuda_runtime_api.h>

#include <sys/mman.h>
#include <time.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <vector>

namespace {
long env(const char* name, long standard) { const char* v = getenv(name); return v ? atol(v) : standard; }
int devices() { static long n = env("STANDIN_DEVICES", 2); return static_cast<int>(n); }
size_t total() { static size_t n = env("STANDIN_MEMORY", 2L << 30); return n; }
int startError() { static int n = static_cast<int>(env("STANDIN_ERROR", devices() == 0 ? 100 : 0)); return n; }

std::recursive_mutex lock;
thread_local int device = 0;
thread_local cudaError_t last = cudaSuccess;
size_t used[64];
struct Block { size_t size; int device; int kind; };  // kind 1 host, 2 device
std::map<char*, Block> blocks;
std::map<const void*, std::string> kernels;
std::atomic<long> launches;

struct Graph { std::vector<std::function<void()>> work; };
struct Stream { int device; unsigned flags; int priority; Graph* capture = nullptr; unsigned long long id = 0; cudaStreamCaptureMode mode{}; };
struct Event { unsigned flags; bool recorded = false; timespec at{}; int device; };
std::map<Stream*, bool> streams;
unsigned long long captures;

cudaError_t fail(int e) { last = static_cast<cudaError_t>(e); return last; }
#define START() do { if (startError()) return fail(startError()); } while (0)

Stream* real(cudaStream_t s) { return reinterpret_cast<size_t>(s) <= 2 ? nullptr : reinterpret_cast<Stream*>(s); }
bool anyCapture() { for (auto& s : streams) if (s.first->capture && s.first->mode != cudaStreamCaptureModeRelaxed) return true; return false; }

// Does it, or puts it into the graph that the stream captures.
cudaError_t enqueue(cudaStream_t s, std::function<void()> work) {
  START();
  std::scoped_lock l(lock);
  Stream* stream = real(s);
  if (stream && stream->capture) { stream->capture->work.push_back(std::move(work)); return cudaSuccess; }
  work();
  return cudaSuccess;
}
Block* find(const void* p, char** base = nullptr) {
  auto it = blocks.upper_bound(const_cast<char*>(static_cast<const char*>(p)));
  if (it == blocks.begin()) return nullptr;
  --it;
  if (static_cast<const char*>(p) >= it->first + it->second.size) return nullptr;
  if (base) *base = it->first;
  return &it->second;
}
cudaError_t allocate(void** p, size_t size, int kind) {
  START();
  std::scoped_lock l(lock);
  if (kind == 2) {
    if (anyCapture()) return fail(900);
    if (used[device] + size > total()) return fail(2);
    used[device] += size;
  }
  void* m = mmap(nullptr, size ? size : 1, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (m == MAP_FAILED) return fail(2);
  blocks[static_cast<char*>(m)] = {size ? size : 1, device, kind};
  *p = m;
  return cudaSuccess;
}
cudaError_t release(void* p) {
  if (!p) return cudaSuccess;
  START();
  std::scoped_lock l(lock);
  auto it = blocks.find(static_cast<char*>(p));
  if (it == blocks.end()) return fail(1);
  if (it->second.kind == 2) used[it->second.device] -= it->second.size;
  munmap(p, it->second.size);
  blocks.erase(it);
  return cudaSuccess;
}
}  // namespace

extern "C" {
long standin_launches() { return launches; }

void** __cudaRegisterFatBinary(void*) { static void* h; return &h; }
void __cudaRegisterFatBinaryEnd(void**) {}
void __cudaUnregisterFatBinary(void**) {}
void __cudaRegisterFunction(void**, const char* host, char*, const char* name, int, uint3*, uint3*, dim3*, dim3*, int*) { kernels[host] = name; }
void __cudaRegisterVar(void**, char*, char*, const char*, int, size_t, int, int) {}
struct Config { dim3 g, b; size_t s; cudaStream_t st; };
static thread_local std::vector<Config> configs;
unsigned __cudaPushCallConfiguration(dim3 g, dim3 b, size_t s, cudaStream_t st) { configs.push_back({g, b, s, st}); return 0; }
cudaError_t __cudaPopCallConfiguration(dim3* g, dim3* b, size_t* s, void* st) {
  auto c = configs.back(); configs.pop_back(); *g = c.g; *b = c.b; *s = c.s; *static_cast<cudaStream_t*>(st) = c.st; return cudaSuccess;
}
cudaError_t __cudaGetKernel(cudaKernel_t* k, const void* f) { *k = reinterpret_cast<cudaKernel_t>(const_cast<void*>(f)); return cudaSuccess; }
cudaError_t __cudaLaunchKernel(cudaKernel_t, dim3, dim3, void**, size_t, cudaStream_t s) { return enqueue(s, [] { launches++; }); }
cudaError_t cudaLaunchKernel(const void*, dim3, dim3, void**, size_t, cudaStream_t s) { return enqueue(s, [] { launches++; }); }
cudaError_t cudaLaunchKernelExC(const cudaLaunchConfig_t* c, const void*, void**) { return enqueue(c->stream, [] { launches++; }); }
cudaError_t cudaLaunchHostFunc(cudaStream_t s, cudaHostFn_t fn, void* data) { return enqueue(s, [=] { fn(data); }); }
cudaError_t cudaStreamAddCallback(cudaStream_t s, cudaStreamCallback_t fn, void* data, unsigned) { return enqueue(s, [=] { fn(s, cudaSuccess, data); }); }

cudaError_t cudaGetDeviceCount(int* n) { *n = 0; START(); *n = devices(); return cudaSuccess; }
cudaError_t cudaGetDevice(int* d) { START(); *d = device; return cudaSuccess; }
cudaError_t cudaSetDevice(int d) { START(); if (d < 0 || d >= devices()) return fail(101); device = d; return cudaSuccess; }
cudaError_t cudaDeviceSynchronize() { START(); std::scoped_lock l(lock); if (anyCapture()) return fail(900); return cudaSuccess; }
cudaError_t cudaDriverGetVersion(int* v) { *v = static_cast<int>(env("STANDIN_DRIVER", 13000)); return cudaSuccess; }
cudaError_t cudaRuntimeGetVersion(int* v) { *v = 13030; return cudaSuccess; }
cudaError_t cudaGetLastError() { auto e = last; last = cudaSuccess; return e; }
cudaError_t cudaPeekAtLastError() { return last; }
static const char* nameOf(int e, bool text) {
  switch (e) {
    case 0: return text ? "no error" : "cudaSuccess";
    case 1: return text ? "invalid argument" : "cudaErrorInvalidValue";
    case 2: return text ? "out of memory" : "cudaErrorMemoryAllocation";
    case 3: return text ? "initialization error" : "cudaErrorInitializationError";
    case 35: return text ? "CUDA driver version is insufficient for CUDA runtime version" : "cudaErrorInsufficientDriver";
    case 100: return text ? "no CUDA-capable device is detected" : "cudaErrorNoDevice";
    case 101: return text ? "invalid device ordinal" : "cudaErrorInvalidDevice";
    case 400: return text ? "invalid resource handle" : "cudaErrorInvalidResourceHandle";
    case 600: return text ? "device not ready" : "cudaErrorNotReady";
    case 801: return text ? "operation not supported" : "cudaErrorNotSupported";
    case 900: return text ? "operation not permitted when stream is capturing" : "cudaErrorStreamCaptureUnsupported";
    default: return text ? "unknown error" : "cudaErrorUnknown";
  }
}
const char* cudaGetErrorName(cudaError_t e) { return nameOf(e, false); }
const char* cudaGetErrorString(cudaError_t e) { return nameOf(e, true); }
cudaError_t cudaGetDeviceProperties(cudaDeviceProp* p, int d) {
  START();
  if (d < 0 || d >= devices()) return fail(101);
  memset(p, 0, sizeof *p);
  strcpy(p->name, "Stand-in 9000");
  memset(p->uuid.bytes, 0x40 + d, 16);
  p->totalGlobalMem = total();
  p->major = 9; p->minor = 0; p->multiProcessorCount = 114; p->warpSize = 32; p->maxThreadsPerBlock = 1024;
  p->maxThreadsPerMultiProcessor = 2048; p->regsPerMultiprocessor = 65536; p->sharedMemPerBlock = 49152; p->sharedMemPerBlockOptin = 232448;
  p->sharedMemPerMultiprocessor = 233472; p->l2CacheSize = 52428800; p->maxThreadsDim[0] = p->maxThreadsDim[1] = 1024; p->maxThreadsDim[2] = 64;
  p->maxGridSize[0] = 2147483647; p->maxGridSize[1] = p->maxGridSize[2] = 65535; p->concurrentKernels = 1; p->regsPerBlock = 65536;
  p->textureAlignment = 512; p->memoryBusWidth = 5120; p->unifiedAddressing = 1; p->pciBusID = 1 + d;
  return cudaSuccess;
}
cudaError_t cudaDeviceGetAttribute(int* v, cudaDeviceAttr a, int d) {
  START();
  if (d < 0 || d >= devices()) return fail(101);
  cudaDeviceProp p; cudaGetDeviceProperties(&p, d);
  switch (static_cast<int>(a)) {
    case cudaDevAttrComputeCapabilityMajor: *v = p.major; break;
    case cudaDevAttrComputeCapabilityMinor: *v = p.minor; break;
    case cudaDevAttrMultiProcessorCount: *v = p.multiProcessorCount; break;
    case cudaDevAttrWarpSize: *v = 32; break;
    case cudaDevAttrMaxThreadsPerBlock: *v = 1024; break;
    case cudaDevAttrMaxThreadsPerMultiProcessor: *v = 2048; break;
    case cudaDevAttrMaxRegistersPerMultiprocessor: *v = 65536; break;
    case cudaDevAttrMaxRegistersPerBlock: *v = 65536; break;
    case cudaDevAttrMaxSharedMemoryPerBlock: *v = 49152; break;
    case cudaDevAttrMaxSharedMemoryPerBlockOptin: *v = 232448; break;
    case cudaDevAttrMaxSharedMemoryPerMultiprocessor: *v = 233472; break;
    case cudaDevAttrL2CacheSize: *v = 52428800; break;
    case cudaDevAttrClockRate: *v = 1980000; break;
    case cudaDevAttrMemoryClockRate: *v = 2619000; break;
    case cudaDevAttrGlobalMemoryBusWidth: *v = 5120; break;
    case cudaDevAttrPciBusId: *v = 1 + d; break;
    case cudaDevAttrUnifiedAddressing: *v = 1; break;
    default: *v = 0;
  }
  return cudaSuccess;
}
cudaError_t cudaDeviceCanAccessPeer(int* v, int a, int b) { START(); if (a >= devices() || b >= devices()) return fail(101); *v = a != b; return cudaSuccess; }
cudaError_t cudaDeviceGetStreamPriorityRange(int* least, int* greatest) { START(); *least = 0; *greatest = -5; return cudaSuccess; }
cudaError_t cudaDeviceGetPCIBusId(char* s, int n, int d) { START(); snprintf(s, n, "0000:%02x:00.0", d + 1); return cudaSuccess; }

cudaError_t cudaMalloc(void** p, size_t n) { return allocate(p, n, 2); }
cudaError_t cudaFree(void* p) { START(); return release(p); }
cudaError_t cudaMallocAsync(void** p, size_t n, cudaStream_t) { return allocate(p, n, 2); }
cudaError_t cudaFreeAsync(void* p, cudaStream_t) { return release(p); }
cudaError_t cudaHostAlloc(void** p, size_t n, unsigned) { return allocate(p, n, 1); }
cudaError_t cudaMallocHost(void** p, size_t n) { return allocate(p, n, 1); }
cudaError_t cudaFreeHost(void* p) { return release(p); }
cudaError_t cudaHostRegister(void* p, size_t n, unsigned) { START(); std::scoped_lock l(lock); blocks[static_cast<char*>(p)] = {n, device, 1}; return cudaSuccess; }
cudaError_t cudaHostUnregister(void* p) { std::scoped_lock l(lock); return blocks.erase(static_cast<char*>(p)) ? cudaSuccess : fail(1); }
cudaError_t cudaMemGetInfo(size_t* f, size_t* t) { START(); std::scoped_lock l(lock); *t = total(); *f = total() - used[device]; return cudaSuccess; }
cudaError_t cudaPointerGetAttributes(cudaPointerAttributes* a, const void* p) {
  START();
  std::scoped_lock l(lock);
  memset(a, 0, sizeof *a);
  Block* b = find(p);
  a->type = !b ? cudaMemoryTypeUnregistered : b->kind == 2 ? cudaMemoryTypeDevice : cudaMemoryTypeHost;
  a->device = b ? b->device : 0;
  a->devicePointer = b ? const_cast<void*>(p) : nullptr;
  a->hostPointer = b && b->kind == 2 ? nullptr : const_cast<void*>(p);
  return cudaSuccess;
}
cudaError_t cudaMemcpy(void* d, const void* s, size_t n, cudaMemcpyKind) { START(); if (anyCapture()) return fail(900); memmove(d, s, n); return cudaSuccess; }
cudaError_t cudaMemcpyAsync(void* d, const void* s, size_t n, cudaMemcpyKind, cudaStream_t st) { return enqueue(st, [=] { memmove(d, s, n); }); }
cudaError_t cudaMemcpyPeerAsync(void* d, int, const void* s, int, size_t n, cudaStream_t st) { return enqueue(st, [=] { memmove(d, s, n); }); }
cudaError_t cudaMemset(void* d, int v, size_t n) { START(); memset(d, v, n); return cudaSuccess; }
cudaError_t cudaMemsetAsync(void* d, int v, size_t n, cudaStream_t st) { return enqueue(st, [=] { memset(d, v, n); }); }

static cudaError_t newStream(cudaStream_t* s, unsigned flags, int priority) {
  START();
  std::scoped_lock l(lock);
  auto* made = new Stream{device, flags, priority};
  streams[made] = true;
  *s = reinterpret_cast<cudaStream_t>(made);
  return cudaSuccess;
}
cudaError_t cudaStreamCreate(cudaStream_t* s) { return newStream(s, 0, 0); }
cudaError_t cudaStreamCreateWithFlags(cudaStream_t* s, unsigned f) { return newStream(s, f, 0); }
cudaError_t cudaStreamCreateWithPriority(cudaStream_t* s, unsigned f, int p) { return newStream(s, f, p > 0 ? 0 : p < -5 ? -5 : p); }
cudaError_t cudaStreamDestroy(cudaStream_t s) { std::scoped_lock l(lock); streams.erase(real(s)); delete real(s); return cudaSuccess; }
cudaError_t cudaStreamGetPriority(cudaStream_t s, int* p) { *p = real(s) ? real(s)->priority : 0; return cudaSuccess; }
cudaError_t cudaStreamQuery(cudaStream_t s) { START(); if (real(s) && real(s)->capture) return fail(900); return cudaSuccess; }
cudaError_t cudaStreamSynchronize(cudaStream_t s) { START(); if (real(s) && real(s)->capture) return fail(900); return cudaSuccess; }
cudaError_t cudaStreamWaitEvent(cudaStream_t, cudaEvent_t, unsigned) { START(); return cudaSuccess; }

cudaError_t cudaEventCreateWithFlags(cudaEvent_t* e, unsigned f) { START(); *e = reinterpret_cast<cudaEvent_t>(new Event{f, false, {}, device}); return cudaSuccess; }
cudaError_t cudaEventCreate(cudaEvent_t* e) { return cudaEventCreateWithFlags(e, 0); }
cudaError_t cudaEventDestroy(cudaEvent_t e) { delete reinterpret_cast<Event*>(e); return cudaSuccess; }
cudaError_t cudaEventRecordWithFlags(cudaEvent_t e, cudaStream_t s, unsigned) {
  auto* event = reinterpret_cast<Event*>(e);
  // In a capture it is an edge of the graph, nothing that a replay does; the event may be gone by then.
  if (real(s) && real(s)->capture) return cudaSuccess;
  return enqueue(s, [=] { event->recorded = true; clock_gettime(CLOCK_MONOTONIC, &event->at); });
}
cudaError_t cudaEventRecord(cudaEvent_t e, cudaStream_t s) { return cudaEventRecordWithFlags(e, s, 0); }
cudaError_t cudaEventQuery(cudaEvent_t) { START(); return cudaSuccess; }
cudaError_t cudaEventSynchronize(cudaEvent_t) { START(); return cudaSuccess; }
cudaError_t cudaEventElapsedTime(float* ms, cudaEvent_t a, cudaEvent_t b) {
  auto *x = reinterpret_cast<Event*>(a), *y = reinterpret_cast<Event*>(b);
  if (!x->recorded || !y->recorded || (x->flags & 2) || (y->flags & 2)) return fail(400);
  *ms = static_cast<float>((y->at.tv_sec - x->at.tv_sec) * 1e3 + (y->at.tv_nsec - x->at.tv_nsec) / 1e6);
  return cudaSuccess;
}

cudaError_t cudaStreamBeginCapture(cudaStream_t s, cudaStreamCaptureMode mode) {
  START();
  std::scoped_lock l(lock);
  if (!real(s) || real(s)->capture) return fail(900);
  real(s)->capture = new Graph; real(s)->id = ++captures; real(s)->mode = mode;
  return cudaSuccess;
}
cudaError_t cudaStreamBeginCaptureToGraph(cudaStream_t s, cudaGraph_t, const cudaGraphNode_t*, const cudaGraphEdgeData*, size_t, cudaStreamCaptureMode mode) { return cudaStreamBeginCapture(s, mode); }
cudaError_t cudaStreamEndCapture(cudaStream_t s, cudaGraph_t* g) {
  std::scoped_lock l(lock);
  if (!real(s) || !real(s)->capture) return fail(1);
  *g = reinterpret_cast<cudaGraph_t>(real(s)->capture); real(s)->capture = nullptr;
  return cudaSuccess;
}
cudaError_t cudaStreamIsCapturing(cudaStream_t s, cudaStreamCaptureStatus* st) { START(); *st = real(s) && real(s)->capture ? cudaStreamCaptureStatusActive : cudaStreamCaptureStatusNone; return cudaSuccess; }
cudaError_t cudaStreamGetCaptureInfo(cudaStream_t s, cudaStreamCaptureStatus* st, unsigned long long* id, cudaGraph_t* g, const cudaGraphNode_t** deps, const cudaGraphEdgeData** edges, size_t* n) {
  START();
  Stream* stream = real(s);
  *st = stream && stream->capture ? cudaStreamCaptureStatusActive : cudaStreamCaptureStatusNone;
  if (id) *id = stream && stream->capture ? stream->id : 0;
  if (g) *g = stream ? reinterpret_cast<cudaGraph_t>(stream->capture) : nullptr;
  if (deps) *deps = nullptr;
  if (edges) *edges = nullptr;
  if (n) *n = 0;
  return cudaSuccess;
}
cudaError_t cudaThreadExchangeStreamCaptureMode(cudaStreamCaptureMode* m) { static thread_local cudaStreamCaptureMode mode = cudaStreamCaptureModeGlobal; std::swap(*m, mode);
  std::scoped_lock l(lock);
  for (auto& s : streams) if (s.first->capture) s.first->mode = mode; return cudaSuccess; }
cudaError_t cudaGraphInstantiateWithFlags(cudaGraphExec_t* e, cudaGraph_t g, unsigned long long) { *e = reinterpret_cast<cudaGraphExec_t>(new Graph(*reinterpret_cast<Graph*>(g))); return cudaSuccess; }
cudaError_t cudaGraphInstantiate(cudaGraphExec_t* e, cudaGraph_t g, unsigned long long) { return cudaGraphInstantiateWithFlags(e, g, 0); }
cudaError_t cudaGraphLaunch(cudaGraphExec_t e, cudaStream_t) { START(); for (auto& w : reinterpret_cast<Graph*>(e)->work) w(); return cudaSuccess; }
cudaError_t cudaGraphDestroy(cudaGraph_t g) { delete reinterpret_cast<Graph*>(g); return cudaSuccess; }
cudaError_t cudaGraphExecDestroy(cudaGraphExec_t e) { delete reinterpret_cast<Graph*>(e); return cudaSuccess; }
cudaError_t cudaGraphGetNodes(cudaGraph_t g, cudaGraphNode_t*, size_t* n) { *n = reinterpret_cast<Graph*>(g)->work.size(); return cudaSuccess; }
cudaError_t cudaGraphDebugDotPrint(cudaGraph_t g, const char* path, unsigned) {
  FILE* f = fopen(path, "w"); if (!f) return fail(999);
  fprintf(f, "digraph dot { /* %zu nodes */ }\n", reinterpret_cast<Graph*>(g)->work.size()); fclose(f); return cudaSuccess;
}
cudaError_t cudaFuncGetAttributes(cudaFuncAttributes* a, const void*) { memset(a, 0, sizeof *a); a->maxThreadsPerBlock = 1024; a->numRegs = 32; return cudaSuccess; }
cudaError_t cudaOccupancyMaxActiveBlocksPerMultiprocessorWithFlags(int* n, const void*, int, size_t, unsigned) { *n = 2; return cudaSuccess; }
cudaError_t cudaGetSymbolAddress(void** p, const void* s) { *p = const_cast<void*>(s); return cudaSuccess; }

// Functions of the driver, asked for by name.
static int driverNothing() { return 0; }
static int driverContext(int, unsigned* flags, int* active) { if (flags) *flags = 0; if (active) *active = 1; return 0; }
cudaError_t cudaGetDriverEntryPointByVersion(const char* name, void** p, unsigned, unsigned long long, cudaDriverEntryPointQueryResult* r) {
  *p = !strcmp(name, "cuDevicePrimaryCtxGetState") ? reinterpret_cast<void*>(&driverContext) : reinterpret_cast<void*>(&driverNothing);
  if (r) *r = cudaDriverEntryPointSuccess;
  return cudaSuccess;
}
}
