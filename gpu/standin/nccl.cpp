// A stand-in for NCCL: processes of one machine that share a file in /dev/shm; collectives block the caller.
// STANDIN_NCCL_TIMEOUT seconds (30) end a wait for a rank that is gone with ncclRemoteError.
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <atomic>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <string>
#include <vector>

namespace {
constexpr size_t kChunk = 1 << 22;   // bytes of a rank's share of a collective, per round
constexpr size_t kMail = 1 << 22;    // a message from one rank to another, per round
constexpr int kRanks = 16;
struct Shared {
  std::atomic<int> joined, arrived, generation;
  struct Mail { std::atomic<size_t> size; } mail[kRanks][kRanks];
};
size_t mapped(int n) { return 4096 * 8 + n * kChunk + size_t{1} * n * n * kMail; }

struct Comm { std::string path; int n, rank, device; Shared* shared; char* base; std::atomic<int> aborted{0}; int splits = 0; };
struct Id { char bytes[128]; };
thread_local int grouped = 0;
thread_local std::vector<std::function<int()>> sends, receives, others;

const int sizes[] = {1, 1, 4, 4, 8, 8, 2, 4, 8, 2, 1, 1};
double half(uint16_t h) {
  int s = h >> 15, e = h >> 10 & 31, m = h & 1023;
  double v = e == 0 ? std::ldexp(m, -24) : e == 31 ? (m ? NAN : INFINITY) : std::ldexp(1024 + m, e - 25);
  return s ? -v : v;
}
uint16_t half(double d) { _Float16 f = static_cast<_Float16>(d); uint16_t h; memcpy(&h, &f, 2); return h; }
double brain(uint16_t b) { uint32_t u = uint32_t{b} << 16; float f; memcpy(&f, &u, 4); return f; }
uint16_t brain(double d) { float f = static_cast<float>(d); uint32_t u; memcpy(&u, &f, 4); u += 0x7fff + (u >> 16 & 1); return u >> 16; }

template <typename T> T join(T a, T b, int op) { return op == 1 ? static_cast<T>(a * b) : op == 2 ? (a > b ? a : b) : op == 3 ? (a < b ? a : b) : static_cast<T>(a + b); }
template <typename T> void reduceAs(char* out, const std::vector<const char*>& in, size_t count, int op, int n) {
  for (size_t i = 0; i < count; i++) {
    T v = reinterpret_cast<const T*>(in[0])[i];
    for (int r = 1; r < n; r++) v = join<T>(v, reinterpret_cast<const T*>(in[r])[i], op);
    if (op == 4) v = static_cast<T>(v / n);
    reinterpret_cast<T*>(out)[i] = v;
  }
}
template <double (*From)(uint16_t), uint16_t (*To)(double)> void reduceShort(char* out, const std::vector<const char*>& in, size_t count, int op, int n) {
  for (size_t i = 0; i < count; i++) {
    double v = From(reinterpret_cast<const uint16_t*>(in[0])[i]);
    for (int r = 1; r < n; r++) v = join<double>(v, From(reinterpret_cast<const uint16_t*>(in[r])[i]), op);
    if (op == 4) v /= n;
    reinterpret_cast<uint16_t*>(out)[i] = To(v);
  }
}
void reduce(char* out, const std::vector<const char*>& in, size_t count, int type, int op, int n) {
  switch (type) {
    case 0: return reduceAs<int8_t>(out, in, count, op, n);
    case 1: return reduceAs<uint8_t>(out, in, count, op, n);
    case 2: return reduceAs<int32_t>(out, in, count, op, n);
    case 3: return reduceAs<uint32_t>(out, in, count, op, n);
    case 4: return reduceAs<int64_t>(out, in, count, op, n);
    case 5: return reduceAs<uint64_t>(out, in, count, op, n);
    case 6: return reduceShort<half, half>(out, in, count, op, n);
    case 7: return reduceAs<float>(out, in, count, op, n);
    case 8: return reduceAs<double>(out, in, count, op, n);
    case 9: return reduceShort<brain, brain>(out, in, count, op, n);
  }
}
int wait(Comm* c, const std::function<bool()>& done) {
  static long limit = getenv("STANDIN_NCCL_TIMEOUT") ? atol(getenv("STANDIN_NCCL_TIMEOUT")) : 30;
  time_t start = time(nullptr);
  for (long i = 0; !done(); i++) {
    if (c->aborted) return 5;
    if (i > 100) usleep(50);
    if (i % 1000 == 999 && time(nullptr) - start > limit) return 6;
  }
  return 0;
}
int barrier(Comm* c) {
  int g = c->shared->generation;
  if (++c->shared->arrived == c->n) { c->shared->arrived = 0; c->shared->generation++; return 0; }
  return wait(c, [=] { return c->shared->generation != g; });
}
char* slot(Comm* c, int rank) { return c->base + 4096 * 8 + rank * kChunk; }
char* mailbox(Comm* c, int from, int to) { return c->base + 4096 * 8 + c->n * kChunk + (static_cast<size_t>(from) * c->n + to) * kMail; }

// Every rank's input in chunks; use(rank-ordered chunks, offset, bytes).
int exchange(Comm* c, const char* in, size_t bytes, size_t chunk, const std::function<void(const std::vector<const char*>&, size_t, size_t)>& use) {
  std::vector<const char*> all;
  for (int r = 0; r < c->n; r++) all.push_back(slot(c, r));
  for (size_t at = 0; at < bytes || at == 0; at += chunk) {
    size_t now = bytes - at < chunk ? bytes - at : chunk;
    if (in) memcpy(slot(c, c->rank), in + at, now);
    if (int e = barrier(c)) return e;
    use(all, at, now);
    if (int e = barrier(c)) return e;
    if (bytes == 0) break;
  }
  return 0;
}
int later(std::vector<std::function<int()>>& list, std::function<int()> work) {
  if (grouped) { list.push_back(std::move(work)); return 0; }
  return work();
}
int connect(Comm** out, const std::string& path, int n, int rank) {
  if (n > kRanks) return 4;
  int fd = open(path.c_str(), O_CREAT | O_RDWR, 0600);
  if (fd < 0 || ftruncate(fd, mapped(n)) != 0) return 2;
  void* m = mmap(nullptr, mapped(n), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  close(fd);
  if (m == MAP_FAILED) return 2;
  auto* c = new Comm{path, n, rank, 0, static_cast<Shared*>(m), static_cast<char*>(m)};
  c->shared->joined++;
  if (int e = wait(c, [=] { return c->shared->joined >= n; })) return e;
  if (int e = barrier(c)) return e;
  if (rank == 0) unlink(path.c_str());
  *out = c;
  return 0;
}
}  // namespace

extern "C" {
int ncclGetVersion(int* v) { *v = 22907; return 0; }
const char* ncclGetErrorString(int e) { return e == 0 ? "no error" : e == 6 ? "remote process exited or there was a network error" : "unhandled system error (stand-in)"; }
const char* ncclGetLastError(void*) { return "stand-in"; }
int ncclGetUniqueId(Id* id) { memset(id, 0, sizeof *id); static std::atomic<int> n; snprintf(id->bytes, 127, "/dev/shm/standin-nccl-%d-%d-%ld", getpid(), n++, static_cast<long>(time(nullptr))); return 0; }
int ncclCommInitRank(Comm** c, int n, Id id, int rank) { return connect(c, id.bytes, n, rank); }
int ncclCommInitRankConfig(Comm** c, int n, Id id, int rank, void*) { return connect(c, id.bytes, n, rank); }
int ncclCommInitRankScalable(Comm** c, int n, int rank, int, Id* ids, void*) { return connect(c, ids[0].bytes, n, rank); }
int ncclCommInitAll(Comm**, int, const int*) { return 4; }
int ncclCommSplit(Comm* c, int color, int key, Comm** out, void*) {
  struct Want { int color, key; } mine{color, key};
  std::vector<Want> all(c->n);
  int split = c->splits++;
  if (int e = exchange(c, reinterpret_cast<char*>(&mine), sizeof mine, kChunk, [&](auto& in, size_t, size_t) { for (int r = 0; r < c->n; r++) memcpy(&all[r], in[r], sizeof(Want)); })) return e;
  *out = nullptr;
  if (color < 0) return 0;
  int n = 0, rank = 0;
  for (int r = 0; r < c->n; r++) if (all[r].color == color) { n++; if (all[r].key < key || (all[r].key == key && r < c->rank)) rank++; }
  return connect(out, c->path + "-" + std::to_string(split) + "-" + std::to_string(color), n, rank);
}
int ncclCommAbort(Comm* c) { c->aborted = 1; return 0; }
int ncclCommFinalize(Comm*) { return 0; }
int ncclCommDestroy(Comm* c) { munmap(c->base, mapped(c->n)); delete c; return 0; }
int ncclCommGetAsyncError(Comm* c, int* e) { *e = 0; return 0; }
int ncclCommCount(Comm* c, int* n) { *n = c->n; return 0; }
int ncclCommUserRank(Comm* c, int* r) { *r = c->rank; return 0; }
int ncclCommCuDevice(Comm* c, int* d) { *d = c->device; return 0; }
int ncclMemAlloc(void** p, size_t n) { *p = malloc(n); return 0; }
int ncclMemFree(void* p) { free(p); return 0; }
int ncclCommRegister(Comm*, void*, size_t, void** h) { *h = nullptr; return 0; }
int ncclCommDeregister(Comm*, void*) { return 0; }
int ncclGroupStart() { grouped++; return 0; }
int ncclGroupEnd() {
  if (--grouped) return 0;
  auto o = std::move(others), s = std::move(sends), r = std::move(receives);
  others.clear(); sends.clear(); receives.clear();
  for (auto* list : {&o, &s, &r}) for (auto& work : *list) if (int e = work()) return e;
  return 0;
}
int ncclAllReduce(const char* in, char* out, size_t count, int type, int op, Comm* c, void*) {
  return later(others, [=] { return exchange(c, in, count * sizes[type], kChunk, [=](auto& all, size_t at, size_t n) { reduce(out + at, all, n / sizes[type], type, op, c->n); }); });
}
int ncclReduce(const char* in, char* out, size_t count, int type, int op, int root, Comm* c, void*) {
  return later(others, [=] { return exchange(c, in, count * sizes[type], kChunk, [=](auto& all, size_t at, size_t n) { if (c->rank == root) reduce(out + at, all, n / sizes[type], type, op, c->n); }); });
}
int ncclBroadcast(const char* in, char* out, size_t count, int type, int root, Comm* c, void*) {
  return later(others, [=] { return exchange(c, c->rank == root ? in : nullptr, count * sizes[type], kChunk, [=](auto& all, size_t at, size_t n) { memcpy(out + at, all[root], n); }); });
}
int ncclBcast(char* data, size_t count, int type, int root, Comm* c, void* s) { return ncclBroadcast(data, data, count, type, root, c, s); }
int ncclAllGather(const char* in, char* out, size_t count, int type, Comm* c, void*) {
  size_t bytes = count * sizes[type];
  return later(others, [=] { return exchange(c, in, bytes, kChunk, [=](auto& all, size_t at, size_t n) { for (int r = 0; r < c->n; r++) memcpy(out + r * bytes + at, all[r], n); }); });
}
int ncclReduceScatter(const char* in, char* out, size_t count, int type, int op, Comm* c, void*) {
  return later(others, [=] {
    size_t bytes = count * sizes[type];
    for (int r = 0; r < c->n; r++)
      if (int e = exchange(c, in + r * bytes, bytes, kChunk, [=](auto& all, size_t at, size_t n) { if (c->rank == r) reduce(out + at, all, n / sizes[type], type, op, c->n); })) return e;
    return 0;
  });
}
int ncclAlltoAll(const char* in, char* out, size_t count, int type, Comm* c, void*) {
  return later(others, [=] {
    size_t bytes = count * sizes[type];
    for (int r = 0; r < c->n; r++)
      if (int e = exchange(c, in + r * bytes, bytes, kChunk, [=](auto& all, size_t at, size_t n) { if (c->rank == r) for (int f = 0; f < c->n; f++) memcpy(out + f * bytes + at, all[f], n); })) return e;
    return 0;
  });
}
int ncclSend(const char* in, size_t count, int type, int peer, Comm* c, void*) {
  size_t bytes = count * sizes[type];
  if (bytes > kMail) return 4;
  return later(sends, [=] {
    auto& mail = c->shared->mail[c->rank][peer].size;
    if (int e = wait(c, [&] { return mail == 0; })) return e;
    memcpy(mailbox(c, c->rank, peer), in, bytes);
    mail = bytes + 1;
    return 0;
  });
}
int ncclRecv(char* out, size_t count, int type, int peer, Comm* c, void*) {
  return later(receives, [=] {
    auto& mail = c->shared->mail[peer][c->rank].size;
    if (int e = wait(c, [&] { return mail != 0; })) return e;
    size_t bytes = count * sizes[type];
    memcpy(out, mailbox(c, peer, c->rank), bytes < mail - 1 ? bytes : mail - 1);
    mail = 0;
    return 0;
  });
}
int ncclRedOpCreatePreMulSum(int* op, void*, int, int, Comm*) { return 4; }
int ncclRedOpDestroy(int, Comm*) { return 0; }
}
