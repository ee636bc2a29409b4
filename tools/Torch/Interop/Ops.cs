namespace I2M2.Torch.Interop;

/// <summary>The ATen operators that the face uses: all that is asked of a libtorch, by schema name.</summary>
internal static class Ops
{
    // making tensors
    internal static readonly Operator Empty = new("aten::empty", "memory_format");
    internal static readonly Operator Zeros = new("aten::zeros");
    internal static readonly Operator ZerosLike = new("aten::zeros_like");
    internal static readonly Operator Ones = new("aten::ones");
    internal static readonly Operator OnesLike = new("aten::ones_like");
    internal static readonly Operator Full = new("aten::full");
    internal static readonly Operator Arange = new("aten::arange", "start_step");
    internal static readonly Operator Rand = new("aten::rand");
    internal static readonly Operator Randn = new("aten::randn");
    internal static readonly Operator Cat = new("aten::cat");
    internal static readonly Operator Stack = new("aten::stack");
    internal static readonly Operator To = new("aten::to", "dtype_layout");
    internal static readonly Operator Clone = new("aten::clone");
    internal static readonly Operator Contiguous = new("aten::contiguous");
    internal static readonly Operator Detach = new("aten::detach");
    internal static readonly Operator DetachInPlace = new("aten::detach_");
    internal static readonly Operator PinMemory = new("aten::pin_memory");

    // shape
    internal static readonly Operator Alias = new("aten::alias");
    internal static readonly Operator View = new("aten::view");
    internal static readonly Operator Reshape = new("aten::reshape");
    internal static readonly Operator Flatten = new("aten::flatten", "using_ints");
    internal static readonly Operator Squeeze = new("aten::squeeze");
    internal static readonly Operator SqueezeDim = new("aten::squeeze", "dim");
    internal static readonly Operator Unsqueeze = new("aten::unsqueeze");
    internal static readonly Operator Transpose = new("aten::transpose", "int");
    internal static readonly Operator Permute = new("aten::permute");
    internal static readonly Operator T = new("aten::t");
    internal static readonly Operator Expand = new("aten::expand");
    internal static readonly Operator Roll = new("aten::roll");
    internal static readonly Operator Narrow = new("aten::narrow");
    internal static readonly Operator Slice = new("aten::slice", "Tensor");
    internal static readonly Operator Select = new("aten::select", "int");
    internal static readonly Operator IndexSelect = new("aten::index_select");
    internal static readonly Operator Index = new("aten::index", "Tensor");
    internal static readonly Operator Gather = new("aten::gather");
    internal static readonly Operator MaskedFill = new("aten::masked_fill", "Scalar");
    internal static readonly Operator Where = new("aten::where", "self");

    // arithmetic
    internal static readonly Operator Add = new("aten::add", "Tensor");
    internal static readonly Operator AddScalar = new("aten::add", "Scalar");
    internal static readonly Operator AddInPlace = new("aten::add_", "Tensor");
    internal static readonly Operator AddScalarInPlace = new("aten::add_", "Scalar");
    internal static readonly Operator Sub = new("aten::sub", "Tensor");
    internal static readonly Operator SubScalar = new("aten::sub", "Scalar");
    internal static readonly Operator SubInPlace = new("aten::sub_", "Tensor");
    internal static readonly Operator SubScalarInPlace = new("aten::sub_", "Scalar");
    internal static readonly Operator Rsub = new("aten::rsub", "Scalar");
    internal static readonly Operator Mul = new("aten::mul", "Tensor");
    internal static readonly Operator MulScalar = new("aten::mul", "Scalar");
    internal static readonly Operator MulInPlace = new("aten::mul_", "Tensor");
    internal static readonly Operator MulScalarInPlace = new("aten::mul_", "Scalar");
    internal static readonly Operator Div = new("aten::div", "Tensor");
    internal static readonly Operator DivScalar = new("aten::div", "Scalar");
    internal static readonly Operator Reciprocal = new("aten::reciprocal");
    internal static readonly Operator Pow = new("aten::pow", "Tensor_Tensor");
    internal static readonly Operator PowScalar = new("aten::pow", "Tensor_Scalar");
    internal static readonly Operator Addcmul = new("aten::addcmul_");
    internal static readonly Operator Addcdiv = new("aten::addcdiv_");
    internal static readonly Operator Neg = new("aten::neg");
    internal static readonly Operator Abs = new("aten::abs");
    internal static readonly Operator Exp = new("aten::exp");
    internal static readonly Operator Log = new("aten::log");
    internal static readonly Operator Sqrt = new("aten::sqrt");
    internal static readonly Operator Cos = new("aten::cos");
    internal static readonly Operator Sin = new("aten::sin");
    internal static readonly Operator Atan2 = new("aten::atan2");
    internal static readonly Operator Tanh = new("aten::tanh");
    internal static readonly Operator Sigmoid = new("aten::sigmoid");
    internal static readonly Operator Relu = new("aten::relu");
    internal static readonly Operator ReluInPlace = new("aten::relu_");
    internal static readonly Operator Matmul = new("aten::matmul");
    internal static readonly Operator Copy = new("aten::copy_");
    internal static readonly Operator Zero = new("aten::zero_");
    internal static readonly Operator Fill = new("aten::fill_", "Scalar");
    internal static readonly Operator Uniform = new("aten::uniform_");
    internal static readonly Operator Normal = new("aten::normal_");

