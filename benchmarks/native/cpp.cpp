// The benchmarks' loops in C++, over the libtorch that is in the process.
#include "libtorch_abi.h"

namespace at::_ops {
struct add_Tensor { JT_IMPORT static Tensor call(const Tensor&, const Tensor&, const c10::Scalar&); };
struct binary_cross_entropy {
  JT_IMPORT static Tensor call(const Tensor&, const Tensor&, const ::std::optional<Tensor>&, int64_t);
};
struct div_Scalar { JT_IMPORT static Tensor call(const Tensor&, const c10::Scalar&); };
struct exp { JT_IMPORT static Tensor call(const Tensor&); };
struct linear { JT_IMPORT static Tensor call(const Tensor&, const Tensor&, const ::std::optional<Tensor>&); };
struct mul_Scalar { JT_IMPORT static Tensor call(const Tensor&, const c10::Scalar&); };
struct mul_Tensor { JT_IMPORT static Tensor call(const Tensor&, const Tensor&); };
struct pow_Tensor_Scalar { JT_IMPORT static Tensor call(const Tensor&, const c10::Scalar&); };
struct rand {
  JT_IMPORT static Tensor call(c10::ArrayRef<c10::SymInt>, ::std::optional<c10::ScalarType>,
                               ::std::optional<c10::Layout>, ::std::optional<c10::Device>, ::std::optional<bool>);
};
struct randn_like {
  JT_IMPORT static Tensor call(const Tensor&, ::std::optional<c10::ScalarType>, ::std::optional<c10::Layout>,
                               ::std::optional<c10::Device>, ::std::optional<bool>,
                               ::std::optional<c10::MemoryFormat>);
};
struct relu { JT_IMPORT static Tensor call(const Tensor&); };
struct sigmoid { JT_IMPORT static Tensor call(const Tensor&); };
struct sub_Scalar { JT_IMPORT static Tensor call(const Tensor&, const c10::Scalar&, const c10::Scalar&); };
struct sub_Tensor { JT_IMPORT static Tensor call(const Tensor&, const Tensor&, const c10::Scalar&); };
struct sum { JT_IMPORT static Tensor call(const Tensor&, ::std::optional<c10::ScalarType>); };
struct _foreach_add__Scalar { JT_IMPORT static void call(c10::ArrayRef<Tensor>, const c10::Scalar&); };
struct _fused_adam_ {
  JT_IMPORT static void call(c10::ArrayRef<Tensor>, c10::ArrayRef<Tensor>, c10::ArrayRef<Tensor>,
                             c10::ArrayRef<Tensor>, c10::ArrayRef<Tensor>, c10::ArrayRef<Tensor>, double, double,
                             double, double, double, bool, bool, const ::std::optional<Tensor>&,
                             const ::std::optional<Tensor>&);
};
}  // namespace at::_ops

namespace {

namespace ops = at::_ops;
using at::Tensor;

// A tensor on the stack that drops its reference at the end, as a C++ program's does.
class Own {
 public:
  Own(Tensor&& value) : value_(std::move(value)) {}
  Own(const Own&) = delete;
  ~Own() {
    Tensor undefined;
    aoti_torch_assign_tensors(&undefined, &value_);
  }
  operator const Tensor&() const { return value_; }
  Tensor* operator->() { return &value_; }

 private:
  Tensor value_;
};

const c10::Scalar one(c10::Scalar::Tag::i, 1, 0);
const c10::Scalar two(c10::Scalar::Tag::i, 2, 0);

c10::Scalar scalar(double value) {
  int64_t bits;
  static_assert(sizeof bits == sizeof value);
  __builtin_memcpy(&bits, &value, sizeof bits);
  return c10::Scalar(c10::Scalar::Tag::d, bits, 0);
}

Tensor random(std::vector<int64_t> sizes) {
  std::vector<c10::SymInt> symbolic(sizes.begin(), sizes.end());
  return ops::rand::call({symbolic.data(), symbolic.size()}, {}, {}, {}, {});
}

c10::ArrayRef<Tensor> view(const std::vector<Tensor>& tensors) { return {tensors.data(), tensors.size()}; }

// A variational autoencoder 784-400-20-400-784 with Adam's fused operator.
class Vae {
 public:
  explicit Vae(int64_t batch) : x_(random({batch, 784})) {
    layer(784, 400);
    layer(400, 20);
    layer(400, 20);
    layer(20, 400);
    layer(400, 784);
    for (const Tensor& parameter : parameters_) {
      torch_set_requires_grad(const_cast<Tensor*>(&parameter), true);
      averages_.emplace_back(zeros(parameter));
      squares_.emplace_back(zeros(parameter));
      steps_.emplace_back(step_counter());
    }
  }

