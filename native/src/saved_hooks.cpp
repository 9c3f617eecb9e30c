// Hooks on what libtorch's operators save for their backward.
//
// libtorch asks its autograd engine for them, by a virtual function that in C++ answers none (Python's engine overrides
// it). The engine gets a copy of its virtual table in which that function is ours.
#include <cstring>
#include <mutex>
#include <stdexcept>
#if defined(__GLIBC__)
#include <dlfcn.h>
#include <elf.h>
#include <link.h>
#endif

#include "node.h"

// Engine::execute_with_graph_task, whose place in the table is looked up: of libtorches with intrusive nodes, and with
// shared ones.
#define JT_EXECUTE_INTRUSIVE                                                                               \
  _ZN5torch8autograd6Engine23execute_with_graph_taskERKSt10shared_ptrINS0_9GraphTaskEEN3c1013intrusive_ptr\
INS0_4NodeENS7_6detail34intrusive_target_default_null_typeIS9_EEEEONS0_11InputBufferE
#define JT_EXECUTE_SHARED                                                                              \
  _ZN5torch8autograd6Engine23execute_with_graph_taskERKSt10shared_ptrINS0_9GraphTaskEES2_INS0_4NodeEEO\
NS0_11InputBufferE
extern "C" {
JT_IMPORT void JT_EXECUTE_INTRUSIVE();
JT_IMPORT void JT_EXECUTE_SHARED();
}

namespace jt {
namespace {

enum What : int64_t { kPack, kUnpack };

using Pair = std::shared_ptr<Kept>;

// The innermost pair of hooks of this thread. A pointer: when a thread ends with hooks set, it is too late to tell
// Java.
thread_local Pair* current = nullptr;

// What libtorch calls; the order of the virtual functions is libtorch's.
struct SavedVariableHooks {
  virtual void call_pack_hook(const at::Tensor& tensor) = 0;
  virtual at::Tensor call_unpack_hook() = 0;
  virtual ~SavedVariableHooks() = default;
  virtual std::optional<std::pair<void*, void*>> retrieve_unpack_hook_data() const {
    throw std::runtime_error("compiled autograd cannot have hooks in Java");
  }
};

class JavaHooks : public SavedVariableHooks {
 public:
  explicit JavaHooks(Pair pair) : pair_(std::move(pair)) {}

  void call_pack_hook(const at::Tensor& tensor) override {
    int64_t word = share(const_cast<at::Tensor*>(&tensor));
    int64_t answer = callbacks.invoke(pair_->id(), kPack, reinterpret_cast<int64_t>(&word), 1);
    if (answer < 0) throw JavaException(-answer);
    packed_ = std::make_unique<Kept>(word);
  }

  at::Tensor call_unpack_hook() override {
    int64_t word = packed_->id();
    int64_t answer = callbacks.invoke(pair_->id(), kUnpack, reinterpret_cast<int64_t>(&word), 1);
    if (answer < 0) throw JavaException(-answer);
    return take(word);
  }

 private:
  Pair pair_;
  std::unique_ptr<Kept> packed_;
};

struct EngineFunctions {
  virtual std::unique_ptr<SavedVariableHooks> get_default_saved_variable_hooks() {
    if (current == nullptr) return nullptr;
    return std::make_unique<JavaHooks>(*current);
  }
};

[[noreturn]] void unexpected(const char* what) {
  throw_not_implemented(std::string("this libtorch's autograd engine is not built as expected (") + what + ")");
}

constexpr size_t kMaxSlots = 24;

// Slots of the engine's table, behind its two words of head.
size_t count_slots() {
#if defined(__GLIBC__)
  Dl_info info;
  void* extra = nullptr;
  if (dladdr1(_ZTVN5torch8autograd6EngineE, &info, &extra, RTLD_DL_SYMENT) != 0 && extra != nullptr) {
    size_t words = static_cast<ElfW(Sym)*>(extra)->st_size / sizeof(void*);
    if (words > 2 && words <= kMaxSlots + 2) return words - 2;
  }
#endif
  unexpected("its virtual table");
}

// Once for the process; throws where this libtorch is built otherwise.
void* install() {
  using torch::autograd::Engine;
  void* execute = reinterpret_cast<void*>(&JT_EXECUTE_INTRUSIVE);
  if (execute == nullptr) execute = reinterpret_cast<void*>(&JT_EXECUTE_SHARED);
  if (_ZTVN5torch8autograd6EngineE == nullptr || &Engine::get_default_engine == nullptr || execute == nullptr)
    unexpected("its functions");
  void* engine = &Engine::get_default_engine();
  void** original = *static_cast<void***>(engine);
  if (original != _ZTVN5torch8autograd6EngineE + 2) unexpected("it is not libtorch's own");
  size_t slots = count_slots();
  size_t slot = 0;
  for (size_t i = 0; i + 2 < slots; i++) {
    // execute_with_graph_task, make_anomaly_metadata, get_default_saved_variable_hooks
    if (original[i] == execute) slot = i + 2;
  }
  if (slot == 0) unexpected("execute_with_graph_task");
  // A pointer that is returned goes where the first argument says, and what was there shows whether this was it.
  struct Result {
    void* words[8] = {reinterpret_cast<void*>(1), nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr};
    Result() = default;
    Result(const Result&) = delete;
    ~Result() {}
  };
  Result answer = reinterpret_cast<Result (*)(void*)>(original[slot])(engine);
  if (answer.words[0] != nullptr) unexpected("get_default_saved_variable_hooks");

  static void* table[kMaxSlots + 2];
  static const EngineFunctions functions;
  std::memcpy(table, original - 2, (slots + 2) * sizeof(void*));
  table[2 + slot] = (*reinterpret_cast<void* const* const*>(&functions))[0];
  __atomic_store_n(static_cast<void***>(engine), table + 2, __ATOMIC_RELEASE);
  return engine;
}

}  // namespace
}  // namespace jt

// Makes the pair of hooks that Java knows as id those of this thread, or none for 0.
int64_t jt_set_saved_hooks(int64_t id) noexcept {
  JT_TRY("saved_tensors_hooks", &torch::autograd::impl::gradient_edge)
  std::unique_ptr<jt::Pair> pair = id == 0 ? nullptr : std::make_unique<jt::Pair>(std::make_shared<jt::Kept>(id));
  static void* const engine = jt::install();
  (void)engine;
  std::unique_ptr<jt::Pair> before(std::exchange(jt::current, pair.release()));
  return 1;
  JT_CATCH("saved_tensors_hooks")
}