    // comparison and reduction
    internal static readonly Operator Eq = new("aten::eq", "Tensor");
    internal static readonly Operator EqScalar = new("aten::eq", "Scalar");
    internal static readonly Operator Ne = new("aten::ne", "Tensor");
    internal static readonly Operator NeScalar = new("aten::ne", "Scalar");
    internal static readonly Operator Lt = new("aten::lt", "Tensor");
    internal static readonly Operator LtScalar = new("aten::lt", "Scalar");
    internal static readonly Operator Le = new("aten::le", "Tensor");
    internal static readonly Operator LeScalar = new("aten::le", "Scalar");
    internal static readonly Operator Gt = new("aten::gt", "Tensor");
    internal static readonly Operator GtScalar = new("aten::gt", "Scalar");
    internal static readonly Operator Ge = new("aten::ge", "Tensor");
    internal static readonly Operator GeScalar = new("aten::ge", "Scalar");
    internal static readonly Operator IsNan = new("aten::isnan");
    internal static readonly Operator IsFinite = new("aten::isfinite");
    internal static readonly Operator All = new("aten::all");
    internal static readonly Operator Any = new("aten::any");
    internal static readonly Operator AllClose = new("aten::allclose");
    internal static readonly Operator Sum = new("aten::sum");
    internal static readonly Operator SumDims = new("aten::sum", "dim_IntList");
    internal static readonly Operator Mean = new("aten::mean");
    internal static readonly Operator MeanDims = new("aten::mean", "dim");
    internal static readonly Operator Max = new("aten::max");
    internal static readonly Operator Min = new("aten::min");
    internal static readonly Operator Argmax = new("aten::argmax");
    internal static readonly Operator CumSum = new("aten::cumsum");
    internal static readonly Operator NormDim = new("aten::norm", "ScalarOpt_dim");
    internal static readonly Operator ClampMin = new("aten::clamp_min");
    internal static readonly Operator LogSumExp = new("aten::logsumexp");
    internal static readonly Operator LocalScalar = new("aten::_local_scalar_dense");

    // complex numbers
    internal static readonly Operator Angle = new("aten::angle");
    internal static readonly Operator ViewAsReal = new("aten::view_as_real");
    internal static readonly Operator ViewAsComplex = new("aten::view_as_complex");
    internal static readonly Operator Fft2 = new("aten::fft_fft2");
    internal static readonly Operator IFft2 = new("aten::fft_ifft2");
    internal static readonly Operator IFft = new("aten::fft_ifft");
    internal static readonly Operator FftShift = new("aten::fft_fftshift");
    internal static readonly Operator IFftShift = new("aten::fft_ifftshift");

    // networks
    internal static readonly Operator Softmax = new("aten::softmax", "int");
    internal static readonly Operator LogSoftmax = new("aten::log_softmax", "int");
    internal static readonly Operator Conv2d = new("aten::conv2d");
    internal static readonly Operator BatchNorm = new("aten::batch_norm");
    internal static readonly Operator GroupNorm = new("aten::group_norm");
    internal static readonly Operator LayerNorm = new("aten::layer_norm");
    internal static readonly Operator Embedding = new("aten::embedding");
    internal static readonly Operator Gelu = new("aten::gelu");
    internal static readonly Operator Dropout = new("aten::dropout");
    internal static readonly Operator ScaledDotProductAttention = new("aten::scaled_dot_product_attention");
    internal static readonly Operator AdaptiveAvgPool2d = new("aten::adaptive_avg_pool2d");
    internal static readonly Operator MaxPool2d = new("aten::max_pool2d");
    internal static readonly Operator Linear = new("aten::linear");
    internal static readonly Operator Gru = new("aten::gru", "input");
    internal static readonly Operator CrossEntropy = new("aten::cross_entropy_loss");
    internal static readonly Operator NllLoss = new("aten::nll_loss_nd");
    internal static readonly Operator BinaryCrossEntropyWithLogits = new("aten::binary_cross_entropy_with_logits");

    // many tensors at once
    internal static readonly Operator ForeachAddList = new("aten::_foreach_add", "List");
    internal static readonly Operator ForeachAddListInPlace = new("aten::_foreach_add_", "List");
    internal static readonly Operator ForeachMulInPlace = new("aten::_foreach_mul_", "Scalar");
    internal static readonly Operator ForeachAddcmulInPlace = new("aten::_foreach_addcmul_", "Scalar");
    internal static readonly Operator ForeachAddcdivInPlace = new("aten::_foreach_addcdiv_", "Scalar");
    internal static readonly Operator ForeachSqrt = new("aten::_foreach_sqrt");
    internal static readonly Operator ForeachAddScalarInPlace = new("aten::_foreach_add_", "Scalar");
    internal static readonly Operator ForeachNeg = new("aten::_foreach_neg");
    internal static readonly Operator ForeachNorm = new("aten::_foreach_norm", "Scalar");
}