  void step() {
    Own hidden(ops::relu::call(Own(linear(0, x_))));
    Own mu(linear(1, hidden));
    Own logvar(linear(2, hidden));
    Own deviation(ops::exp::call(Own(ops::mul_Scalar::call(logvar, scalar(0.5)))));
    Own noise(ops::randn_like::call(deviation, {}, {}, {}, {}, {}));
    Own z(ops::add_Tensor::call(mu, Own(ops::mul_Tensor::call(noise, deviation)), one));
    Own hidden2(ops::relu::call(Own(linear(3, z))));
    Own y(ops::sigmoid::call(Own(linear(4, hidden2))));

    constexpr int64_t kSum = 2;
    Own reconstruction(ops::binary_cross_entropy::call(y, x_, {}, kSum));
    Own squared(ops::pow_Tensor_Scalar::call(mu, two));
    Own added(ops::add_Tensor::call(squared, Own(ops::exp::call(logvar)), one));
    Own less(ops::sub_Tensor::call(added, logvar, one));
    Own less1(ops::sub_Scalar::call(less, one, one));
    Own divergence(ops::div_Scalar::call(Own(ops::sum::call(less1, {})), two));
    Own loss(ops::add_Tensor::call(reconstruction, divergence, one));

    for (const Tensor& parameter : parameters_) {
      Tensor undefined;
      aoti_torch_assign_tensors(&undefined, &parameter.impl()->mutable_grad());
    }
    torch::autograd::backward({loss}, {}, std::nullopt, false, {});
    std::vector<Tensor> gradients;
    gradients.reserve(parameters_.size());
    for (const Tensor& parameter : parameters_) gradients.emplace_back(parameter.impl()->grad());
    bool was = c10::GradMode::is_enabled();
    c10::GradMode::set_enabled(false);
    ops::_foreach_add__Scalar::call(view(steps_), one);
    ops::_fused_adam_::call(view(parameters_), view(gradients), view(averages_), view(squares_), {}, view(steps_), 1e-3,
                            0.9, 0.999, 0, 1e-8, false, false, {}, {});
    c10::GradMode::set_enabled(was);
  }

 private:
  Tensor linear(size_t layer, const Tensor& input) {
    return ops::linear::call(input, parameters_[2 * layer], parameters_[2 * layer + 1]);
  }
  void layer(int64_t in, int64_t out) {
    parameters_.emplace_back(weights({out, in}));
    parameters_.emplace_back(weights({out}));
  }
  static Tensor weights(std::vector<int64_t> sizes) {
    return ops::mul_Scalar::call(Own(ops::sub_Scalar::call(Own(random(sizes)), scalar(0.5), one)), scalar(0.1));
  }
  static Tensor zeros(const Tensor& like) {
    c10::GradMode::set_enabled(false);
    Tensor result = ops::mul_Scalar::call(like, scalar(0));
    c10::GradMode::set_enabled(true);
    return result;
  }
  static Tensor step_counter() { return ops::mul_Scalar::call(Own(random({})), scalar(0)); }

  // What lives as long as the process is never released.
  Tensor x_;
  std::vector<Tensor> parameters_, averages_, squares_, steps_;
};

}  // namespace

#define EXPORT extern "C" __attribute__((visibility("default")))

EXPORT void add_free(int64_t times) {
  static const Tensor a = random({4, 4}), b = random({4, 4});
  for (int64_t i = 0; i < times; i++) Own sum(ops::add_Tensor::call(a, b, one));
}

EXPORT void linear_forward(int64_t batch, int64_t in, int64_t out, int64_t times) {
  static const Tensor x = random({batch, in}), weight = random({out, in}), bias = random({out});
  for (int64_t i = 0; i < times; i++) Own y(ops::linear::call(x, weight, bias));
}

EXPORT void vae_step(int64_t batch, int64_t times) {
  static Vae& vae = *new Vae(batch);
  for (int64_t i = 0; i < times; i++) vae.step();
}
